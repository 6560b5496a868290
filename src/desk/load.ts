import { nextTurn } from "#platform/turn.ts";

/** What a desk is made of, in the order in which each needs the ones before; none takes long by itself. */
const parts: (() => Promise<unknown>)[] = [
  () => import("#db/client.ts"),
  () => import("#platform/zone.ts"),
  () => import("#platform/phone-number.ts"),
  () => import("#domains/contacts/index.ts"),
  () => import("#domains/phone/index.ts"),
  () => import("#domains/business/index.ts"),
  () => import("#domains/helpdesk/index.ts"),
  () => import("#domains/office/index.ts"),
  () => import("#domains/people/index.ts"),
  () => import("#domains/oversight/index.ts"),
  () => import("#catalog/index.ts"),
];

/**
 * Loads the desk's own modules, piece by piece: whoever asks meanwhile whether the process lives is answered between
 * two of them, and not after all.
 */
export async function loadDesk(): Promise<typeof import("./desk.ts")> {
  for (const load of parts) {
    await load();
    await nextTurn();
  }
  return await import("./desk.ts");
}
