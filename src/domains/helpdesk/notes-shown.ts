import * as z from "zod";
import { bothNames, namesFor } from "#catalog/names.ts";
import type { OperationContext } from "#catalog/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { type NoteRow, notesOf } from "./note-store.ts";

/** Notes of one answer: the newest. */
export const mostShown = 30;
/** Characters of a description and of a note, where a ticket is read by itself. */
export const longestDescription = 4000;
const longestNote = 500;

export const noteView = z.object({
  id: z.string(),
  at: z.string(),
  author: z.string().describe("In names, where they have some."),
  untrustedContent: z.string(),
});

/** A ticket's newest notes, in the order in which they came, and how many there are before them. Asks for `asker.describe`. */
export async function notesShown(ticketId: string, ctx: OperationContext) {
  const all = await notesOf(ctx.db, ticketId);
  const notes = await notesOfRows(all.slice(-mostShown), longestNote, ctx);
  return { notes, notesLeftOut: all.length - notes.length };
}

/** Notes as they are shown, each with at most `longest` characters. Asks for `asker.describe`. */
export async function notesOfRows(
  rows: readonly NoteRow[],
  longest: number,
  ctx: OperationContext,
): Promise<z.infer<typeof noteView>[]> {
  const zone = ctx.settings.get("business.zone");
  const namesOf = namesFor(ctx);
  const notes = [];
  for (const { id, createdAt, author, client, content } of rows)
    notes.push({
      id,
      at: isoIn(zone, createdAt),
      author: bothNames(await namesOf(author, client ?? ""), client),
      untrustedContent: content.slice(0, longest).toWellFormed(),
    });
  return notes;
}
