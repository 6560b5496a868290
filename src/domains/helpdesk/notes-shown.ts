import * as z from "zod";
import type { OperationContext } from "#catalog/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { notesOf } from "./store.ts";

/** Notes of one answer: the newest. */
export const mostShown = 30;
/** Characters of a description and of a note, where a ticket is read by itself. */
export const longestDescription = 4000;
const longestNote = 500;

export const noteView = z.object({
  id: z.string(),
  at: z.string(),
  author: z.string(),
  untrustedContent: z.string(),
});

/** A ticket's newest notes, in the order in which they came, and how many there are before them. */
export async function notesShown(ticketId: string, { db, settings }: OperationContext) {
  const notes = await notesOf(db, ticketId);
  const shown = notes.slice(-mostShown);
  return {
    notes: shown.map(({ id, createdAt, author, content }) => ({
      id,
      at: isoIn(settings.get("business.zone"), createdAt),
      author,
      untrustedContent: content.slice(0, longestNote).toWellFormed(),
    })),
    notesLeftOut: notes.length - shown.length,
  };
}
