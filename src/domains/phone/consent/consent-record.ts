import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { recipientsCard } from "#domains/phone/outreach/recipients-card.ts";
import { defineWrite } from "#operation/operation.ts";
import type { PermissionRule } from "#operation/permission.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { readTime } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type ConsentAct, insertConsent } from "./consent-store.ts";
import { learn } from "./learning.ts";

const acts = ["opt_out", "opt_in", "marketing_given", "marketing_withdrawn"] as const satisfies ConsentAct[];

const saidAs: Record<ConsentAct, string> = {
  opt_out: "wants no more texts and calls",
  opt_in: "wants texts and calls again",
  marketing_given: "agrees to be sent marketing",
  marketing_withdrawn: "wants no more marketing",
};

/** Whoever wants less is believed at once; that somebody wants more, a person has to see the evidence for. */
const permission: PermissionRule<unknown> = {
  rule: "That somebody wants texts again, or agrees to marketing, needs a person, who sees the words and where they are kept. That somebody wants fewer is recorded at once.",
  levels: ["unrestricted", "requires_authorization"],
  levelOf: ({ facts }) =>
    facts["act"] === "opt_out" || facts["act"] === "marketing_withdrawn"
      ? { level: "unrestricted" }
      : { level: "requires_authorization", reason: "It lets somebody be texted who could not be." },
};

/** Keeps as evidence what somebody wants: who, what, when, by which words, from where. */
export const consentRecord = defineWrite({
  name: "consent.record",
  title: "Record what somebody wants",
  description:
    "Records that somebody wants no more texts (opt_out), wants them again (opt_in), agrees in writing to marketing (marketing_given) or takes that back, with the words they saw and where that is kept. Use it when a customer says so by voice, on a form or on paper; what they text is recorded by itself. Anything that lets them be texted more waits for a person.",
  scopes: ["phone:write"],
  input: z.strictObject({
    phoneNumber: z.string().min(1).max(40),
    act: z.enum(acts),
    words: z.string().trim().min(1).max(2000).optional().describe("What they were shown, or what they said."),
    evidence: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .optional()
      .describe("Where it is kept: a form's address, a paper."),
    source: z.enum(["person", "app", "form", "import"]).default("app").describe("How it was said."),
    at: z.string().max(40).optional().describe("When they said so; ISO 8601. Now when left out."),
  }),
  output: z.object({ phone: z.string(), act: z.enum(acts) }),
  example: { phoneNumber: "+15550100200", act: "opt_out", words: "Please take me off your list" },
  summary: ({ phone, act }) => `Recorded: ${phone} ${saidAs[act]}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  uses: ["contact.look_up"],
  permission,
  async plan({ phoneNumber, act, words, evidence, source, at: text }, ctx) {
    const phone = requirePhoneNumber(phoneNumber, ctx.settings.get("business.region"), "phoneNumber");
    const at = text === undefined ? ctx.now : readTime(text, ctx.settings.get("business.zone"));
    if (at === undefined || at > ctx.now)
      throw new DeskError("VALIDATION_ERROR", "at is not a time in the past.", {
        fields: { at: ["Give ISO 8601, not later than now."] },
        next: "Correct it, or leave it out for now.",
      });
    if ((act === "marketing_given" || act === "opt_in") && words === undefined)
      throw new DeskError("VALIDATION_ERROR", "Without the words that they agreed to it is no evidence.", {
        fields: { words: ["Is missing."] },
        next: "Give the words they were shown or said.",
      });
    const kept = { words: words ?? null, evidence: evidence ?? null };
    return {
      facts: { act, recipients: [phone], ...kept, source, at },
      card: async () => [
        await recipientsCard(ctx, "Who", [phone]),
        { label: "What", value: saidAs[act] },
        ...(words === undefined ? [] : [{ label: "By these words", quote: words }]),
        ...(evidence === undefined ? [] : [{ label: "Kept at", quote: evidence }]),
      ],
      data: {
        phone,
        act,
        source,
        at,
        ...kept,
        recordedBy: ctx.principal.client,
        id: ctx.newId("cns"),
        now: ctx.now,
      },
      result: { phone, act },
      events: [{ type: "consent.changed", subject: phone }],
    };
  },
  apply({ id, act, now, ...how }): Statement[] {
    if (act === "opt_out" || act === "opt_in")
      return learn({ ...how, state: act === "opt_out" ? "out" : "in", now });
    return [insertConsent({ id, act, createdAt: now, ...how })];
  },
});
