import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { Settings } from "#domains/business/settings.ts";
import { auditStatements } from "#domains/oversight/audit-store.ts";
import { newId } from "#platform/ids.ts";
import { DeskError } from "#src/errors.ts";
import type { Catalog } from "./catalog.ts";
import { earlierResult, type IdempotencyKey, keepResult, keyConflict, repeatedRun } from "./idempotency.ts";
import { readInput } from "./input.ts";
import { eventStatements, outboxStatements } from "./journal.ts";
import {
  type EventDraft,
  type Operation,
  type OperationContext,
  type Permission,
  type Plan,
  type ServiceKey,
  unrestricted,
  type WriteOperation,
} from "./operation.ts";
import { auditEntry, type Call, type Outcome, type Passage } from "./passage.ts";
import { stricter } from "./permission.ts";
import { createQueue } from "./queue.ts";

/** Runs what a unit recorded as intended. */
export interface Effects {
  start(ids: string[]): void;
  /** Resolves when all have ended, `milliseconds` have passed, or the caller has given up. */
  settled(ids: string[], milliseconds: number, caller?: Pick<Call, "signal" | "onProgress">): Promise<void>;
}

export interface RunnerParts {
  catalog: Catalog;
  database: Database;
  baseUrl: string;
  settings(): Settings;
  /** A named service; with a caller's own key at the phone provider, one that uses that key. */
  service<T>(key: ServiceKey<T>, providerKey?: string): T;
  /** Seals a caller's own key for the outbox row `id`. */
  sealKey(key: string, id: string): string;
  effects(): Effects;
  /** Told of the events that a commit wrote, before the caller is answered. */
  onEvents(events: readonly EventDraft[]): Promise<void>;
}

export interface Runner {
  read(passage: Passage): Promise<Outcome>;
  /** Equal calls at once share one run; an equal call later gets the stored result. */
  write(passage: Passage, key: IdempotencyKey | undefined): Promise<Outcome>;
}

/** How often a call plans again when a record changed between its plan and its unit. */
const plansPerCall = 4;

/** An operation of the call, with the plan that was made for it. */
interface Part {
  operation: WriteOperation;
  input: unknown;
  plan: Plan<unknown, unknown>;
}

/** A write whose plan has been made, with the plans that joined it. */
interface Prepared extends Part {
  joined: Part[];
  ctx: OperationContext;
}

/** The last steps of the gate: idempotency, permission, run. Only `gate.ts` calls it. */
export function createRunner(parts: RunnerParts): Runner {
  const { catalog, database } = parts;
  const queue = createQueue(parts);
  const running = new Map<string, { digest: string; outcome: Promise<Outcome> }>();
  return { read: runRead, write: runOnce };

  async function runRead(passage: Passage): Promise<Outcome> {
    const { operation } = passage;
    if (operation.kind !== "read") throw new TypeError("not a read");
    const output = await operation.read(passage.input, contextOf(passage, operation, []));
    return { kind: "done", output, replayed: false };
  }

  async function runOnce(passage: Passage, key: IdempotencyKey | undefined): Promise<Outcome> {
    if (!key || (passage.operation as WriteOperation).secretAnswer) return runWrite(passage, undefined);
    const name = `${key.scope}\n${key.key}`;
    const twin = running.get(name);
    if (twin) {
      if (twin.digest !== key.digest) throw keyConflict();
      const outcome = await twin.outcome.catch((failure: unknown) => {
        if (failure instanceof GivenUpError && !passage.call.signal?.aborted) return undefined;
        throw failure;
      });
      if (outcome === undefined) return await runOnce(passage, key);
      return outcome.kind === "done" ? { ...outcome, replayed: true } : outcome;
    }
    const outcome = runKeyed(passage, key);
    running.set(name, { digest: key.digest, outcome });
    try {
      return await outcome;
    } finally {
      running.delete(name);
    }
  }

  async function runKeyed(passage: Passage, key: IdempotencyKey): Promise<Outcome> {
    const earlier = await earlierResult(database.read, key, passage.now);
    if (earlier === undefined) return runWrite(passage, key);
    const operation = passage.operation as WriteOperation;
    const output = await answerOf(operation, JSON.parse(earlier), contextOf(passage, operation, []));
    return { kind: "done", output, replayed: true };
  }

  async function runWrite(passage: Passage, key: IdempotencyKey | undefined): Promise<Outcome> {
    for (let attempt = 0; attempt < plansPerCall; attempt++) {
      const prepared = await prepare(passage);
      const asked = permissionOf(passage, prepared);
      if (asked.level === "requires_authorization")
        return await queue.enqueue(passage, prepared.plan.facts, asked.reason);
      const { unit, effectIds } = unitOf(passage, prepared, key);
      if (passage.call.signal?.aborted) throw new GivenUpError();
      const written = await database.write(unit);
      passage.isAudited = written.ok;
      if (written.ok) return await finish(prepared, effectIds, passage);
      if (written.guard === repeatedRun && key) return await runKeyed(passage, key);
    }
    throw new DeskError("CONFLICT", "Somebody else changed the same record at the same time.", {
      next: "Read the record again, then repeat the call if it is still right.",
    });
  }

  async function prepare(passage: Passage): Promise<Prepared> {
    const operation = passage.operation as WriteOperation;
    const joined: Prepared["joined"] = [];
    const ctx = contextOf(passage, operation, joined);
    const { input } = passage;
    return { operation, input, plan: await operation.plan(input, ctx), joined, ctx };
  }

  /** The strictest of what the operation and its parts ask for; a soft limit is passed with a reason. */
  function permissionOf(passage: Passage, prepared: Prepared): Permission {
    if (passage.principal.authority === "system") return unrestricted;
    const permission = [...prepared.joined, prepared].map(levelOf).reduce(stricter);
    if (permission.level !== "soft_limit" || passage.reasoning?.trim()) return permission;
    throw new DeskError("REASONING_REQUIRED", permission.reason, {
      next: "Repeat the call with `reasoning`: one sentence that says why it is right.",
    });
  }

  function levelOf({ operation, input, plan }: Part): Permission {
    return operation.permission?.levelOf(plan.facts, input, parts.settings()) ?? unrestricted;
  }

  /** Key, statements, events, effects and audit of the operation and its parts: one unit. */
  function unitOf(passage: Passage, prepared: Prepared, key: IdempotencyKey | undefined) {
    const { now } = passage;
    const unit: Statement[] = [];
    const effectIds: string[] = [];
    if (key) unit.push(...keepResult(key, newId("run", now), JSON.stringify(prepared.plan.result), now));
    for (const part of [...prepared.joined, prepared]) {
      unit.push(...part.operation.apply(part.plan.data, prepared.ctx));
      for (const event of part.plan.events ?? [])
        unit.push(...eventStatements(event, newId("evt", now), now));
      for (const effect of part.plan.effects ?? []) {
        const id = newId("out", now);
        effectIds.push(id);
        const key = passage.principal.providerKey;
        const sealedKey = key === undefined ? null : parts.sealKey(key, id);
        unit.push(...outboxStatements(part.operation.name, effect, { id, now, sealedKey }));
      }
    }
    unit.push(...auditStatements(auditEntry(passage, "done")));
    for (const part of prepared.joined) {
      const { input: _input, reasoning: _reasoning, ...line } = auditEntry(passage, "done");
      const child = {
        ...line,
        id: newId("aud", now),
        operation: part.operation.name,
        parentId: passage.auditId,
      };
      unit.push(...auditStatements(child));
    }
    unit.push(...(passage.call.joins ?? []));
    return { unit, effectIds };
  }

  async function finish(prepared: Prepared, effectIds: string[], passage: Passage): Promise<Outcome> {
    const effects = parts.effects();
    const events = [...prepared.joined, prepared].flatMap((part) => part.plan.events ?? []);
    if (events.length > 0) await parts.onEvents(events);
    if (effectIds.length > 0) {
      effects.start(effectIds);
      await effects.settled(effectIds, passage.call.wait ?? 0, passage.call);
    }
    const output = await answerOf(prepared.operation, prepared.plan.result, prepared.ctx);
    return { kind: "done", output, replayed: false };
  }

  async function answerOf(
    operation: WriteOperation,
    result: unknown,
    ctx: OperationContext,
  ): Promise<unknown> {
    return operation.answer ? await operation.answer(result, ctx) : result;
  }

  function contextOf(passage: Passage, operation: Operation, joined: Prepared["joined"]): OperationContext {
    const ctx: OperationContext = {
      db: database.read,
      slow: database.slow,
      now: passage.now,
      newId: (prefix) => newId(prefix, passage.now),
      settings: parts.settings(),
      principal: passage.principal,
      service: (key) => parts.service(key, passage.principal.providerKey),
      async use<T>(name: string, input: unknown): Promise<T> {
        const used = usedOperation(operation, name);
        const parsed = readInput(used, input);
        const inner = contextOf(passage, used, joined);
        if (used.kind === "read") return (await used.read(parsed, inner)) as T;
        const plan = await used.plan(parsed, inner);
        joined.push({ operation: used, input: parsed, plan });
        return plan.result as T;
      },
    };
    return ctx;
  }

  function usedOperation(operation: Operation, name: string): Operation {
    const used = operation.uses.includes(name) ? catalog.get(name) : undefined;
    if (!used) throw new TypeError(`${operation.name} does not declare that it uses ${name}`);
    return used;
  }
}

/** Nobody hears it; the audit says that nothing was done. An equal call that waited for it runs for itself. */
class GivenUpError extends DeskError {
  constructor() {
    super("CONFLICT", "The caller gave up before anything was done.", {
      next: "Nothing was done; call again if it is still wanted.",
    });
  }
}
