import * as z from "zod";
import { asError, ProviderFailure } from "#domains/phone/failures.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { allLines, putLines, switchOffOthers } from "./store.ts";

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
    if (!adapter?.capabilities.has("lines")) {
      throw new DeskError("NOT_CONFIGURED", `${provider} is not set up here.`, {
        next: "See: frontdesk doctor",
      });
    }
    const found = await adapter.lines().catch((failure: unknown) => {
      throw failure instanceof ProviderFailure ? asError(failure.reason) : failure;
    });
    const known = (await allLines(ctx.db)).filter((line) => line.provider === provider);
    const rows = found.map((line) => ({
      id: known.find((each) => each.providerId === line.providerId)?.id ?? ctx.newId("lin"),
      provider,
      ...line,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    }));
    // A caller's own key sees its own lines; that it does not see the others' says nothing of them.
    const isWhole = ctx.principal.providerKey === undefined && rows.length > 0;
    return { facts: {}, data: { provider, rows, isWhole, now: ctx.now }, result: { lines: rows.length } };
  },
  /** An empty list is taken for a fault at the provider: it does not switch every line off. */
  apply: ({ provider, rows, isWhole, now }) => [
    ...putLines(rows, now),
    ...(isWhole ? [switchOffOthers(provider, rows, now)] : []),
  ],
});
