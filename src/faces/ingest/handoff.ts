import { type HandoffInput, handoffKeyLife } from "#domains/helpdesk/handoffs/handoff-submit.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { type Allowance, createRateLimit, type RateLimit } from "#platform/limits.ts";
import { logOf } from "#platform/log.ts";
import { asDeskError, DeskError } from "#src/errors.ts";
import { bytesOf } from "../body.ts";
import { allowanceHeaders } from "../rate-headers.ts";
import { ingestError, readHandoff, unreadable } from "./contract.ts";
import { type Credential, credentialOf, type IngestSecrets } from "./credential.ts";

export interface IngestParts {
  gate: Gate;
  operation(name: string): Operation;
  clock: Clock;
  settings(): Settings;
  /** What voice agents prove themselves with now. */
  secrets(): IngestSecrets;
  /** Told of what went wrong that is nobody's fault but ours. */
  onFailure(requestId: string, thrown: unknown, error: DeskError): void;
}

export interface IngestVisit {
  requestId: string;
  /** Where it comes from, as limits count it. */
  address: string;
}

const longestBody = 64 * 1024;
/** Wrong credentials that one address may show in a minute. */
const wrongPerMinute = 20;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** `POST /ingest/oa-handoff`: a voice agent's note becomes a ticket while the caller is still on the line. */
export function createIngest(parts: IngestParts) {
  const { gate, clock, settings } = parts;
  const strangers = createRateLimit(wrongPerMinute, 60);
  const limits = new Map<string, RateLimit>();
  const log = logOf("ingest");

  return { answer };

  async function answer(request: Request, visit: IngestVisit): Promise<Response> {
    let headers: Record<string, string> = {};
    try {
      if (request.method !== "POST")
        throw new DeskError("METHOD_NOT_ALLOWED", "Handoffs are sent with POST.");
      const credential = authenticate(request, visit);
      const allowance = takeTurn(credential);
      headers = allowanceHeaders(allowance, windowOf().seconds);
      if (!allowance.allowed) throw tooMany(allowance);
      const outcome = await submit(read(request), request.headers, credential, visit);
      if (outcome.kind !== "done") {
        if (outcome.kind === "refused") throw outcome.error;
        throw new TypeError("a handoff waits for a person");
      }
      const { success: _success, ...said } = outcome.output as Record<string, unknown>;
      const replayed = outcome.replayed ? { "idempotency-replayed": "true" } : {};
      return Response.json({ status: "ok", ...said }, { headers: { ...headers, ...replayed } });
    } catch (thrown) {
      const error = asDeskError(thrown);
      if (error.code === "INTERNAL") parts.onFailure(visit.requestId, thrown, error);
      else
        log.info("A handoff was refused.", { request: visit.requestId, code: error.code, why: whyOf(error) });
      return ingestError(error, visit.requestId, {
        ...headers,
        ...(error.code === "METHOD_NOT_ALLOWED" ? { allow: "POST" } : {}),
      });
    }
  }

  /** @throws DeskError NOT_CONFIGURED, PAYLOAD_TOO_LARGE, AUTH_REQUIRED, RATE_LIMIT_EXCEEDED */
  function authenticate(request: Request, { address }: IngestVisit): Credential {
    const secrets = parts.secrets();
    if (secrets.tokens.length + secrets.signing.length === 0)
      throw new DeskError(
        "NOT_CONFIGURED",
        "Handoffs are not set up here: neither INGEST_TOKEN nor INGEST_HMAC_SECRET is set. Put one into the .env of the data folder and start the desk again.",
      );
    const body = bytesOf(request);
    if (body.byteLength > longestBody)
      throw new DeskError("PAYLOAD_TOO_LARGE", "The body is larger than 64 KiB.");
    const credential = credentialOf(request.headers, body, secrets, clock.now());
    if (!("problem" in credential)) return credential;
    const allowance = strangers.take(address);
    if (!allowance.allowed)
      throw new DeskError("RATE_LIMIT_EXCEEDED", "Too many failed authentications from this address", {
        retryAfter: allowance.resetSeconds,
      });
    throw new DeskError(
      "AUTH_REQUIRED",
      "Authentication required (provide x-auth-token or x-signature + x-timestamp)",
      { next: credential.problem },
    );
  }

  function takeTurn({ client }: Credential): Allowance {
    const { points, seconds } = windowOf();
    const name = `${points}:${seconds}`;
    const limit = limits.get(name) ?? createRateLimit(points, seconds);
    limits.set(name, limit);
    return limit.take(client);
  }

  /** So many at once, and over the time that they are worth the average a second. */
  function windowOf(): { points: number; seconds: number } {
    const perSecond = settings().get("limits.handoffs_per_second");
    const points = Math.max(perSecond, settings().get("limits.handoff_burst"));
    return { points, seconds: points / perSecond };
  }

  function tooMany({ resetSeconds }: Allowance): DeskError {
    const perSecond = settings().get("limits.handoffs_per_second");
    return new DeskError(
      "RATE_LIMIT_EXCEEDED",
      `Too many requests. Rate limit: ${perSecond} requests per second`,
      { retryAfter: resetSeconds },
    );
  }

  /** @throws DeskError UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR */
  function read(request: Request): HandoffInput {
    if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers.get("content-type") ?? ""))
      throw new DeskError("UNSUPPORTED_MEDIA_TYPE", "The body must be sent as application/json");
    return readHandoff(jsonIn(bytesOf(request)));
  }

  async function submit(input: HandoffInput, headers: Headers, credential: Credential, visit: IngestVisit) {
    const principal: Principal = {
      user: "ingest",
      client: credential.client,
      scopes: new Set(["helpdesk:write"]),
      face: "ingest",
      authority: "tools",
    };
    const key = keyIn(headers);
    const { signature } = credential;
    return await gate.execute(parts.operation("handoff.submit"), input, principal, {
      requestId: visit.requestId,
      isCounted: true,
      keyLife: handoffKeyLife,
      ...(key === undefined ? {} : { idempotencyKey: key }),
      ...(signature === undefined ? {} : { sameRequest: `signature:${signature}` }),
    });
  }
}

/** For those who keep the desk: what its sender is not told, or which fields were wrong. */
function whyOf({ detail: { next, fields } }: DeskError): string | undefined {
  return fields ? Object.keys(fields).join(", ") || undefined : next;
}

/** The key as it was sent, without the quotes that the draft has around it (draft-ietf-httpapi-idempotency-key §2.1). */
function keyIn(headers: Headers): string | undefined {
  const key = headers.get("idempotency-key");
  return key === null ? undefined : key.replace(/^"(.*)"$/, "$1");
}

/** @throws DeskError VALIDATION_ERROR */
function jsonIn(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (failure) {
    if (!(failure instanceof SyntaxError || failure instanceof TypeError)) throw failure;
  }
  throw unreadable("The body must be one JSON object");
}
