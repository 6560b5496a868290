import * as z from "zod";
import { worthOf } from "#domains/office/line-items/line-item-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { appointmentsWith } from "./appointment-store.ts";
import { giveOwned, ownedBy } from "./following-store.ts";

/** Joins the unit in which a contact goes: what the office has of it goes to the one that stays, or stays as it is. */
export const appointmentFollowContact = defineWrite({
  name: "appointment.follow_contact",
  title: "A contact goes from its appointments",
  description:
    "Joins the unit of whatever takes a contact away; says what was done for it and what that came to.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ from: z.string(), into: z.string().nullable() }),
  output: z.object({
    completed: z.int(),
    worth: z.string().nullable(),
    owned: z.record(z.string(), z.array(z.string())),
  }),
  summary: ({ completed }) => `${completed} completed`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ from, into }, ctx) {
    const [rows, worth, owned] = await Promise.all([
      appointmentsWith(ctx.db, from, 10_000),
      worthOf(ctx.db, from, "done"),
      ownedBy(ctx.db, from),
    ]);
    return {
      facts: {},
      data: into === null ? [] : giveOwned(from, into),
      result: {
        completed: rows.filter(({ state }) => state === "done").length,
        worth: worth.map(({ amount, currency }) => writtenMoney(amount, currency)).join(" and ") || null,
        owned,
      },
    };
  },
  apply: (statements) => statements,
});
