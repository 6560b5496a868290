import type { Statement } from "#db/statement.ts";
import { deskRuns } from "#operation/settings-store.ts";
import { digestOf } from "#platform/canonical.ts";
import { newId } from "#platform/ids.ts";
import type { AuditEntry } from "./audit/line.ts";
import { auditStatements } from "./audit/store.ts";
import { type IdempotencyKey, keepResult } from "./idempotency-store.ts";
import { eventStatements, moveEffect, outboxStatements } from "./journal-store.ts";
import { auditEntry, type Passage } from "./passage.ts";
import type { Part, Prepared } from "./prepare.ts";
import type { Standing } from "./rules/standing.ts";
import { isStoppable } from "./stopped.ts";

export interface UnitParts {
  /** Seals a caller's own key for the outbox row `id`. */
  sealKey(key: string, id: string): string;
}

/** What lets the call run, and what commits with it. */
export interface Leave {
  keys: readonly IdempotencyKey[];
  standing: Standing | undefined;
  /** Statements that commit with it, such as that an equal request waits no longer. */
  more: Statement[];
}

/** Key, statements, events, effects and audit of an operation and its parts: one unit, with the effects that begin at once. */
export function unitOf(passage: Passage, prepared: Prepared, leave: Leave, { sealKey }: UnitParts) {
  const { now } = passage;
  const unit: Statement[] = [];
  const effectIds: string[] = [];
  const { keys, standing } = leave;
  const all = [...prepared.joined, prepared];
  const isHeld = (part: Part) =>
    part.requestId !== undefined || isStoppable(part.operation, passage.principal);
  if (all.some(isHeld)) unit.push(deskRuns());
  for (const key of keys)
    unit.push(...keepResult(key, newId("run", now), JSON.stringify(prepared.plan.result), now));
  unit.push(...(standing?.statements ?? []));
  for (const part of all) {
    if (part.key)
      unit.push(...keepResult(part.key, newId("run", now), JSON.stringify(part.plan.result), now));
    const allowedBy = part.requestId ?? standing?.policyId;
    const ctx = allowedBy === undefined ? part.ctx : { ...part.ctx, allowedBy };
    unit.push(...part.operation.apply(part.plan.data, ctx));
    for (const event of part.plan.events ?? []) unit.push(...eventStatements(event, newId("evt", now), now));
    unit.push(...(part.plan.moves ?? []).map(moveEffect));
    for (const effect of part.plan.effects ?? []) {
      const id = newId("out", now);
      if (effect.dueAt === undefined || effect.dueAt <= now) effectIds.push(id);
      const { providerKey } = part.ctx.principal;
      const sealedKey = providerKey === undefined ? null : sealKey(providerKey, id);
      const requestId = part.requestId ?? null;
      unit.push(...outboxStatements(part.operation.name, effect, { id, now, sealedKey, requestId }));
    }
  }
  const line = auditEntry(passage, "done");
  const parts = prepared.joined.map((part) => partLine(part, line, now));
  unit.push(...auditStatements(line, parts));
  unit.push(...leave.more, ...(passage.call.joins ?? []));
  if (prepared.plan.receipt) unit.push(prepared.plan.receipt);
  return { unit, effectIds };
}

/** A part's own line: under the name of its asker, where a person has allowed it. */
function partLine(part: Part, whole: AuditEntry, now: number) {
  const { input: _input, reasoning: _reasoning, ...line } = whole;
  const { user, client, face } = part.ctx.principal;
  const asked = part.requestId === undefined ? {} : { digest: digestOf(part.input) };
  const { name: operation } = part.operation;
  const id = newId("aud", now);
  return { ...line, id, operation, user, client, face, parentId: whole.id, ...asked };
}
