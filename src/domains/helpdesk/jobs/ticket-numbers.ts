import * as z from "zod";
import { numbersOf } from "#domains/helpdesk/store.ts";
import { spokenNumber } from "#domains/helpdesk/tickets/ticket-number.ts";
import { defineRead } from "#operation/operation.ts";

/** What people call some tickets, for operations that show them. */
export const ticketNumbers = defineRead({
  name: "ticket.numbers",
  title: "What tickets are called",
  description: "For other operations: the numbers people say of tickets, by their ids.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.object({ numbers: z.record(z.string(), z.string()) }),
  summary: ({ numbers }) => Object.values(numbers).join(", "),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ ids }, ctx) {
    const numbers = ids.length === 0 ? new Map<string, number>() : await numbersOf(ctx.db, ids);
    return { numbers: Object.fromEntries([...numbers].map(([id, number]) => [id, spokenNumber(number)])) };
  },
});
