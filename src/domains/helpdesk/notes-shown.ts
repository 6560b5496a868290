import * as z from "zod";
import { bothNames, namesFor } from "#catalog/names.ts";
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
  author: z.string().describe("In names, where they have some."),
  untrustedContent: z.string(),
});

/** A ticket's newest notes, in the order in which they came, and how many there are before them. Asks for `asker.describe`. */
export async function notesShown(ticketId: string, ctx: OperationContext) {
  const all = await notesOf(ctx.db, ticketId);
  const zone = ctx.settings.get("business.zone");
  const namesOf = namesFor(ctx);
  const notes: z.infer<typeof noteView>[] = [];
  for (const { id, createdAt, author, client, content } of all.slice(-mostShown))
    notes.push({
      id,
      at: isoIn(zone, createdAt),
      author: bothNames(await namesOf(author, client ?? ""), client),
      untrustedContent: content.slice(0, longestNote).toWellFormed(),
    });
  return { notes, notesLeftOut: all.length - notes.length };
}
