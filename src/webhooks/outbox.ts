import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { builder, type Database } from "#db/client.ts";
import { outbox } from "#db/schema/journal.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { Gate } from "#gate/gate.ts";
import { eventStatements } from "#gate/journal-store.ts";
import { settleRequest } from "#gate/queue/store.ts";
import type { Effects } from "#gate/run.ts";
import type { Catalog } from "#operation/catalog.ts";
import type { Effect, EffectContext, EventDraft, ServiceKey, Settlement } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { deskIsRunning } from "#operation/settings-store.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { createLanes } from "#platform/lanes.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { systemPrincipal } from "./system.ts";

export interface Outbox extends Effects {
  /** At start: what was meant is tried now, what was being tried is marked as in doubt. */
  recover(): Promise<void>;
  /** Begins what was meant and has not begun for a while. */
  resume(): Promise<void>;
  /** Asks the services about effects that ended in doubt. */
  lookUpUnknown(): Promise<void>;
  /** Lets what is being tried end; begins nothing new. */
  stop(): Promise<void>;
}

export interface OutboxParts {
  catalog: Catalog;
  database: Database;
  gate: Gate;
  clock: Clock;
  metrics: Metrics;
  settings(): Settings;
  service<T>(key: ServiceKey<T>, providerKey?: string): T;
  /** Opens what `sealKey` sealed for the row. */
  openKey(sealed: string, id: string): string | undefined;
  onEvents(events: readonly EventDraft[]): Promise<void>;
}

type Row = typeof outbox.$inferSelect;

const concurrency = 16;
/** Milliseconds after which an effect that has not begun is taken up again. */
const resumeAfter = 30_000;
/** Pauses before an effect in doubt is looked up again: 15 s, 1, 5, 30 minutes, then 2 hours, and no more. */
const lookupPauses = [15_000, 60_000, 300_000, 1_800_000, 7_200_000];

/** The row is not `intended` any more, or everything is stopped: this try ends without a trace. */
class BegunElsewhere extends Error {
  override name = "BegunElsewhere";
}

/**
 * Tries each effect at most once: the row says `intended` until the request's turn has come, `trying`
 * while it is out, and afterwards how it ended. A process that dies before `trying` sends after its next
 * start; one that dies while it tries leaves doubt, never a second try.
 */
export function createOutbox(parts: OutboxParts): Outbox {
  const { catalog, database, clock, metrics } = parts;
  const log = logOf("outbox");
  const lanes = createLanes(concurrency);
  const waiters = new Map<string, (() => void)[]>();
  const running = new Set<string>();

  return {
    start,
    async settled(ids, milliseconds, { signal, onProgress } = {}) {
      let ended = ids.filter((id) => !running.has(id)).length;
      if (ended > 0) onProgress?.(ended, ids.length);
      let isHeard = true;
      const waited = ids
        .filter((id) => running.has(id))
        .map(async (id) => {
          await untilEnded(id);
          ended++;
          if (isHeard) onProgress?.(ended, ids.length);
        });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
        if (signal?.aborted) resolve();
        else signal?.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([Promise.all(waited), patience]);
      isHeard = false;
      clearTimeout(timer);
    },
    recover,
    resume,
    lookUpUnknown,
    stop: () => lanes.stop(),
  };

  function start(ids: string[]): void {
    for (const id of ids) running.add(id);
    void load(ids).catch((failure: unknown) => {
      log.error("Effects could not be started; they are tried at the next start.", describeFailure(failure));
      for (const id of ids) ended(id);
    });
  }

  async function load(ids: string[]): Promise<void> {
    const rows = await database.read.select().from(outbox).where(inArray(outbox.id, ids));
    for (const row of rows) lanes.run(row.lane, () => tryOnce(row));
  }

  async function tryOnce(row: Row): Promise<void> {
    const effect = effectOf(row);
    let isBegun = false;
    const begin = async () => {
      await claim(row);
      isBegun = true;
    };
    try {
      if (!effect) throw new TypeError(`${row.operation} has no effect`);
      if (row.sealedKey !== null && keyOf(row) === undefined) return await withoutKey(row, effect);
      await settle(row, await effect.run(row.ref, contextFor(row, begin)));
    } catch (failure) {
      if (failure instanceof BegunElsewhere) return;
      log.error("An effect failed in a way it should not.", { ...nameOf(row), ...describeFailure(failure) });
      if (isBegun && effect) await doubt(row, effect);
    } finally {
      ended(row.id);
    }
  }

  function keyOf({ sealedKey, id }: Row): string | undefined {
    return sealedKey === null ? undefined : parts.openKey(sealedKey, id);
  }

  /** The caller's own key cannot be opened any more, and nobody else's is used in its place. */
  async function withoutKey(row: Row, effect: Effect): Promise<void> {
    log.error("An effect's key cannot be opened; it was not tried.", nameOf(row));
    await settle(row, { state: "failed", unit: effect.lost(row.ref, clock.now()) });
  }

  /** Nobody knows what became of it. A row that cannot be marked now is found `trying` at the next start. */
  async function doubt(row: Row, effect: Effect): Promise<void> {
    await settle(row, { state: "unknown", unit: effect.lost(row.ref, clock.now()) }).catch(
      (failure: unknown) => {
        log.error("An effect's end could not be recorded.", { ...nameOf(row), ...describeFailure(failure) });
      },
    );
  }

  /** One `UPDATE … RETURNING`: whoever gets the row back is the one that tries. @throws BegunElsewhere */
  async function claim(row: Row): Promise<void> {
    const update = builder
      .update(outbox)
      .set({ state: "trying", triedAt: clock.now() })
      .where(and(eq(outbox.id, row.id), eq(outbox.state, "intended"), deskIsRunning))
      .returning({ id: outbox.id });
    const written = await database.write([statement(update)]);
    if (!written.ok || written.rows[0]?.length !== 1) throw new BegunElsewhere();
  }

  async function settle(row: Row, settlement: Settlement): Promise<void> {
    const now = clock.now();
    const doubt = settlement.state === "unknown";
    const end = builder
      .update(outbox)
      .set({
        state: settlement.state,
        endedAt: doubt ? null : now,
        ...(doubt ? {} : { sealedKey: null }),
        nextLookupAt: doubt ? now + (lookupPauses[0] ?? 0) : null,
      })
      .where(eq(outbox.id, row.id));
    const requests = row.requestId === null ? [] : [settleRequest(row.requestId, now)];
    const events = (settlement.events ?? []).flatMap((event) =>
      eventStatements(event, newId("evt", now), now),
    );
    await database.write([...settlement.unit, ...events, statement(end), ...requests]);
    metrics.effects.inc({ operation: row.operation, state: settlement.state });
    const told = [
      ...(settlement.events ?? []),
      ...(row.requestId === null ? [] : [{ type: "authorization.settled", subject: row.requestId }]),
    ];
    if (told.length > 0) await parts.onEvents(told);
  }

  async function recover(): Promise<void> {
    const now = clock.now();
    const left = await database.read.select().from(outbox).where(eq(outbox.state, "trying"));
    for (const row of left) {
      await settle(row, { state: "unknown", unit: effectOf(row)?.lost(row.ref, now) ?? [] });
    }
    const meant = await database.read
      .select({ id: outbox.id })
      .from(outbox)
      .where(eq(outbox.state, "intended"));
    if (left.length > 0)
      log.warning("Effects were cut off by the last stop and are in doubt.", { effects: left.length });
    if (meant.length > 0) start(meant.map((row) => row.id));
  }

  async function lookUpUnknown(): Promise<void> {
    const due = await database.read
      .select()
      .from(outbox)
      .where(and(eq(outbox.state, "unknown"), lte(outbox.nextLookupAt, clock.now())))
      .limit(50);
    for (const row of due) await lookUp(row);
  }

  async function lookUp(row: Row): Promise<void> {
    const effect = effectOf(row);
    const settlement = await effect
      ?.lookUp?.(row.ref, contextFor(row, notBegun))
      .catch((failure: unknown) => {
        log.warning("A look-up failed; it is tried again.", {
          ...nameOf(row),
          ...describeFailure(failure),
        });
        return undefined;
      });
    if (settlement) return await settle(row, settlement);
    const pause = lookupPauses[row.lookups + 1];
    const given = pause === undefined ? (effect?.gaveUp?.(row.ref, clock.now()) ?? []) : [];
    const next: Statement = statement(
      builder
        .update(outbox)
        .set({
          lookups: sql`${outbox.lookups} + 1`,
          nextLookupAt: pause === undefined ? null : clock.now() + pause,
          ...(pause === undefined ? { sealedKey: null } : {}),
        })
        .where(eq(outbox.id, row.id)),
    );
    await database.write([...given, next]);
  }

  /** Takes up effects that could not begin, such as for a database that was locked at that moment. */
  async function resume(): Promise<void> {
    if (parts.settings().get("permissions.stopped")) return;
    const old = lte(outbox.createdAt, clock.now() - resumeAfter);
    const rows = await database.read
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(eq(outbox.state, "intended"), old))
      .limit(100);
    const waiting = rows.map((row) => row.id).filter((id) => !running.has(id));
    if (waiting.length > 0) start(waiting);
  }

  function effectOf(row: Row): Effect | undefined {
    const operation = catalog.get(row.operation);
    return operation?.kind === "write" ? operation.effect : undefined;
  }

  function contextFor(row: Row, begin: () => Promise<void>): EffectContext {
    return {
      begin,
      db: database.read,
      now: clock.now(),
      triedAt: row.triedAt ?? clock.now(),
      settings: parts.settings(),
      service: (key) => parts.service(key, keyOf(row)),
      async read<T>(name: string, input: unknown): Promise<T> {
        const used = catalog.get(row.operation)?.uses.includes(name) ? catalog.get(name) : undefined;
        if (used?.kind !== "read")
          throw new TypeError(`${row.operation} does not declare that it reads ${name}`);
        const outcome = await parts.gate.execute(used, input, systemPrincipal, { requestId: row.id });
        if (outcome.kind === "done") return outcome.output as T;
        throw outcome.kind === "refused" ? outcome.error : new TypeError("a read waited for a person");
      },
    };
  }

  function untilEnded(id: string): Promise<void> {
    return new Promise((resolve) => {
      waiters.set(id, [...(waiters.get(id) ?? []), resolve]);
    });
  }

  function ended(id: string): void {
    running.delete(id);
    for (const tell of waiters.get(id) ?? []) tell();
    waiters.delete(id);
  }
}

function nameOf(row: Row): { operation: string; effect: string } {
  return { operation: row.operation, effect: row.id };
}

async function notBegun(): Promise<never> {
  throw new TypeError("a look-up begins nothing");
}
