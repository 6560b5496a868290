import * as z from "zod";
import { notesOf } from "#domains/helpdesk/notes/note-store.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { everyTicketOf } from "./person-store.ts";
import { spokenNumber } from "./ticket-number.ts";

/** All tickets about somebody, with their notes, for whoever exports what there is of them. */
export const ticketEverything = defineRead({
  name: "ticket.everything",
  title: "Every ticket about somebody",
  description: "For other operations: the tickets of a contact and its numbers, in whole.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phones: z.array(z.string()).max(100), contactId: z.string() }),
  output: z.object({ tickets: z.array(z.record(z.string(), z.unknown())) }),
  summary: ({ tickets }) => `${tickets.length} tickets`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phones, contactId }, ctx) {
    const zone = ctx.settings.get("business.zone");
    const rows = await everyTicketOf(ctx.db, phones, contactId);
    const notes = await notesOf(
      ctx.db,
      rows.map(({ id }) => id),
    );
    return {
      tickets: rows.map((row) => ({
        ...{ id: row.id, ticketId: spokenNumber(row.number), status: row.status, category: row.category },
        ...{ description: row.description, caller: row.caller, property: row.property },
        ...{ priority: row.priority, assignee: row.assignee, createdAt: isoIn(zone, row.createdAt) },
        notes: notes.flatMap(({ ticketId, content, author, createdAt }) =>
          ticketId === row.id ? [{ content, author, createdAt: isoIn(zone, createdAt) }] : [],
        ),
      })),
    };
  },
});
