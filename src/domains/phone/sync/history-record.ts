import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { knownCalls, knownTexts } from "./sync-store.ts";

/** A text that is older than this when it is found is of the past, in milliseconds: nobody is told of it as new. */
const pastAfter = 3_600_000;

/** How a call stands that may still change. */
const open: ReadonlySet<string> = new Set(["queued", "ringing", "in_progress", "unknown"]);

const event = z.looseObject({
  kind: z.enum(["message", "call", "transcript", "recording"]),
  providerId: z.string().optional(),
  status: z.string(),
  at: z.number().nullable().optional(),
});

/**
 * What a provider has kept of a line, put beside what is here: what is here already, by whichever way it came, stays as
 * it is; what is new is recorded as its event would have been. The older first, so that an answer finds its question.
 */
export const historyRecord = defineWrite({
  name: "history.record",
  title: "Record what a provider has kept",
  description: "Run for each batch of what a provider has of a line.",
  scopes: [],
  exposure: "system",
  uses: ["message.record", "call.record", "transcript.record", "recording.record"],
  input: z.strictObject({ provider: z.string(), events: z.array(event).max(200) }),
  output: z.object({ recorded: z.int() }),
  summary: ({ recorded }) => `${recorded} new.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ provider, events }, ctx) {
    const named = (kind: string) =>
      events.flatMap((each) => (each.kind === kind && each.providerId ? [each.providerId] : []));
    const [texts, spoken] = await Promise.all([
      knownTexts(ctx.db, provider, named("message")),
      knownCalls(ctx.db, provider, named("call")),
    ]);
    const fresh = events.filter(({ kind, providerId = "", status }) => {
      if (kind === "message") return texts.get(providerId) !== status;
      const known = kind === "call" ? spoken.get(providerId) : undefined;
      return known === undefined || open.has(known);
    });
    fresh.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    for (const each of fresh) {
      const isPast = each.kind === "message" && ctx.now - (each.at ?? ctx.now) > pastAfter;
      await ctx.use(`${each.kind}.record`, { provider, ...each, ...(isPast ? { isPast } : {}) });
    }
    return { facts: {}, data: undefined, result: { recorded: fresh.length } };
  },
  apply: () => [],
});
