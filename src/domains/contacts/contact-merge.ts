import * as z from "zod";
import type { CardLine } from "#operation/card.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { undoOf } from "./merge-undo.ts";
import {
  contactLines,
  factsOf,
  type History,
  type Known,
  knownContact,
  leavingUses,
  leftBy,
  measureRemovals,
  removalLevel,
  removalsSince,
} from "./removal.ts";
import { removalsKeepWithin, removeContact, takeOver } from "./removed-store.ts";
import { type ContactRow, contactById, phonesOf } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

type Change = Pick<ContactRow, "name" | "email" | "notes" | "wordsOf" | "attributes">;

interface Data {
  from: ContactRow;
  into: ContactRow;
  change: Change;
  undo: string;
  since: number;
  most: number;
  now: number;
}

/** The longest notes a contact has. */
const longestNotes = 4000;

/**
 * Makes one contact of two: the one that stays gets the other's numbers, notes, tickets, and what it lacks.
 * @throws NOT_FOUND; VALIDATION_ERROR for one contact twice, or notes too long together.
 */
export const contactMerge = defineWrite({
  name: "contact.merge",
  title: "Merge two contacts",
  description:
    "Makes one contact of two that are the same person: `into` stays and gets the numbers, notes and tickets of `id`, and its name and email where it has none; `id` goes. contact unmerge undoes it for a month. With texts, calls or tickets under `id` it waits for a person.",
  scopes: ["phone:write", "office:write"],
  uses: leavingUses,
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("con_…: the one that goes."),
    into: z.string().min(1).max(60).describe("con_…: the one that stays."),
  }),
  output: z.object({ contact: contactView, merged: z.string() }),
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20", into: "con_01m7z9y4c0e4c9dptntkhqd17b" },
  summary: ({ contact, merged }) => `Merged ${merged} into ${contact.id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "Merging a contact that has texts, calls or tickets requires a person, and so do more than 5 deletions and merges within ten minutes by all apps together.",
    levels: ["unrestricted", "requires_authorization"],
    levelOf: (asked) => removalLevel(asked, "merge"),
  },
  async plan({ id, into }, ctx) {
    if (id === into)
      throw new DeskError("VALIDATION_ERROR", "A contact cannot be merged into itself.", {
        fields: { into: ["It is the same as `id`."] },
      });
    const [gone, stays] = [await knownContact(id, ctx), await knownContact(into, ctx)];
    const change = changeOf(gone.row, stays.row);
    const history = await leftBy(gone, into, ctx);
    return {
      facts: { id, into, ...factsOf(history) },
      versions: { [id]: gone.row.version, [into]: stays.row.version },
      measures: await measureRemovals(ctx),
      card: async () => cardOf(gone, history, stays, change),
      data: {
        from: gone.row,
        into: stays.row,
        change,
        undo: await undoOf(
          gone,
          { into: stays.row, change, owned: history.owned, tickets: history.ids },
          ctx,
        ),
        since: removalsSince(ctx),
        most: ctx.settings.get("limits.bulk_without_asking"),
        now: ctx.now,
      } satisfies Data,
      result: { id, into },
      events: [
        { type: "contact.merged", subject: id },
        { type: "contact.changed", subject: into },
      ],
    };
  },
  apply: ({ from, into, change, undo, since, most, now }, { allowedBy = null }) => [
    ...(allowedBy === null ? [removalsKeepWithin(since, most)] : []),
    ...takeOver(from, into, change, now),
    ...removeContact(from, { mergedInto: into.id, allowedBy, now, undo }),
  ],
  answer: async ({ id, into }: { id: string; into: string }, ctx) => ({
    contact: await merged(into, ctx),
    merged: id,
  }),
});

/** @throws DeskError VALIDATION_ERROR */
function changeOf(from: ContactRow, into: ContactRow): Change {
  const notes = [into.notes, from.notes].filter((each) => each !== null).join("\n");
  if (notes.length > longestNotes)
    throw new DeskError("VALIDATION_ERROR", "The notes of both are too long to stand together.", {
      next: "Shorten the notes of one of them first.",
    });
  const words = [into, from].flatMap(({ wordsOf }) => JSON.parse(wordsOf ?? "[]") as string[]);
  const wordsOf = words.length === 0 ? null : JSON.stringify([...new Set(words)]);
  const known = [from, into].map(
    ({ attributes }) => JSON.parse(attributes ?? "{}") as Record<string, string>,
  );
  const all = Object.assign({}, ...known) as Record<string, string>;
  const attributes = Object.keys(all).length === 0 ? null : JSON.stringify(all);
  const email = into.email ?? from.email;
  return { name: into.name ?? from.name, email, notes: notes || null, wordsOf, attributes };
}

function cardOf(gone: Known, history: History, stays: Known, change: Change): CardLine[] {
  const changed = (["name", "email", "notes"] as const).filter((key) => change[key] !== stays.row[key]);
  const labels = { name: "Name", email: "Email", notes: "Notes" };
  return [
    ...contactLines(gone, history, "Goes"),
    { label: "Stays", value: stays.row.name ?? "a number without a name" },
    {
      label: "Numbers of the one that stays",
      before: stays.phones.join(", ") || null,
      after: [...stays.phones, ...gone.phones].join(", ") || null,
    },
    ...changed.map((key) => ({ label: labels[key], before: stays.row[key], after: change[key] })),
  ];
}

async function merged(id: string, ctx: OperationContext) {
  const row = await contactById(ctx.db, id);
  if (!row) throw new DeskError("NOT_FOUND", "The contact has been removed since.");
  return viewContact(row, await phonesOf(ctx.db, id), ctx.settings);
}
