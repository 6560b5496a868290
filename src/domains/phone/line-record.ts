import * as z from "zod";
import { defineWrite } from "#catalog/operation.ts";
import { phoneProviders } from "./provider.ts";
import { allLines, putLines } from "./store.ts";

/** Reads a provider's list of lines and makes it ours. @throws NOT_CONFIGURED for a provider that is not set up. */
export const lineRecord = defineWrite({
  name: "line.record",
  title: "Read a provider's lines",
  description: "Run at start and every hour for each provider.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ provider: z.string() }),
  output: z.object({ lines: z.int() }),
  summary: ({ lines }) => `${lines} lines.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ provider }, ctx) {
    const adapter = ctx.service(phoneProviders).get(provider);
    const found = adapter?.capabilities.has("lines") ? await adapter.lines() : [];
    const known = (await allLines(ctx.db)).filter((line) => line.provider === provider);
    const rows = found.map((line) => ({
      id: known.find((each) => each.providerId === line.providerId)?.id ?? ctx.newId("lin"),
      provider,
      ...line,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    }));
    return { facts: {}, data: { provider, rows, now: ctx.now }, result: { lines: rows.length } };
  },
  apply: ({ provider, rows, now }) => putLines(provider, rows, now),
});
