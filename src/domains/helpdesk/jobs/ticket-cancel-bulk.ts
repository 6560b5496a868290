import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { ticketById } from "#domains/helpdesk/store.ts";
import { ticketName } from "#domains/helpdesk/tickets/find.ts";
import { spokenNumber } from "#domains/helpdesk/tickets/ticket-number.ts";
import { briefTicket, ticketBrief } from "#domains/helpdesk/tickets/view.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { unrestricted } from "#operation/permission.ts";
import { cutText } from "#platform/cut-text.ts";
import { counted } from "#platform/words.ts";
import { planStatus } from "./moving-on.ts";

/** Cancels several tickets in one unit: all of them or none. @throws what `ticket.cancel` throws */
export const ticketCancelBulk = defineWrite({
  name: "ticket.cancel_bulk",
  title: "Cancel several tickets",
  description:
    "Cancels 2 to 50 tickets in one step, all or none: a day that falls through. More than 5 wait for a person; fewer need `reasoning` where one is an appointment still to come.",
  scopes: ["office:write", "helpdesk:write"],
  uses: ["appointment.call_off"],
  input: z.strictObject({ ids: z.array(ticketName).min(2).max(50) }),
  output: z.object({ tickets: z.array(ticketBrief) }),
  example: { ids: ["TKT-1000", "TKT-1001"] },
  summary: ({ tickets }) => `Cancelled ${counted(tickets.length, "ticket")}.`,
  hints: { destructive: true, idempotent: true, openWorld: true },
  permission: {
    rule: "More than 5 tickets at once require a person.",
    levels: ["unrestricted", "requires_authorization"],
    levelOf: ({ facts, settings }) =>
      Number(facts["tickets"]) <= settings.get("limits.bulk_without_asking")
        ? unrestricted
        : {
            level: "requires_authorization",
            reason: `${counted(Number(facts["tickets"]), "ticket")} are cancelled at once.`,
          },
  },
  async plan({ ids }, ctx) {
    const parts = [];
    for (const id of new Set(ids)) parts.push(await planStatus(id, "cancelled", ctx));
    const byId = new Map(parts.map((part) => [part.result.id, part]));
    const all = [...byId.values()];
    return {
      facts: { tickets: all.length, ids: [...byId.keys()] },
      versions: Object.assign({}, ...all.map(({ versions }) => versions)) as Record<string, number>,
      card: async () => [{ label: "Tickets", values: await namesOf([...byId.keys()], ctx) }],
      data: all.flatMap(({ data }) => data as Statement[]),
      result: { ids: [...byId.keys()] },
      events: all.flatMap(({ events = [] }) => events),
    };
  },
  apply: (statements) => statements,
  answer: async ({ ids }: { ids: string[] }, ctx) => {
    const rows = await Promise.all(ids.map(async (id) => await ticketById(ctx.db, id)));
    return { tickets: rows.flatMap((row) => (row ? [briefTicket(row, ctx)] : [])) };
  },
});

/** Numbers and what they are about, for whoever decides. */
async function namesOf(ids: readonly string[], ctx: OperationContext): Promise<string[]> {
  const rows = await Promise.all(ids.map(async (id) => await ticketById(ctx.db, id)));
  return rows.flatMap((row) =>
    row ? [`${spokenNumber(row.number)}: ${cutText(row.description, 120)}`] : [],
  );
}
