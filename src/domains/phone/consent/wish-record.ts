import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { peerIn } from "#platform/phone-number.ts";
import { learn } from "./learning.ts";

/** What somebody wants, heard in another way than by a text: a key on a call, or the provider's own ledger. */
export const wishRecord = defineWrite({
  name: "wish.record",
  title: "Record what somebody wants",
  description: "Run for each event of a provider that says so.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    provider: z.string(),
    kind: z.literal("wish"),
    phone: z.string().min(1).max(60),
    state: z.enum(["out", "in"]),
    source: z.enum(["call", "provider"]),
    words: z.string(),
    at: z.int().nullable(),
    /** When the event came in; now where it is left out. */
    heardAt: z.int().optional(),
  }),
  output: z.object({ phone: z.string() }),
  summary: ({ phone }) => phone,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ provider, phone, at, heardAt, kind: _kind, ...how }, ctx) {
    const peer = peerIn(phone, ctx.settings.get("business.region"));
    return {
      facts: {},
      data: {
        ...how,
        phone: peer,
        at: at ?? heardAt ?? ctx.now,
        evidence: provider,
        recordedBy: "system",
        now: ctx.now,
      },
      result: { phone: peer },
      events: [{ type: "consent.changed", subject: peer }],
    };
  },
  apply: (heard) => (heard.phone === "" ? [] : learn(heard)),
});
