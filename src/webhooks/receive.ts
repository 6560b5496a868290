import { Buffer } from "node:buffer";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import type { Clock } from "#platform/clock.ts";
import type { Metrics } from "#platform/metrics.ts";
import { DeskError } from "#src/errors.ts";
import type { Inbox } from "./inbox.ts";

export interface ReceiveParts {
  phone: PhoneProviders;
  inbox: Inbox;
  clock: Clock;
  metrics: Metrics;
}

/**
 * A provider's signed event: verified over its raw bytes, stored, and answered only when it is durable.
 * @throws DeskError AUTH_REQUIRED for a bad or old signature; NOT_FOUND for a provider that is not set up.
 */
export async function receiveWebhook(
  source: string,
  headers: Headers,
  body: Uint8Array<ArrayBuffer>,
  parts: ReceiveParts,
): Promise<{ repeated: boolean }> {
  const provider = parts.phone.get(source);
  if (!provider) throw new DeskError("NOT_FOUND", "No provider of that name is set up here.");
  const header = (name: string) => headers.get(name) ?? undefined;
  try {
    const verified = provider.verify({ header, body, now: parts.clock.now() });
    const isNew = await parts.inbox.receive({ source, ...verified, raw: Buffer.from(body).toString("utf8") });
    return { repeated: !isNew };
  } catch (failure) {
    const isRefusal = failure instanceof DeskError && failure.code === "AUTH_REQUIRED";
    parts.metrics.webhooks.add(source, isRefusal ? "refused" : "failed");
    throw failure;
  }
}
