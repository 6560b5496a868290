import * as z from "zod";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { peerIn } from "#platform/phone-number.ts";
import { contactIdOf } from "./contact-export.ts";
import { contactLines, factsOf, type Known, knownContact, leavingUses, leftBy } from "./removal.ts";
import { mergedInto, removeContact } from "./removed-store.ts";

/** What is somebody's alone: an address, or a name of more than one word. A first name is in too much else. */
function isTheirs(text: string | null): text is string {
  return text !== null && (text.includes("@") || /\S\s+\S/.test(text));
}

/**
 * Erases a person (GDPR Article 17): who they are, and every text, picture, call, ticket's words and note of theirs, also
 * from what is kept of calls and events. That they have said stop stays, as a hash of the number. It always waits for a
 * person, who can never allow it for the next time. @throws NOT_FOUND
 */
export const contactErase = defineWrite({
  name: "contact.erase",
  title: "Erase a person",
  description:
    "Erases a person for good: contact, texts, pictures, calls and what was said on them, and their words in tickets. It cannot be brought back. Use it when they ask to be forgotten; contact_delete only takes the contact away. It always waits for a person: the call answers authorization_required.",
  scopes: ["phone:write"],
  uses: [
    ...leavingUses,
    ...["trace.erase", "said.erase", "ticket.erase", "appointment.erase", "money.erase", "chat.erase"],
  ],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("con_…, or a number, any readable form.") }),
  output: z.object({ id: z.string(), erased: z.literal(true) }),
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ id }) => `Erased ${id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "Erasing a person always requires a person, each time.",
    levels: ["requires_authorization"],
    levelOf: () => ({
      level: "requires_authorization",
      reason: "A person is erased for good.",
      causes: ["rule"],
    }),
  },
  // Somebody erased may come back, and be erased again.
  isNewEachTime: true,
  async plan({ id }, ctx) {
    const known = await personBy(id, ctx);
    const { row, phones } = known;
    const contacts = row ? [row.id, ...(await mergedInto(ctx.db, row.id))] : [];
    const history = await leftBy(known, null, ctx);
    const words = row ? [row.name, row.email].filter(isTheirs) : [];
    const isForced = ctx.principal.authority === "system";
    await ctx.use("trace.erase", { phones, words, contacts, isForced });
    const { ids: ticketIds } = await ctx.use<{ ids: string[] }>("ticket.erase", {
      phones,
      contactId: row?.id ?? "",
    });
    await ctx.use("said.erase", { phones });
    await ctx.use("appointment.erase", { contactId: row?.id ?? "", ticketIds });
    const who = { contactId: row?.id ?? "", phones, email: row?.email ?? null };
    await ctx.use("money.erase", who);
    await ctx.use("chat.erase", { contacts, phones, words });
    const subject = row?.id ?? phones[0] ?? id;
    return {
      facts: { id: subject, ...factsOf(history) },
      versions: row ? { [row.id]: row.version } : {},
      card: async () => [
        ...contactLines(known, history, "Erase"),
        {
          label: "Stays",
          value:
            "That they have said stop, without their number; tickets’ numbers and states; invoices’ numbers, days and amounts",
        },
      ],
      data: { row, now: ctx.now },
      result: { id: row?.id ?? "", erased: true as const },
      events: [{ type: "contact.erased", subject: row?.id ?? "" }],
    };
  },
  apply: ({ row, now }, { allowedBy = null }) =>
    row ? removeContact(row, { mergedInto: null, allowedBy, now, isErased: true }) : [],
});

/** A contact, or a number without one that something was exchanged with. @throws DeskError NOT_FOUND */
async function personBy(id: string, ctx: OperationContext): Promise<Partial<Known> & { phones: string[] }> {
  const contactId = await contactIdOf(id, ctx);
  if (contactId.startsWith("con_")) return await knownContact(contactId, ctx);
  const phone = peerIn(id, ctx.settings.get("business.region"));
  const { messages, calls } = await ctx.use<{ messages: number; calls: number }>("conversation.recent", {
    phones: [phone],
  });
  if (messages + calls === 0) return await knownContact(contactId, ctx);
  return { phones: [phone] };
}
