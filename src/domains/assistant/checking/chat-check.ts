import * as z from "zod";
import { linked, linkingUses } from "#domains/assistant/sessions/linked.ts";
import { untrustedMemory } from "#gate/untrusted.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { claimsIn, supports } from "./claims.ts";

interface Said {
  lines: { id: string; at: string; who: string; text: string }[];
}

/** What of a text is in the ledger of what was said, claim by claim. @throws NOT_FOUND, FORBIDDEN, VALIDATION_ERROR */
export const chatCheck = defineRead({
  name: "chat.check",
  title: "Check a text against what was said",
  description:
    "Looks for each quotation, amount, date, time, number and address of a text in what was really said with a contact or on a ticket. Not found means that nobody has said it, not that it is false.",
  scopes: ["assistant:read"],
  uses: [...linkingUses, "conversation.said"],
  input: z.strictObject({
    content: z.string().min(1).max(50_000).describe("Such as a model’s answer."),
    contact: z.string().trim().min(1).max(60).optional().describe("Number or id."),
    ticket: z.string().trim().min(1).max(60).optional(),
    days: z.int().min(1).max(400).default(90),
  }),
  output: z.object({
    claims: z.array(
      z.object({
        kind: z.enum(["quotation", "amount", "date", "time", "number", "address"]),
        text: z.string(),
        found: z.boolean(),
        where: z.array(z.object({ id: z.string(), at: z.string(), who: z.string() })),
      }),
    ),
    found: z.int(),
    not_found: z.int(),
    looked_through: z.int(),
  }),
  example: { content: "They said “the gate code is 4711” and agreed on $250.", contact: "+15550100200" },
  summary: ({ found, not_found, looked_through }) =>
    `${found} found, ${not_found} not found in ${looked_through} lines.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ content, contact, ticket, days }, ctx) {
    if (contact === undefined && ticket === undefined)
      throw new DeskError("VALIDATION_ERROR", "Say with whom it was said.", {
        fields: { contact: ["A contact or a ticket is needed."] },
      });
    const { principal } = ctx;
    if (principal.authority === "tools" && !principal.scopes.has("phone:read"))
      throw new DeskError("FORBIDDEN", "This token may not read what was said: it lacks phone:read.", {
        scope: "phone:read",
      });
    const about = await linked({ contact, ticket }, ctx);
    const { lines } = await ctx.use<Said>("conversation.said", { phones: about.phones, days });
    const { ticket: shown, notes = [] } = about.ticket ?? {};
    const onTicket = shown
      ? [
          { id: shown.id, at: "", who: `ticket ${shown.ticketId}`, text: shown.untrustedDescription },
          ...notes.map(({ at, author, untrustedContent: text }) => ({ id: shown.id, at, who: author, text })),
        ]
      : [];
    const all = [...lines, ...onTicket];
    await ctx.service(untrustedMemory).note(principal, about.phones);
    const claims = claimsIn(content).map(({ kind, text }) => {
      const where = all.filter((line) => supports(line.text, { kind, text }));
      return {
        ...{ kind, text, found: where.length > 0 },
        where: where.slice(0, 3).map(({ id, at, who }) => ({ id, at, who })),
      };
    });
    const found = claims.filter((claim) => claim.found).length;
    return { claims, found, not_found: claims.length - found, looked_through: all.length };
  },
});
