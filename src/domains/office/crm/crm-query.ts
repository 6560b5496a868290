import * as z from "zod";
import { deskCapabilities } from "#operation/capabilities.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/**
 * Any kind of record by its own query. A call that says which one goes straight to that query; only what names none
 * comes here. @throws VALIDATION_ERROR, with the types there are
 */
export const crmQuery = defineRead({
  name: "crm.query",
  title: "Query the office's records",
  description:
    "Reads records of one type, such as contacts, tickets (with appointments), services, invoices, quotes, leads, messages, calls, reminders or stays: one by id, or those that fit search and filters. crm_capabilities lists each type's filters and includes. Example: type tickets, filters {date: 'today', search: 'Garcia'}.",
  scopes: ["office:read"],
  input: z.strictObject({
    type: z.string().min(1).max(40).describe("contacts, tickets, invoices, quotes, leads…"),
    id: z.string().max(60).optional().describe("One record, by its id."),
    search: z.string().max(200).optional().describe("Fuzzy: names, numbers, words."),
    filters: z.looseObject({}).optional().describe("By type: {status: 'scheduled'} for tickets."),
    include: z.array(z.string().max(40)).max(10).optional().describe("Relations: ['line_items']."),
    limit: z.int().min(1).max(100).optional().describe("20 when left out."),
    cursor: z.string().max(200).optional(),
  }),
  output: z.object({
    items: z.array(z.looseObject({})),
    truncated: z.boolean(),
    next_cursor: z.string().nullable(),
  }),
  example: { type: "tickets", filters: { date: "today", search: "Garcia" } },
  summary: ({ items }) => `${items.length} found.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_given, ctx) {
    const types = ctx
      .service(deskCapabilities)()
      .data_types.map(({ type }) => type);
    throw new DeskError("VALIDATION_ERROR", "There are no records of that type.", {
      fields: { type: [`One of: ${types.join(", ")}.`] },
      next: "Call crm_capabilities for each type's filters and includes.",
    });
  },
});
