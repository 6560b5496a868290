import * as z from "zod";
import type { OperationContext } from "#operation/operation.ts";
import { contactNotesOf, detailsOf } from "./details/details-store.ts";
import type { Known } from "./removal.ts";
import type { ContactRow } from "./store.ts";

const text = z.string().nullable();
const words = z.object({ name: text, email: text, notes: text, wordsOf: text, attributes: text });

/** What a merge is undone with: the contact that went as it was, whose what was, and what the other one was. */
export const mergeUndo = z.object({
  contact: words.extend({
    origin: z.enum(["typed", "inbound"]),
    archivedAt: z.int().nullable(),
    createdAt: z.int(),
    version: z.int().default(1),
  }),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  addresses: z.array(z.string()),
  tags: z.array(z.string()),
  notes: z.array(z.string()),
  names: z.array(z.object({ system: z.string(), externalId: z.string() })),
  tickets: z.array(z.string()),
  owned: z.record(z.string(), z.array(z.string())),
  /** The one that stayed: what it was before, what the merge made of it, and what it had of these itself. */
  before: words,
  after: words,
  ownTags: z.array(z.string()),
  ownEmails: z.array(z.string()),
});

export type MergeUndo = z.infer<typeof mergeUndo>;

/** How many of a contact's notes are given back. */
const mostNotes = 1000;

/** What undoing takes, as JSON. */
export async function undoOf(
  { row, phones }: Known,
  given: Pick<MergeUndo, "owned" | "tickets"> & { into: ContactRow; change: z.infer<typeof words> },
  ctx: OperationContext,
): Promise<string> {
  const { into, change, owned, tickets } = given;
  const [details, notes] = await Promise.all([
    detailsOf(ctx.db, [row.id, into.id]),
    contactNotesOf(ctx.db, row.id, mostNotes),
  ]);
  const [own, others] = [details.get(row.id), details.get(into.id)];
  if (!own || !others) throw new TypeError("a contact has no details");
  const undo: MergeUndo = {
    contact: {
      ...{ ...wordsIn(row), origin: row.origin, archivedAt: row.archivedAt, createdAt: row.createdAt },
      // Nobody takes it for what it was when it came: it has been merged and taken apart since.
      version: row.version + 1,
    },
    ...{ phones, emails: own.emails, tags: own.tags, names: own.names, tickets, owned },
    addresses: own.addresses.map(({ id }) => id),
    notes: notes.map(({ id }) => id),
    before: wordsIn(into),
    after: wordsIn(change),
    ownTags: others.tags,
    ownEmails: others.emails,
  };
  return JSON.stringify(undo);
}

function wordsIn({ name, email, notes, wordsOf, attributes }: z.infer<typeof words>) {
  return { name, email, notes, wordsOf, attributes };
}
