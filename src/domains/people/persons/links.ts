import type { Statement } from "#db/statement.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import type { EntryLink } from "./person-store.ts";
import { endLinks, insertLink } from "./person-store.ts";

/** How long a link lets somebody in, in milliseconds. */
export const linkLife: Record<EntryLink["purpose"], number> = {
  setup: 24 * 3_600_000,
  invite: 7 * 86_400_000,
  reset: 24 * 3_600_000,
};

export interface NewLink {
  secret: string;
  expiresAt: number;
  row: Parameters<typeof insertLink>[0];
}

/** A link of its kind: good once, for a while. Only the hash of its secret is kept. */
export function newLink(
  purpose: EntryLink["purpose"],
  whose: Pick<Partial<EntryLink>, "email" | "role" | "personId" | "madeBy">,
  now: number,
): NewLink {
  const secret = newSecret("link");
  const expiresAt = now + linkLife[purpose];
  return {
    secret,
    expiresAt,
    row: { ...whose, hash: secretHash(secret), purpose, createdAt: now, expiresAt },
  };
}

/** Keeps it; an earlier one for the same thing ends. */
export function keepLink({ row }: NewLink): Statement[] {
  const { purpose, email, personId, createdAt } = row;
  const same = { purpose, ...(email ? { email } : {}), ...(personId ? { personId } : {}) };
  return [endLinks(same, createdAt), ...insertLink(row)];
}
