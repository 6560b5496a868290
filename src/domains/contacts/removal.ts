import type { CardLine } from "#catalog/card.ts";
import type { OperationContext } from "#catalog/operation.ts";
import { type Asked, type Permission, stricter, unrestricted } from "#catalog/permission.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";
import { countRemovals, removalOf } from "./removed-store.ts";
import { type ContactRow, contactById, phonesOf } from "./store.ts";

/** What was exchanged with a contact: it goes with it, or stays behind without a name. */
export interface History {
  messages: number;
  calls: number;
}

/** A contact with what hangs on it. */
export interface Known {
  row: ContactRow;
  phones: string[];
  history: History;
}

/** Whatever joins this unit ends where they have written or called meanwhile. @throws DeskError NOT_FOUND, saying where a merged contact went */
export async function knownContact(id: string, ctx: OperationContext): Promise<Known> {
  const row = await contactById(ctx.db, id);
  if (!row) throw await gone(id, ctx);
  const phones = await phonesOf(ctx.db, id);
  const { messages, calls } = await ctx.use<History>("conversation.recent", { phones });
  await ctx.use("conversation.hold", { phones, messages, calls });
  return { row, phones, history: { messages, calls } };
}

async function gone(id: string, ctx: OperationContext): Promise<DeskError> {
  const into = (await removalOf(ctx.db, id))?.mergedInto;
  if (into)
    return new DeskError("NOT_FOUND", "That contact was merged into another.", {
      refs: { contact_id: into },
      next: "Use the contact it was merged into.",
    });
  return new DeskError("NOT_FOUND", "There is no such contact.", {
    next: "Look with find_contact_by_phone.",
  });
}

export function removalsSince(ctx: OperationContext): number {
  return ctx.now - ctx.settings.get("limits.burst_minutes") * 60_000;
}

/** How many contacts went lately without a person's word, by whatever app. */
export async function measureRemovals(ctx: OperationContext): Promise<Record<string, number>> {
  return { removedLately: await countRemovals(ctx.db, removalsSince(ctx)) };
}

/** One contact with texts or calls needs a person; so do more than five removals that add up. */
export function removalLevel(asked: Asked<unknown>, verb: string): Permission {
  return stricter(withHistory(asked, verb), addingUp(asked));
}

function withHistory({ facts }: Asked<unknown>, verb: string): Permission {
  const messages = Number(facts["messages"]);
  const calls = Number(facts["calls"]);
  if (messages + calls === 0) return unrestricted;
  const parts = [
    ...(messages > 0 ? [counted(messages, "text")] : []),
    ...(calls > 0 ? [counted(calls, "call")] : []),
  ];
  const reason = `The contact to ${verb} has ${parts.join(" and ")}.`;
  return { level: "requires_authorization", reason, causes: ["rule"] };
}

function addingUp({ measures, settings }: Asked<unknown>): Permission {
  const most = settings.get("limits.bulk_without_asking");
  if ((measures["removedLately"] ?? 0) < most) return unrestricted;
  const minutes = settings.get("limits.burst_minutes");
  const reason = `${counted(most, "contact")} went in the last ${counted(minutes, "minute")} already, which with this one are a bulk.`;
  return { level: "requires_authorization", reason, causes: ["burst"] };
}

/** Who a contact is, for the card. */
export function contactLines({ row, phones, history }: Known, label: string): CardLine[] {
  return [
    { label, value: row.name ?? "a number without a name" },
    { label: phones.length === 1 ? "Number" : "Numbers", values: phones },
    ...(row.email ? [{ label: "Email", value: row.email }] : []),
    ...(row.notes ? [{ label: "Notes", quote: row.notes }] : []),
    { label: "Exchanged", value: `${counted(history.messages, "text")}, ${counted(history.calls, "call")}` },
  ];
}
