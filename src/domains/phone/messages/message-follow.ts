import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { type FailureReason, ProviderFailure } from "#domains/phone/failures.ts";
import type { MessageRow } from "#domains/phone/history-store.ts";
import { phoneProviders, type SentText } from "#domains/phone/provider.ts";
import { advanceMessage, messageIs } from "#domains/phone/recording-store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { lookedAt, underWay } from "./following-store.ts";

/** Texts that are asked about at once. */
const most = 20;

/**
 * Asks providers about texts whose end no webhook has told, less and less often, for a day: what is delivered says so,
 * whether its event came or not.
 */
export const messageFollow = defineWrite({
  name: "message.follow",
  title: "Ask what became of texts",
  description: "Run again and again for texts that are sent and not yet known to be delivered.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({}),
  output: z.object({ ended: z.int() }),
  summary: ({ ended }) => `${ended} ended.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan(_input, ctx) {
    const rows = await underWay(ctx.db, ctx.now, most);
    const told = await Promise.all(rows.map((row) => fateOf(row, ctx)));
    const ended = rows.filter((_, n) => isEnd(told[n]));
    return {
      facts: {},
      data: { rows, told, now: ctx.now },
      result: { ended: ended.length },
      events: ended.map(({ id }) => ({ type: "message.updated", subject: id })),
    };
  },
  apply: ({ rows, told, now }): Statement[] => [
    ...(rows.length === 0
      ? []
      : [
          lookedAt(
            rows.map(({ id }) => id),
            now,
          ),
        ]),
    ...rows.flatMap(({ id }, n) => {
      const fate = told[n];
      return fate && isEnd(fate) ? [advanceMessage(messageIs(id), fate.status, reasonFor(fate), now)] : [];
    }),
  ],
});

/** Undefined where the provider could not say. */
async function fateOf(row: MessageRow, ctx: OperationContext): Promise<SentText | undefined> {
  const provider = ctx.service(phoneProviders).get(row.provider);
  if (!provider?.readText || row.providerId === null) return undefined;
  return await provider.readText(row.providerId).catch((failure: unknown) => {
    if (failure instanceof ProviderFailure) return undefined;
    throw failure;
  });
}

function isEnd(fate: SentText | undefined): boolean {
  return fate?.status === "delivered" || fate?.status === "undelivered";
}

function reasonFor({ status, reason }: SentText): FailureReason | null {
  return status === "undelivered" ? (reason ?? "undeliverable") : null;
}
