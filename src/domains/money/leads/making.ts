import type { Statement } from "#db/statement.ts";
import type { OperationContext } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { inDays, knownAs } from "./lead.ts";
import { insertLead, type LeadRow, leadLike } from "./lead-store.ts";

/** What a lead is made of. */
export type Made = Pick<
  LeadRow,
  | "name"
  | "email"
  | "address"
  | "property"
  | "context"
  | "interest"
  | "urgency"
  | "source"
  | "notes"
  | "sure"
  | "readBy"
> & { phones: string[] };

export const makingUses = ["contact.identify", "reminder.create"];

/** Who it may be already, and a lead with its reminder, in one unit. */
export async function planLead(
  made: Made,
  followUp: string | undefined,
  ctx: OperationContext,
): Promise<{ id: string; statements: Statement[]; known: string | null; like: string | null }> {
  const [customer, like] = await Promise.all([knownAs(made, ctx), leadLike(ctx.db, made)]);
  const id = ctx.newId("lead");
  const who = made.name ?? made.phones[0] ?? made.email ?? "somebody";
  const reminder =
    followUp === undefined
      ? undefined
      : await ctx.use<{ id: string; dueAt: number }>("reminder.create", {
          content:
            `Get in touch with ${who}${made.interest === null ? "" : `: ${made.interest}`} (${id})`.slice(
              0,
              1000,
            ),
          due_date: inDays(followUp),
          ...(customer ? { customer_identifier: customer.id } : {}),
        });
  const { phones, ...fields } = made;
  return {
    id,
    known: customer?.id ?? null,
    like: like?.id ?? null,
    statements: [
      insertLead({
        ...{ id, status: "new", ...fields, phones: JSON.stringify(phones), contactId: customer?.id ?? null },
        ...{ followUpAt: reminder?.dueAt ?? null, reminderId: reminder?.id ?? null, wordsOf: wordsRead(ctx) },
        ...{ archivedFor: null, version: 1, createdAt: ctx.now, updatedAt: ctx.now },
      }),
    ],
  };
}

/** What whoever wrote it down should know. */
export function hintOf({ known, like }: { known: string | null; like: string | null }): string | null {
  const said = [
    ...(known === null ? [] : [`They are a contact already (${known}).`]),
    ...(like === null ? [] : [`There is an open lead with the same number or address (${like}).`]),
  ];
  return said.join(" ") || null;
}
