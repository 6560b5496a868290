import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { keepStop } from "./erased-store.ts";

/** A stop of somebody erased that is heard of afterwards holds; of the event nothing else is kept. */
export const stopKeep = defineWrite({
  name: "stop.keep",
  title: "Keep an erased person's stop",
  description: "Run for an event of before an erasure.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ hash: z.string().max(100) }),
  output: z.object({}),
  summary: () => "kept",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async ({ hash }) => ({ facts: {}, data: hash, result: {} }),
  apply: (hash) => [keepStop(hash)],
});
