import * as z from "zod";
import { appointmentsWith } from "#domains/office/appointments/appointment-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { demoRecordsOf, removeDemo } from "./demo-store.ts";

/** The made-up business goes, with all that was booked and said with its customers since. */
export const demoRemove = defineWrite({
  name: "demo.remove",
  title: "Remove the made-up business",
  description:
    "Takes away everything that the made-up business has put here, and what was done with it since.",
  scopes: [],
  exposure: "owner",
  uses: ["contact.take_out", "ticket.take_out", "money.take_out", "said.erase"],
  input: z.strictObject({}),
  output: z.object({ contacts: z.int(), tickets: z.int(), hadHours: z.boolean() }),
  summary: ({ contacts }) => `Removed ${contacts} customers.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan(_given, ctx) {
    const records = await demoRecordsOf(ctx.db);
    const of = (kind: string) => records.filter((each) => each.kind === kind).map(({ id }) => id);
    const { phones, ids: contacts } = await ctx.use<{ phones: string[]; ids: string[] }>("contact.take_out", {
      ids: of("contact"),
    });
    const later: string[] = [];
    for (const id of contacts)
      later.push(...(await appointmentsWith(ctx.db, id, 1000)).map(({ ticketId }) => ticketId));
    // Whom somebody real was merged into stays, with all that is booked for them.
    const kept = of("contact").filter((id) => !contacts.includes(id));
    const theirs = new Set<string>();
    for (const id of kept)
      for (const { ticketId } of await appointmentsWith(ctx.db, id, 1000)) theirs.add(ticketId);
    const tickets = [...new Set([...of("ticket"), ...later])].filter((id) => !theirs.has(id));
    await ctx.use("ticket.take_out", { ids: tickets });
    await ctx.use("money.take_out", { contactIds: contacts });
    if (phones.length > 0) await ctx.use("said.erase", { phones });
    return {
      facts: { demo: false },
      data: removeDemo({ contacts, tickets, services: of("service"), now: ctx.now }),
      result: {
        contacts: contacts.length,
        tickets: tickets.length,
        hadHours: of("setting").includes("business.hours"),
      },
      events: records.length === 0 ? [] : [{ type: "demo.removed", subject: "demo" }],
    };
  },
  apply: (statements) => statements,
});
