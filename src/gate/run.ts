import type { Database } from "#db/client.ts";
import type { EventDraft, OperationContext, Principal, WriteOperation } from "#operation/operation.ts";
import type { Permission } from "#operation/permission.ts";
import { stopped } from "#operation/settings-store.ts";
import type { Clock } from "#platform/clock.ts";
import { hasWords, legible, legibleJson } from "#platform/visible-text.ts";
import { DeskError } from "#src/errors.ts";
import { earlierResult, type IdempotencyKey, keyConflict, repeatedRun } from "./idempotency-store.ts";
import type { Call, Outcome, Passage } from "./passage.ts";
import { createPlanner, type PlannerParts, type Prepared } from "./prepare.ts";
import { createQueue, type Earlier, type QueueParts } from "./queue/queue.ts";
import { waitingUnderKey, withdrawRequest } from "./queue/store.ts";
import { standingFor } from "./rules/standing.ts";
import { isStoppable, stoppedError } from "./stopped.ts";
import { type UnitParts, unitOf } from "./unit.ts";

/** Who waits for effects; `isKept` where they go on for others when that one has given up. */
export interface Caller extends Pick<Call, "signal" | "onProgress" | "onText"> {
  isKept?: boolean;
}

/** Runs what a unit recorded as intended. */
export interface Effects {
  start(ids: string[]): void;
  /** Resolves when all have ended, `milliseconds` have passed, or the caller has given up. */
  settled(ids: string[], milliseconds: number, caller?: Caller): Promise<void>;
}

export interface RunnerParts extends PlannerParts, QueueParts, UnitParts {
  database: Database;
  clock: Clock;
  effects(): Effects;
  /** Told of the events that a commit wrote, before the caller is answered. */
  onEvents(events: readonly EventDraft[]): Promise<void>;
}

export interface Runner {
  read(passage: Passage): Promise<Outcome>;
  /** Equal calls at once share one run; an equal call later gets the stored result. */
  write(passage: Passage, keys: readonly IdempotencyKey[]): Promise<Outcome>;
}

/** Milliseconds that clients wait for an answer without hearing anything: most give up after a minute. */
const longestSilence = 50_000;
/** How often a call plans again when a record changed between its plan and its unit. */
const plansPerCall = 4;

/** The last steps of the gate: idempotency, permission, run. Only `gate.ts` calls it. */
export function createRunner(parts: RunnerParts): Runner {
  const { database } = parts;
  const planner = createPlanner(parts);
  const queue = createQueue(parts);
  const running = new Map<string, { digest: string; outcome: Promise<Outcome> }>();
  return { read: runRead, write: runOnce };

  function contextOf({ operation, now, principal, call }: Passage): OperationContext {
    return planner.contextOf({ now, principal, requestId: call.requestId }, operation, []);
  }

  async function runRead(passage: Passage): Promise<Outcome> {
    const { operation } = passage;
    if (operation.kind !== "read") throw new TypeError("not a read");
    // What a plan reads decides something: only what is asked for itself may be read from a copy.
    const own = contextOf(passage);
    const { read, slow } = database.content;
    const ctx = operation.isContent && database.kind === "remote" ? { ...own, db: read, slow } : own;
    const shown = shownTo(passage.principal, await operation.read(passage.input, ctx));
    if (operation.untrustedPeers)
      await parts.untrusted.note(passage.principal, operation.untrustedPeers(shown.output));
    return { kind: "done", ...shown, replayed: false };
  }

  async function runOnce(passage: Passage, keys: readonly IdempotencyKey[]): Promise<Outcome> {
    const [key] = keys;
    if (!key || (passage.operation as WriteOperation).secretAnswer) return runWrite(passage, []);
    const name = `${key.scope}\n${key.key}`;
    const twin = running.get(name);
    if (twin) {
      if (twin.digest !== key.digest) throw keyConflict();
      const outcome = await twin.outcome.catch((failure: unknown) => {
        if (failure instanceof GivenUpError && !passage.call.signal?.aborted) return undefined;
        throw failure;
      });
      if (outcome === undefined) return await runOnce(passage, keys);
      return outcome.kind === "done" ? { ...outcome, replayed: true } : outcome;
    }
    const outcome = runKeyed(passage, keys);
    running.set(name, { digest: key.digest, outcome });
    try {
      return await outcome;
    } finally {
      running.delete(name);
    }
  }

  async function runKeyed(passage: Passage, keys: readonly IdempotencyKey[]): Promise<Outcome> {
    // While everything is stopped nothing is planned: a plan may ask a provider.
    const prepare = isStopped(passage) ? undefined : ahead(() => planner.prepare(passage));
    const results = keys.map((key) => ahead(() => earlierResult(database.read, key, passage.now)));
    const requests = keys.map((key) => ahead(() => waitingUnderKey(database.read, key)));
    let earlier: string | undefined;
    for (const result of results) earlier ??= await result();
    if (earlier === undefined) {
      for (const [n, request] of requests.entries()) {
        const waiting = await request();
        if (waiting && (JSON.parse(waiting) as IdempotencyKey).digest !== keys[n]?.digest)
          throw keyConflict();
      }
      return runWrite(passage, keys, prepare);
    }
    const operation = passage.operation as WriteOperation;
    const shown = await answerOf(operation, JSON.parse(earlier), contextOf(passage));
    return { kind: "done", ...shown, replayed: true };
  }

  async function runWrite(
    passage: Passage,
    keys: readonly IdempotencyKey[],
    prepareFirst?: () => Promise<Prepared>,
  ): Promise<Outcome> {
    refuseWhileStopped(passage);
    for (let attempt = 0; attempt < plansPerCall; attempt++) {
      const prepare = (attempt === 0 ? prepareFirst : undefined) ?? ahead(() => planner.prepare(passage));
      const { outcome: earlier, waits } = await queue.earlier(passage);
      if (earlier) return await repeated(passage, earlier);
      const prepared = await prepare();
      const asked = permissionOf(passage, prepared);
      const needsLeave = asked.level === "requires_authorization";
      const standing = needsLeave ? await standingFor(parts, passage, prepared, asked) : undefined;
      if (needsLeave && !standing) {
        const waiting = await queue.enqueue(passage, prepared.plan, asked, { key: keys[0], waits });
        if (waiting) return waiting;
        continue;
      }
      const leave = { keys, standing, more: waits ? withdrawRequest(waits, passage.now) : [] };
      const { unit, effectIds } = unitOf(passage, prepared, leave, parts);
      if (passage.call.signal?.aborted) throw new GivenUpError();
      const written = await database.write(unit);
      passage.isAudited = written.ok;
      if (written.ok) return await finish(prepared, effectIds, passage, { rows: written.rows, keys });
      if (written.guard === stopped) throw stoppedError();
      if (written.guard === repeatedRun) return await runKeyed(passage, keys);
    }
    throw new DeskError("CONFLICT", "Somebody else changed the same record at the same time.", {
      next: "Read the record again, then repeat the call if it is still right.",
    });
  }

  /**
   * On a server all that a call reads is asked for together, and nobody waits for one answer before asking the next:
   * plans only read, and one that is not needed after all is let go.
   */
  function ahead<Value>(read: () => Promise<Value>): () => Promise<Value> {
    if (database.kind === "local") return read;
    const begun = read();
    begun.catch(() => undefined);
    return () => begun;
  }

  /** @throws DeskError BLOCKED for what clients may ask for, while the owner has everything stopped */
  function refuseWhileStopped(passage: Passage): void {
    if (isStopped(passage)) throw stoppedError();
  }

  function isStopped({ operation, principal }: Passage): boolean {
    return isStoppable(operation, principal) && parts.settings().get("permissions.stopped");
  }

  /** A soft limit is passed with a reason. @throws DeskError REASONING_REQUIRED */
  function permissionOf(passage: Passage, prepared: Prepared): Permission {
    const permission = planner.permissionOf(prepared, passage.principal);
    if (permission.level === "soft_limit") passage.askedFor = permission.reason;
    if (permission.level !== "soft_limit" || hasWords(passage.reasoning ?? "")) return permission;
    throw new DeskError("REASONING_REQUIRED", permission.reason, {
      next: "Repeat the call with `reasoning`: one sentence that says why it is right.",
    });
  }

  /** An equal call that a person was asked about: what it came to, or that it was denied. */
  async function repeated(passage: Passage, earlier: NonNullable<Earlier["outcome"]>): Promise<Outcome> {
    if ("refusal" in earlier) throw earlier.refusal;
    const operation = passage.operation as WriteOperation;
    const shown = await answerOf(operation, JSON.parse(earlier.result), contextOf(passage));
    return { kind: "done", ...shown, replayed: true };
  }

  async function finish(
    prepared: Prepared,
    effectIds: string[],
    passage: Passage,
    { rows, keys }: { rows: readonly unknown[][][]; keys: readonly IdempotencyKey[] },
  ): Promise<Outcome> {
    const effects = parts.effects();
    const events = [...prepared.joined, prepared].flatMap((part) => part.plan.events ?? []);
    if (events.length > 0) await parts.onEvents(events);
    if (effectIds.length > 0) {
      effects.start(effectIds);
      // What has a key goes on for whoever asks with it again.
      const waiter = { ...passage.call, isKept: keys.length > 0 };
      await effects.settled(effectIds, patienceOf(prepared, passage.call), waiter);
    }
    const receipt = prepared.plan.receipt && rows.at(-1);
    const ctx = receipt ? { ...prepared.ctx, receipt } : prepared.ctx;
    const shown = await answerOf(prepared.operation, prepared.plan.result, ctx);
    return { kind: "done", ...shown, replayed: false };
  }

  /** How long the caller waits: one who hears the words as they come, for all of it. */
  function patienceOf({ operation }: Prepared, { wait = 0, onText }: Call): number {
    const own = operation.effect?.patience?.(parts.settings());
    if (own === undefined || wait === 0) return wait;
    return onText ? own : Math.max(wait, Math.min(own, longestSilence));
  }

  async function answerOf(operation: WriteOperation, result: unknown, ctx: OperationContext): Promise<Shown> {
    return shownTo(ctx.principal, operation.answer ? await operation.answer(result, ctx) : result);
  }
}

/** An answer as its caller is given it, and as JSON where the caller's face sends it so. */
interface Shown {
  output: unknown;
  json?: string;
}

/** Every answer leaves the gate without letters that nobody sees, for whatever face; the desk's own work has it raw. */
function shownTo({ authority, face }: Principal, output: unknown): Shown {
  if (authority === "system") return { output };
  if (face !== "mcp" && face !== "rest") return { output: legible(output) };
  const { value, json } = legibleJson(output);
  return { output: value, json };
}

/** Nobody hears it; the audit says that nothing was done. An equal call that waited for it runs for itself. */
class GivenUpError extends DeskError {
  constructor() {
    super("CONFLICT", "The caller gave up before anything was done.", {
      next: "Nothing was done; call again if it is still wanted.",
    });
  }
}
