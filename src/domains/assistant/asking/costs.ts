import { Buffer } from "node:buffer";
import { costOf } from "#domains/assistant/spending/cost.ts";
import { priceAt, pricesNow } from "#domains/assistant/spending/prices.ts";
import type { OperationContext } from "#operation/operation.ts";
import { tokensOf } from "./fit.ts";
import type { StoredRequest } from "./request.ts";

/**
 * What the call may cost at most, should every model of the chain be asked and none but the last answer, and what the
 * question alone costs at the first; undefined where that is not known.
 */
export async function costsOf(
  { chain, messages, format }: StoredRequest,
  isSandbox: boolean,
  { db, now }: Pick<OperationContext, "db" | "now">,
): Promise<{ atMost: number | undefined; askingCosts: number | undefined }> {
  const prices = await pricesNow(db);
  // No provider counts more tokens than there are bytes, and a few for each turn.
  const bytes = Buffer.byteLength(JSON.stringify([messages, format ?? ""])) + messages.length * 16 + 64;
  let most: number | undefined = 0;
  for (const { model, maxTokens } of chain) {
    const price = priceAt(prices, isSandbox ? "sandbox" : model, now);
    const dearest = costOf({ ...none, input: bytes, output: maxTokens, cacheWrite: 0 }, price).nano;
    const written = costOf({ ...none, input: bytes, output: maxTokens, cacheWrite: bytes }, price).nano;
    most =
      most === undefined || dearest === null || written === null
        ? undefined
        : most + Math.max(dearest, written);
  }
  const [first] = chain;
  const asked = priceAt(prices, isSandbox ? "sandbox" : (first?.model ?? ""), now);
  return {
    atMost: most,
    askingCosts: costOf({ ...none, input: tokensOf(messages) }, asked).nano ?? undefined,
  };
}

const none = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0, isEstimated: true };
