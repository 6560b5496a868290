import { Buffer } from "node:buffer";
import type { CallStep, HookAnswer, PhoneProviders } from "#domains/phone/provider.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import type { Metrics } from "#platform/metrics.ts";
import { DeskError } from "#src/errors.ts";
import type { Inbox } from "./inbox.ts";
import type { Sources } from "./sources.ts";
import { systemPrincipal } from "./system.ts";

export interface ReceiveParts {
  phone: PhoneProviders;
  sources: Sources;
  inbox: Inbox;
  gate: Gate;
  operation(name: string): Operation;
  clock: Clock;
  metrics: Metrics;
  /** The public address that providers call. */
  baseUrl: string;
}

/** A webhook as it came. */
export interface Hook {
  source: string;
  /** The end of its path behind the provider's name; empty where there is none. */
  hook: string;
  /** Its path with its query, as it was called. */
  path: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  requestId: string;
}

/** What became of it, and what its sender wants to be answered, where that is more than that it was heard. */
export interface Received {
  repeated: boolean;
  answer: HookAnswer | undefined;
}

/**
 * A provider's signed event: verified over its raw bytes, stored, and answered only when it is durable.
 * @throws DeskError AUTH_REQUIRED for a bad or old signature; NOT_FOUND for a provider that is not set up.
 */
export async function receiveWebhook(arrived: Hook, parts: ReceiveParts): Promise<Received> {
  const { source, hook, body } = arrived;
  const sender = parts.sources.get(source);
  if (!sender) throw new DeskError("NOT_FOUND", "No provider of that name is set up here.");
  const header = (name: string) => arrived.headers.get(name) ?? undefined;
  try {
    const url = parts.baseUrl + arrived.path;
    const verified = sender.verify({ header, url, hook, body, now: parts.clock.now() });
    const raw = Buffer.from(body).toString("utf8");
    const events = verified.parts ?? [{ eventId: verified.eventId, type: verified.type, raw }];
    let isNew = false;
    for (const event of events) isNew = (await parts.inbox.receive({ source, ...event })) || isNew;
    return {
      repeated: !isNew,
      answer: await answerOf(source, raw, verified.type, arrived.requestId, parts),
    };
  } catch (failure) {
    const isRefusal = failure instanceof DeskError && failure.code === "AUTH_REQUIRED";
    parts.metrics.webhooks.add(source, isRefusal ? "refused" : "failed");
    throw failure;
  }
}

async function answerOf(
  source: string,
  raw: string,
  type: string,
  requestId: string,
  { phone, gate, operation }: ReceiveParts,
): Promise<HookAnswer | undefined> {
  const provider = phone.get(source);
  if (!provider?.answer) return undefined;
  const question = provider.question?.(raw, type);
  if (!question) return provider.answer(undefined);
  const asked = { provider: provider.name, ...question };
  const outcome = await gate.execute(operation("call.route"), asked, systemPrincipal, { requestId });
  if (outcome.kind === "done") return provider.answer(outcome.output as CallStep);
  throw outcome.kind === "refused" ? outcome.error : new TypeError("a read waited for a person");
}
