import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { markSynced } from "./sync-store.ts";

/** Remembers up to when everything that a line's provider has of it is here. */
export const lineSynced = defineWrite({
  name: "line.synced",
  title: "Remember what is here of a line",
  description: "Run when all that a provider has of a line has been recorded.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string(), at: z.int() }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async (given) => ({ facts: {}, data: given, result: { id: given.id } }),
  apply: ({ id, at }) => [markSynced(id, at)],
});
