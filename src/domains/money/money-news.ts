import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { localMoment } from "#platform/zone.ts";
import { todayOf } from "./invoices/invoice.ts";
import { countInvoices } from "./invoices/invoice-store.ts";
import { countOpenLeads } from "./leads/lead-store.ts";
import { newsSince } from "./news-store.ts";

/** What has happened about money since then, for the briefing. */
export const moneyNews = defineRead({
  name: "money.news",
  title: "What is new about money",
  description:
    "For other operations: leads, payments and quotes since then, and payments that are to be looked at.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ since: z.int() }),
  output: z.object({
    leads: z.int(),
    received: z.array(z.string()),
    given_back: z.array(z.string()),
    accepted_quotes: z.int(),
    flagged_payments: z.int(),
    in_all: z
      .object({ leads: z.int(), overdue: z.int() })
      .describe("Open leads and overdue invoices, whenever."),
  }),
  summary: ({ leads }) => `${leads} leads`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ since }, ctx) {
    const { date } = localMoment(ctx.settings.get("business.zone"), since);
    const [news, { overdue }, leads] = await Promise.all([
      newsSince(ctx.db, since, date),
      countInvoices(ctx.db, todayOf(ctx)),
      countOpenLeads(ctx.db),
    ]);
    return { ...news, in_all: { leads, overdue } };
  },
});
