import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { givePapers, moneyOf, papersOf } from "./following-store.ts";

/** Joins the unit in which a contact goes: its papers go to the one that stays, or stay as they are. */
export const moneyFollowContact = defineWrite({
  name: "money.follow_contact",
  title: "A contact goes from its papers",
  description:
    "Joins the unit of whatever takes a contact away; says how many invoices it has and what is owed.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ from: z.string(), into: z.string().nullable() }),
  output: z.object({
    invoices: z.int(),
    owed: z.string().nullable(),
    papers: z.record(z.string(), z.array(z.string())),
  }),
  summary: ({ invoices }) => `${invoices} invoices`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ from, into }, ctx) {
    const [papers, money] = await Promise.all([papersOf(ctx.db, from), moneyOf(ctx.db, from)]);
    const owed = money.filter((each) => each.owed > 0);
    return {
      facts: {},
      data: into === null ? [] : givePapers(from, into),
      result: {
        invoices: papers["invoices"]?.length ?? 0,
        owed: owed.map((each) => writtenMoney(each.owed, each.currency)).join(" and ") || null,
        papers,
      },
    };
  },
  apply: (statements) => statements,
});
