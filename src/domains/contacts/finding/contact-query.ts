import * as z from "zod";
import { contactIdOf } from "#domains/contacts/contact-export.ts";
import { customerView, viewCustomers, wordsIn } from "#domains/contacts/details/customer-view.ts";
import { contactNotesOf } from "#domains/contacts/details/details-store.ts";
import { knownContact } from "#domains/contacts/removal.ts";
import type { ContactRow } from "#domains/contacts/store.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { cutText } from "#platform/cut-text.ts";
import { requireBound } from "#platform/read-time.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { lookFor } from "./looking.ts";
import { contactsThat } from "./query-store.ts";

const item = customerView.extend({
  dated_notes: z.array(z.object({ id: z.string(), at: z.string(), note: z.string() })).optional(),
  history: z.looseObject({}).optional(),
});

/** Contacts by filters, the newest first, or by what somebody remembers, the best match first. @throws NOT_FOUND */
export const contactQuery = defineRead({
  name: "contact.query",
  title: "Query contacts",
  description:
    "Contacts one by one or in pages, the newest first; with search the best match first, and without more pages. Those that are archived only where the filter says so.",
  scopes: ["office:read"],
  uses: ["ticket.search", "appointment.history"],
  input: queryInput(
    {
      tag: z.string().trim().toLowerCase().min(1).max(40).optional(),
      archived: z.boolean().optional(),
      named: z.boolean().optional().describe("False: numbers that nobody has named."),
      since: z.string().max(40).optional().describe("Made or changed from then on; ISO 8601."),
    },
    ["addresses", "notes", "history"],
  ),
  output: queryOutput(item),
  example: { search: "Garcia", include: ["notes"] },
  summary: ({ items }) => `${counted(items.length, "contact")}.`,
  untrustedPeers: ({ items }) => wordsIn(items),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const { id, filters = {}, include, limit, cursor } = asked;
    const words = wordsOf(asked);
    const zone = ctx.settings.get("business.zone");
    const { rows, next, truncated } =
      id !== undefined
        ? one((await knownContact(await contactIdOf(id, ctx), ctx)).row)
        : words !== undefined
          ? whole((await lookFor(words, limit, ctx)).filter((row) => fits(row, filters.archived)))
          : paged(
              await contactsThat(ctx.db, {
                tag: filters.tag,
                isArchived: filters.archived ?? false,
                isNamed: filters.named,
                since:
                  filters.since === undefined
                    ? undefined
                    : requireBound(filters.since, zone, "filters.since"),
                before: cursor === undefined ? undefined : decodeCursor(cursor),
                limit: limit + 1,
              }),
              limit,
            );
    const items = await shown(rows, include, ctx);
    return { items, truncated, next_cursor: next };
  },
});

interface Found {
  rows: ContactRow[];
  next: string | null;
  truncated: boolean;
}

const one = (row: ContactRow): Found => ({ rows: [row], next: null, truncated: false });
const whole = (rows: ContactRow[]): Found => ({ rows, next: null, truncated: false });

function paged(found: ContactRow[], limit: number): Found {
  const { rows, truncated, nextCursor } = pageOf(
    found,
    limit,
    (row) => ({ ...row, room: " ".repeat(300) }),
    ({ createdAt, id }) => ({ at: createdAt, id }),
  );
  return { rows: found.slice(0, rows.length), next: nextCursor, truncated };
}

function fits({ archivedAt }: ContactRow, wanted: boolean | undefined): boolean {
  return wanted === undefined || (archivedAt !== null) === wanted;
}

async function shown(
  rows: readonly ContactRow[],
  include: readonly string[],
  ctx: OperationContext,
): Promise<z.infer<typeof item>[]> {
  const zone = ctx.settings.get("business.zone");
  return await Promise.all(
    (await viewCustomers(rows, ctx)).map(async (customer) => {
      const notes = include.includes("notes") ? await contactNotesOf(ctx.db, customer.id, 20) : undefined;
      const history = include.includes("history")
        ? await ctx.use<Record<string, unknown>>("appointment.history", { contactId: customer.id })
        : undefined;
      return {
        ...customer,
        ...(notes === undefined
          ? {}
          : {
              dated_notes: notes.map(({ id, createdAt, content }) => ({
                ...{ id, at: isoIn(zone, createdAt), note: cutText(content, 600) },
              })),
            }),
        ...(history === undefined ? {} : { history }),
      };
    }),
  );
}
