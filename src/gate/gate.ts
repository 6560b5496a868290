import { readInput, readKey, splitControls } from "#operation/input.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { digestOf } from "#platform/canonical.ts";
import type { Clock } from "#platform/clock.ts";
import type { Cell, Spread } from "#platform/counting.ts";
import { newId } from "#platform/ids.ts";
import { type Allowance, createRateLimit, type RateLimit } from "#platform/limits.ts";
import { describeFailure, lineOf, logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { isRecord } from "#platform/record.ts";
import { asDeskError, DeskError } from "#src/errors.ts";
import type { AuditMemory } from "./audit/memory.ts";
import type { IdempotencyKey } from "./idempotency-store.ts";
import { loggedArguments } from "./logged-arguments.ts";
import { auditEntry, auditedInput, type Call, type Outcome, outcomeCode, type Passage } from "./passage.ts";
import { checkExposure, checkScopes } from "./reach.ts";
import { createRunner, type RunnerParts } from "./run.ts";

export interface Gate {
  /** Takes the call to its operation's handler, or refuses it; never throws. */
  execute(operation: Operation, input: unknown, principal: Principal, call: Call): Promise<Outcome>;
  /**
   * A call of a name that no tool has, whatever it was after: counted as a read, and written down.
   * @throws DeskError RATE_LIMIT_EXCEEDED
   */
  unknown(name: string, principal: Principal, call: Call): void;
  /** Counts something that reaches no operation as a read of its caller's. @throws DeskError RATE_LIMIT_EXCEEDED */
  count(principal: Principal): void;
}

export interface GateParts extends RunnerParts {
  clock: Clock;
  metrics: Metrics;
  /** Told of a caller's own key at the phone provider, once the call has been admitted. */
  welcomeKey(key: string): Promise<void>;
  /** Where lines of reads and refusals wait to be written. */
  audit: AuditMemory;
}

/** What calls of one operation, face and outcome have alike: the numbers they count in, and what their lines say. */
interface Tally {
  calls: Cell;
  seconds: Spread;
  told: string;
}

const slowSeconds = 5;
const dayMs = 86_400_000;
/** Reads and writes a minute that somebody at a browser has at least. */
const atABrowser = 600;
/** How long a sign-in counts as recent, in milliseconds. */
export function recently(settings: Settings): number {
  return settings.get("permissions.recent_minutes") * 60_000;
}

/** The only corridor to a handler: scope, rate limit, input, idempotency, permission, run, audit. */
export function createGate(parts: GateParts): Gate {
  const { clock, metrics } = parts;
  const runner = createRunner(parts);
  const log = logOf("gate");
  const called = lineOf("gate", "Called.");
  const limits = new Map<string, RateLimit>();
  const tallies = new Map<Operation, Map<string, Tally>>();

  return { execute, unknown, count };

  function count(principal: Principal): void {
    takeAllowance("read", principal);
  }

  function unknown(name: string, principal: Principal, call: Call): void {
    const hidden = parts.catalog.get(name.replace("_", "."));
    const operation = hidden?.name ?? "tool.unknown";
    try {
      count(principal);
    } catch (refusal) {
      note(operation, asDeskError(refusal).code, principal, call);
      throw refusal;
    }
    note(operation, hidden ? "FORBIDDEN" : "NOT_FOUND", principal, call);
  }

  /** A line about what came to no operation. */
  function note(
    operation: string,
    outcome: string,
    { user, client, face }: Principal,
    { requestId }: Call,
  ): void {
    const at = clock.now();
    parts.audit.remember({ id: newId("aud", at), at, operation, outcome, user, client, face, requestId });
  }

  async function execute(
    operation: Operation,
    rawInput: unknown,
    principal: Principal,
    call: Call,
  ): Promise<Outcome> {
    const started = performance.now();
    const passage = enter(operation, principal, call);
    let allowance: Allowance | undefined;
    let outcome: Outcome;
    try {
      allowance = admit(operation, principal, call);
      const keys = readCall(passage, rawInput);
      if (principal.providerKey !== undefined) await welcome(principal.providerKey, principal);
      outcome = await (operation.kind === "read" ? runner.read(passage) : runner.write(passage, keys));
    } catch (thrown) {
      outcome = refuse(passage, thrown);
    }
    observe(passage, outcome, (performance.now() - started) / 1000);
    if (allowance === undefined) return outcome;
    // What a read came to is nobody else's; equal writes at once share theirs.
    if (operation.kind === "write") return { ...outcome, allowance };
    outcome.allowance = allowance;
    return outcome;
  }

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
      isAudited: false,
    };
  }

  /** Scope, then rate limit; who is refused again and again for a scope comes to the limit as well. */
  function admit(
    operation: Operation,
    principal: Principal,
    { isCounted = false }: Call,
  ): Allowance | undefined {
    try {
      checkReach(operation, principal);
    } catch (refusal) {
      takeAllowance(operation.kind, principal);
      throw refusal;
    }
    return isCounted ? undefined : takeAllowance(operation.kind, principal);
  }

  function checkReach(operation: Operation, principal: Principal): void {
    checkExposure(operation, principal);
    checkRecent(operation, principal);
    checkScopes(operation, parts.catalog, principal);
  }

  /** The desk's own calls with that key are how it is learnt. */
  async function welcome(key: string, { authority }: Principal): Promise<void> {
    if (authority !== "system") await parts.welcomeKey(key);
  }

  /** @throws DeskError AUTH_REQUIRED when somebody at a browser signed in too long ago for this. */
  function checkRecent(operation: Operation, { face, authenticatedAt = 0 }: Principal): void {
    if (operation.kind === "read" || !operation.needsRecentSignIn || face !== "web") return;
    if (clock.now() - authenticatedAt < recently(parts.settings())) return;
    throw new DeskError("AUTH_REQUIRED", "This asks for a recent sign-in.", {
      next: "Sign in again, then repeat it.",
    });
  }

  /** An owner who sets a limit too low has to reach the page that mends it. */
  function allowedFor({ face }: Principal, set: number): number {
    return face === "web" ? Math.max(set, atABrowser) : set;
  }

  function takeAllowance(kind: Operation["kind"], principal: Principal): Allowance | undefined {
    if (principal.authority === "system") return undefined;
    const setting = kind === "read" ? "limits.reads_per_minute" : "limits.writes_per_minute";
    const points = allowedFor(principal, parts.settings().get(setting));
    const name = `${setting}:${points}`;
    const limit = limits.get(name) ?? createRateLimit(points, 60);
    limits.set(name, limit);
    const allowance = limit.take(principal.countedFor ?? principal.client);
    if (allowance.allowed) return allowance;
    throw new DeskError("RATE_LIMIT_EXCEEDED", `More than ${points} ${kind}s in a minute.`, {
      retryAfter: allowance.resetSeconds,
      next: `Wait ${allowance.resetSeconds} s.`,
    });
  }

  /** Checks the input into the passage; gives its idempotency keys, the one to wait under first. */
  function readCall(passage: Passage, rawInput: unknown): IdempotencyKey[] {
    const { operation, call, now } = passage;
    const { input, controls } = splitControls(operation, rawInput);
    passage.reasoning = controls.reasoning;
    passage.input = readInput(operation, call.adapt && isRecord(input) ? call.adapt(input) : input);
    if (operation.kind === "read") return [];
    passage.digest = digestOf(auditedInput(passage));
    const life = call.keyLife ?? dayMs;
    const given = readKey(call.idempotencyKey) ?? controls.idempotency_key;
    const key = given === undefined ? operation.repeatKey?.(passage.input) : { key: given, life };
    const same = call.sameRequest === undefined ? undefined : { key: call.sameRequest, life };
    const scope = `${passage.principal.client}:${operation.name}`;
    return [key, same]
      .filter((each) => each !== undefined)
      .map((each) => ({ scope, key: each.key, digest: passage.digest, expiresAt: now + each.life }));
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
    const tally = tallyOf(operation, principal.face, code);
    tally.calls.value++;
    tally.seconds.observe(seconds);
    if (seconds > slowSeconds) metrics.slowOperations.add(operation.name);
    if (principal.authority !== "system") audit(passage, code);
    const level = principal.authority === "system" ? "debug" : "info";
    if (called.isEnabledFor(level)) called.write(level, lineFields(passage, tally, seconds));
  }

  /** The fields of a call's line in the log, as JSON. */
  function lineFields({ principal, input, call }: Passage, { told }: Tally, seconds: number): string {
    const [client, request] = [JSON.stringify(principal.client), JSON.stringify(call.requestId)];
    const args = JSON.stringify(loggedArguments(input));
    return `{${told},"ms":${Math.round(seconds * 1000)},"client":${client},"face":"${principal.face}","args":${args},"request":${request}}`;
  }

  function tallyOf(operation: Operation, face: string, code: string): Tally {
    const known = tallies.get(operation) ?? new Map<string, Tally>();
    tallies.set(operation, known);
    const key = code === "done" ? face : `${face} ${code}`;
    const tally = known.get(key) ?? {
      calls: metrics.operations.at(operation.name, face, code),
      seconds: metrics.operationSeconds.at(operation.name),
      told: `"operation":"${operation.name}","code":"${code}"`,
    };
    known.set(key, tally);
    return tally;
  }

  /** A write's own line is in its unit. What goes wrong after that commit is a line of its own. */
  function audit(passage: Passage, code: string): void {
    if (!passage.isAudited) parts.audit.remember(auditEntry(passage, code));
    else if (code !== "done" && code !== "authorization_required") {
      const { input: _input, reasoning: _reasoning, ...line } = auditEntry(passage, code);
      parts.audit.remember({ ...line, id: newId("aud", passage.now), parentId: passage.auditId });
    }
  }
}
