import Papa from "papaparse";
import * as z from "zod";
import { detailsOf } from "#domains/contacts/details/details-store.ts";
import { contactsThat } from "#domains/contacts/finding/query-store.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";

/** How many are read at once. */
const piece = 500;

/** Every contact as a table that other programs take, those that are archived too. */
export const contactExportAll = defineRead({
  name: "contact.export_all",
  title: "Save all contacts",
  description: "Every contact with numbers, emails, addresses, tags and notes, as CSV.",
  scopes: ["office:read"],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({ csv: z.string(), contacts: z.int() }),
  summary: ({ contacts }) => `${contacts} contacts`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_given, ctx) {
    const zone = ctx.settings.get("business.zone");
    const rows: Record<string, string>[] = [];
    for (const isArchived of [false, true]) {
      let before: { at: number; id: string } | undefined;
      for (;;) {
        const found = await contactsThat(ctx.db, { isArchived, before, limit: piece });
        const details = await detailsOf(
          ctx.db,
          found.map(({ id }) => id),
        );
        for (const row of found) {
          const own = details.get(row.id);
          rows.push({
            Name: row.name ?? "",
            Phone: own?.phones.join("; ") ?? "",
            Email: [row.email, ...(own?.emails ?? [])].filter(Boolean).join("; "),
            Address: own?.addresses[0]?.address ?? "",
            "Other addresses":
              own?.addresses
                .slice(1)
                .map(({ label, address }) => `${label}: ${address}`)
                .join("; ") ?? "",
            Tags: own?.tags.join("; ") ?? "",
            Notes: row.notes ?? "",
            Attributes: row.attributes ?? "",
            Archived: isArchived ? "yes" : "",
            Since: isoIn(zone, row.createdAt),
            ID: row.id,
          });
        }
        const last = found.at(-1);
        if (!last || found.length < piece) break;
        before = { at: last.createdAt, id: last.id };
      }
    }
    // A cell that begins like a formula is text to every table program.
    return { csv: Papa.unparse(rows, { escapeFormulae: true }), contacts: rows.length };
  },
});
