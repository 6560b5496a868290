import * as z from "zod";
import { bothNames, namesFor } from "#operation/asker-names.ts";
import type { OperationContext } from "#operation/operation.ts";
import { cutAt } from "#platform/cursor.ts";
import { cutText } from "#platform/cut-text.ts";
import { isoIn } from "#platform/zone.ts";
import { type NoteRow, newestNotesOf } from "./note-store.ts";

/** Notes of one answer: the newest. */
export const mostShown = 30;
/** Characters of a description and of a note, where a ticket is read by itself. */
export const longestDescription = 4000;
const longestNote = 500;
/** Bytes of all notes of an answer. */
const mostNoteBytes = 14_000;

export const noteView = z.object({
  id: z.string(),
  at: z.string(),
  author: z.string().describe("In names, where they have some."),
  untrustedContent: z.string(),
});

/** A ticket's newest notes, in the order in which they came, and how many there are before them. Asks for `asker.describe`. */
export async function notesShown(ticketId: string, ctx: OperationContext) {
  const { rows, count } = await newestNotesOf(ctx.db, ticketId, mostShown);
  const newestFirst = (await notesOfRows(rows, longestNote, ctx)).reverse();
  const notes = cutAt(roomFor(ctx) * mostNoteBytes, newestFirst).reverse();
  return { notes, notesLeftOut: count - notes.length };
}

/** How many times as much a page for people holds as an answer for a model. */
export function roomFor({ principal }: OperationContext): number {
  return principal.face === "web" ? 10 : 1;
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
      untrustedContent: cutText(content, longest),
    });
  return notes;
}
