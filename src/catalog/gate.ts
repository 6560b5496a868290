import { type AuditEntry, auditStatements } from "#domains/oversight/store.ts";
import { digestOf } from "#platform/canonical.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { type Allowance, createRateLimit, type RateLimit } from "#platform/limits.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { asDeskError, DeskError } from "#src/errors.ts";
import type { IdempotencyKey } from "./idempotency.ts";
import { isRecord, readInput, splitControls } from "./input.ts";
import { loggedArguments } from "./logged.ts";
import type { Operation, Principal } from "./operation.ts";
import { auditEntry, type Call, type Outcome, outcomeCode, type Passage } from "./passage.ts";
import { createRunner, type RunnerParts } from "./run.ts";

export interface Gate {
  /** Takes the call to its operation's handler, or refuses it; never throws. */
  execute(operation: Operation, input: unknown, principal: Principal, call: Call): Promise<Outcome>;
  /** Writes the audit of reads and refusals that is still in memory. */
  flushAudit(): Promise<void>;
}

export interface GateParts extends RunnerParts {
  clock: Clock;
  metrics: Metrics;
}

const slowSeconds = 5;
const dayMs = 86_400_000;
const auditBuffer = 5000;

/** The only corridor to a handler: scope, rate limit, input, idempotency, permission, run, audit. */
export function createGate(parts: GateParts): Gate {
  const { database, clock, metrics } = parts;
  const runner = createRunner(parts);
  const log = logOf("gate");
  const limits = new Map<string, RateLimit>();
  let unwritten: AuditEntry[] = [];

  return {
    async execute(operation, rawInput, principal, call) {
      const started = performance.now();
      const passage = enter(operation, principal, call);
      let allowance: Allowance | undefined;
      let outcome: Outcome;
      try {
        checkScope(operation, principal);
        allowance = await takeAllowance(operation, principal);
        const key = readCall(passage, rawInput);
        outcome = await (operation.kind === "read" ? runner.read(passage) : runner.write(passage, key));
      } catch (thrown) {
        outcome = refuse(passage, thrown);
      }
      observe(passage, outcome, (performance.now() - started) / 1000);
      return allowance ? { ...outcome, allowance } : outcome;
    },
    flushAudit,
  };

  function enter(operation: Operation, principal: Principal, call: Call): Passage {
    const now = clock.now();
    return {
      operation,
      principal,
      call,
      now,
      auditId: newId("aud", now),
      input: undefined,
      digest: "",
      reasoning: undefined,
    };
  }

  function checkScope(operation: Operation, principal: Principal): void {
    const rank = { tools: 0, owner: 1, system: 2 };
    const reachable = rank[principal.authority] >= rank[operation.exposure];
    if (!reachable) throw new DeskError("FORBIDDEN", `${operation.name} is not something a client can call.`);
    if (principal.authority !== "tools" || operation.scopes.length === 0) return;
    if (operation.scopes.some((scope) => principal.scopes.has(scope))) return;
    const scope = operation.scopes[0] ?? "";
    throw new DeskError("FORBIDDEN", `This token may not do that: it lacks the scope ${scope}.`, {
      scope,
      next: `Ask the owner for a token with the scope ${scope}.`,
    });
  }

  async function takeAllowance(operation: Operation, principal: Principal): Promise<Allowance | undefined> {
    if (principal.authority === "system") return undefined;
    const setting = operation.kind === "read" ? "limits.reads_per_minute" : "limits.writes_per_minute";
    const points = parts.settings().get(setting);
    const name = `${setting}:${points}`;
    const limit = limits.get(name) ?? createRateLimit(points, 60);
    limits.set(name, limit);
    const allowance = await limit.take(principal.client);
    if (allowance.allowed) return allowance;
    throw new DeskError("RATE_LIMIT_EXCEEDED", `More than ${points} ${operation.kind}s in a minute.`, {
      retryAfter: allowance.resetSeconds,
      next: `Wait ${allowance.resetSeconds} s.`,
    });
  }

  /** Checks the input into the passage; gives the idempotency key, where there is one. */
  function readCall(passage: Passage, rawInput: unknown): IdempotencyKey | undefined {
    const { operation, call, now } = passage;
    const { input, controls } = splitControls(operation, rawInput);
    passage.reasoning = controls.reasoning;
    passage.input = readInput(operation, call.adapt && isRecord(input) ? call.adapt(input) : input);
    passage.digest = digestOf(passage.input);
    if (operation.kind === "read") return undefined;
    const given = call.idempotencyKey ?? controls.idempotency_key;
    if (given !== undefined) {
      const scope = `${passage.principal.client}:${operation.name}`;
      return { scope, key: given, digest: passage.digest, expiresAt: now + dayMs };
    }
    const derived = operation.derivedKey?.(passage.input, parts.settings());
    if (!derived) return undefined;
    return {
      scope: operation.name,
      key: derived.key,
      digest: passage.digest,
      expiresAt: now + derived.window,
    };
  }

  function refuse(passage: Passage, thrown: unknown): Outcome {
    const error = asDeskError(thrown);
    if (error.code === "INTERNAL") {
      log.error("An operation failed.", {
        operation: passage.operation.name,
        request: passage.call.requestId,
        ...describeFailure(thrown),
      });
    }
    return { kind: "refused", error };
  }

  function observe(passage: Passage, outcome: Outcome, seconds: number): void {
    const { operation, principal } = passage;
    const code = outcomeCode(outcome);
    metrics.operations.inc({ operation: operation.name, face: principal.face, code });
    metrics.operationSeconds.observe({ operation: operation.name }, seconds);
    if (seconds > slowSeconds) metrics.slowOperations.inc({ operation: operation.name });
    const fresh = operation.kind === "write" && (code === "done" || code === "authorization_required");
    if (!fresh && principal.authority !== "system") remember(auditEntry(passage, code));
    log.info("Called.", {
      operation: operation.name,
      code,
      ms: Math.round(seconds * 1000),
      client: principal.client,
      face: principal.face,
      args: loggedArguments(passage.input),
      request: passage.call.requestId,
    });
  }

  /** Reads and refusals are written together, once a second; a crash may lose that second. */
  function remember(entry: AuditEntry): void {
    unwritten.push(entry);
    if (unwritten.length > auditBuffer) {
      unwritten = unwritten.slice(-auditBuffer);
      log.error("The audit of reads cannot be written; the oldest are dropped.");
    }
  }

  async function flushAudit(): Promise<void> {
    const batch = unwritten;
    unwritten = [];
    if (batch.length === 0) return;
    try {
      await database.write(batch.flatMap(auditStatements));
    } catch (failure) {
      unwritten = [...batch, ...unwritten];
      throw failure;
    }
  }
}
