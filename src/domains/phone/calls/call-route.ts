import * as z from "zod";
import { allLines } from "#domains/phone/lines/store.ts";
import { fill } from "#domains/phone/templates/filling.ts";
import { isOpenAt } from "#operation/opening-hours.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { readPhoneNumber, writtenNumber } from "#platform/phone-number.ts";
import type { CallStep } from "../provider.ts";

const words = z.string();

/**
 * What comes next on a call that a provider asks about: in opening hours somebody of the business is rung, who takes it
 * by pressing 1; else, and where nobody does, the caller leaves a message.
 */
export const callRoute = defineRead({
  name: "call.route",
  title: "What comes next on a call",
  description: "Run when a provider asks how a call goes on.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    provider: z.string(),
    line: z.string().max(60),
    peer: z.string().max(60),
    at: z.enum(["arrives", "whisper", "accepted", "declined", "unanswered", "over"]),
  }),
  output: z.union([
    z.object({ do: z.enum(["hang_up", "ask", "voicemail", "say"]), words }),
    z.object({ do: z.literal("connect") }),
    z.object({
      do: z.literal("ring"),
      words,
      numbers: z.array(z.string()),
      seconds: z.int(),
      isRecorded: z.boolean(),
    }),
  ]),
  summary: (step) => step.do,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ line, peer, at }, ctx) => stepAt(at, { line, peer }, ctx),
});

async function stepAt(
  at: "arrives" | "whisper" | "accepted" | "declined" | "unanswered" | "over",
  call: { line: string; peer: string },
  ctx: OperationContext,
): Promise<Exclude<CallStep, { numbers: readonly string[] }> | ReturnType<typeof ringing>> {
  switch (at) {
    case "arrives": {
      const numbers = isOpenAt(ctx.settings, ctx.now) ? await ringNumbers(call.peer, ctx) : [];
      return numbers.length > 0 ? ringing(call, numbers, ctx) : voicemail(call, ctx);
    }
    case "whisper":
      return { do: "ask", words: said("calls.whisper", call, ctx) };
    case "accepted":
      return { do: "connect" };
    case "declined":
      return { do: "hang_up", words: "" };
    case "unanswered":
      return voicemail(call, ctx);
    case "over":
      return { do: "hang_up", words: "" };
  }
}

function ringing(call: { line: string; peer: string }, numbers: string[], ctx: OperationContext) {
  const isRecorded = ctx.settings.get("calls.record");
  return {
    do: "ring" as const,
    words: isRecorded ? said("calls.recorded_notice", call, ctx) : "",
    numbers,
    seconds: ctx.settings.get("calls.ring_seconds"),
    isRecorded,
  };
}

function voicemail(call: { line: string; peer: string }, ctx: OperationContext) {
  const key = isOpenAt(ctx.settings, ctx.now) ? "calls.greeting" : "calls.greeting_closed";
  return { do: "voicemail" as const, words: said(key, call, ctx) };
}

type Spoken = "calls.greeting" | "calls.greeting_closed" | "calls.recorded_notice" | "calls.whisper";

function said(key: Spoken, { peer }: { peer: string }, { settings }: OperationContext): string {
  return fill(settings.get(key), { business: settings.get("business.name"), caller: writtenNumber(peer) });
}

/**
 * Whose phones ring: those that the owner has named, or the owner's own. Neither a line of the desk's, which would ring
 * here again, nor the number at the other end.
 */
export async function ringNumbers(
  peer: string,
  { db, settings }: Pick<OperationContext, "db" | "settings">,
): Promise<string[]> {
  const named = settings.get("calls.ring_numbers");
  const region = settings.get("business.region");
  const numbers = named.length > 0 ? named : settings.get("business.owner_numbers");
  const lines = new Set((await allLines(db)).map(({ number }) => number));
  return numbers
    .flatMap((each) => readPhoneNumber(each, region) ?? [])
    .filter((number) => number !== peer && !lines.has(number));
}
