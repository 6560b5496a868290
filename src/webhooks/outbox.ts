import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { Gate } from "#gate/gate.ts";
import { eventStatements } from "#gate/journal-store.ts";
import { settleRequest } from "#gate/queue/store.ts";
import type { Effects } from "#gate/run.ts";
import type { Catalog } from "#operation/catalog.ts";
import type {
  DemandsAt,
  Effect,
  EffectContext,
  EventDraft,
  ServiceKey,
  Settlement,
} from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { UnderWay } from "#operation/under-way.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { createLanes } from "#platform/lanes.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { createInHand } from "./in-hand.ts";
import { createLookUp, firstLookUp } from "./look-up.ts";
import {
  claimEffect,
  cutOffEffects,
  effectsById,
  endEffect,
  hasNotEnded,
  holdEffect,
  intendedEffects,
  isCutOff,
  nameOf,
  type OutboxRow,
  unclaimEffect,
} from "./outbox-store.ts";
import { systemPrincipal } from "./system.ts";

export interface Outbox extends Effects, UnderWay {
  /** At start, alone: what was meant is tried now, what was being tried is marked as in doubt. */
  recover(): Promise<void>;
  /** Begins what was meant and has not begun for a while. */
  resume(): Promise<void>;
  /** Marks what a process's end, or a lost answer of the database's, has cut off as in doubt. */
  doubtCutOff(): Promise<void>;
  /** Asks the services about effects that are in doubt. */
  lookUpUnknown(): Promise<void>;
  /** Lets what is being tried end, and ends what may be ended; begins nothing new. */
  close(): Promise<void>;
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
  /** This process's name among those that share the database. */
  holder: string;
  /** False while others share it. */
  isAlone(): boolean;
}

const concurrency = 16;
/** Of those that take long and wait for others. */
const longConcurrency = 512;
/** Milliseconds after which an effect that has not begun is taken up again. */
const resumeAfter = 10_000;
/** The row is not `intended` any more, or everything is stopped: this try ends without a trace. */
class BegunElsewhere extends Error {
  override name = "BegunElsewhere";
}

/** What the effect demands to begin does not hold: it is run again, to find out what has changed. */
class DemandUnmet extends Error {
  override name = "DemandUnmet";
}

/** How often an effect is run anew because something changed at the very moment it was to begin. */
const runsPerTry = 3;

/**
 * Tries each effect at most once: the row says `intended` until the request's turn has come, `trying`
 * while it is out, and afterwards how it ended. A process that dies before `trying` sends after its next
 * start; one that dies while it tries leaves doubt, never a second try.
 */
export function createOutbox(parts: OutboxParts): Outbox {
  const { catalog, database, clock, metrics } = parts;
  const log = logOf("outbox");
  const lanes = createLanes(concurrency);
  const longLanes = createLanes(longConcurrency);
  const inHand = createInHand();
  const lookUpUnknown = createLookUp({
    ...parts,
    effectOf,
    settle,
    contextOf: (row) => contextFor(row, notBegun),
  });

  return {
    start,
    settled: inHand.settled,
    follow: inHand.follow,
    stop: inHand.stop,
    recover,
    resume,
    doubtCutOff,
    lookUpUnknown,
    async close() {
      inHand.stopAll();
      await Promise.all([lanes.stop(), longLanes.stop()]);
    },
  };

  function start(ids: string[]): void {
    inHand.take(ids);
    void load(ids).catch((failure: unknown) => {
      log.error("Effects could not be started; they are tried at the next start.", describeFailure(failure));
      for (const id of ids) inHand.letGo(id);
    });
  }

  async function load(ids: string[]): Promise<void> {
    for (const row of await effectsById(database.read, ids)) {
      const effect = effectOf(row);
      inHand.name(row.id, row.ref, effect?.stopsWithCaller === true);
      (effect?.isLong ? longLanes : lanes).run(row.lane, () => tryOnce(row));
    }
  }

  async function tryOnce(row: OutboxRow, run = 1): Promise<void> {
    const effect = effectOf(row);
    let isClaimed = false;
    let isBegun = false;
    let isHeld = false;
    const begin = async (demandsAt: DemandsAt = () => []) => {
      // Where it had begun, the service has refused that try: nothing has gone out until it begins again.
      isBegun = false;
      isClaimed = true;
      const take = isHeld ? holdEffect : claimEffect;
      const now = clock.now();
      await claim([...(await demandsAt(now)), take(row.id, parts.holder, now)]);
      isBegun = isHeld = true;
    };
    try {
      if (!effect) throw new TypeError(`${row.operation} has no effect`);
      if (row.sealedKey !== null && keyOf(row) === undefined) return await withoutKey(row, effect);
      const settlement = await effect.run(row.ref, contextFor(row, begin));
      if (settlement) await settle(row, settlement);
    } catch (failure) {
      if (failure instanceof BegunElsewhere || failure instanceof DemandUnmet) {
        if (isHeld) await giveBack(row);
        if (failure instanceof DemandUnmet && run < runsPerTry) await tryOnce(row, run + 1);
        return;
      }
      log.error("An effect failed in a way it should not.", { ...nameOf(row), ...describeFailure(failure) });
      if (isBegun && effect) await doubt(row, effect);
      else if (isClaimed) await giveBack(row);
    } finally {
      if (run === 1) inHand.letGo(row.id);
    }
  }

  /** The answer to the claim was lost: nothing has gone out, so it may be begun again. */
  async function giveBack(row: OutboxRow): Promise<void> {
    await database.write([unclaimEffect(row.id, parts.holder)]).catch((failure: unknown) => {
      log.error("A claim could not be given back.", { ...nameOf(row), ...describeFailure(failure) });
    });
  }

  function keyOf({ sealedKey, id }: OutboxRow): string | undefined {
    return sealedKey === null ? undefined : parts.openKey(sealedKey, id);
  }

  /** The caller's own key cannot be opened any more, and nobody else's is used in its place. */
  async function withoutKey(row: OutboxRow, effect: Effect): Promise<void> {
    log.error("An effect's key cannot be opened; it was not tried.", nameOf(row));
    await settle(row, { state: "failed", unit: effect.lost(row.ref, clock.now()) });
  }

  /** Nobody knows what became of it. A row that cannot be marked now is found `trying` at the next start. */
  async function doubt(row: OutboxRow, effect: Effect): Promise<void> {
    await settle(row, { state: "unknown", unit: effect.lost(row.ref, clock.now()) }).catch(
      (failure: unknown) => {
        log.error("An effect's end could not be recorded.", { ...nameOf(row), ...describeFailure(failure) });
      },
    );
  }

  /** @throws BegunElsewhere, DemandUnmet */
  async function claim(unit: readonly Statement[]): Promise<void> {
    const written = await database.write([...unit]);
    if (!written.ok) throw new DemandUnmet();
    if (written.rows.at(-1)?.length !== 1) throw new BegunElsewhere();
  }

  /** False where a guard did not hold: then somebody else has settled it. */
  async function settle(
    row: OutboxRow,
    settlement: Settlement,
    guards: readonly Statement[] = [],
  ): Promise<boolean> {
    const now = clock.now();
    const { state } = settlement;
    const end = state === "unknown" ? { state, lookUpAt: now + firstLookUp } : ({ state, now } as const);
    const told = [
      ...(settlement.events ?? []),
      ...(row.requestId === null ? [] : [{ type: "authorization.settled", subject: row.requestId }]),
    ];
    const requests = row.requestId === null ? [] : [settleRequest(row.requestId, now)];
    const events = told.flatMap((event) => eventStatements(event, newId("evt", now), now));
    const written = await database.write([
      ...[hasNotEnded(row.id), ...guards, ...settlement.unit, ...events],
      ...[endEffect(row.id, end), ...requests],
    ]);
    if (!written.ok) return false;
    metrics.effects.add(row.operation, state);
    if (told.length > 0) await parts.onEvents(told);
    return true;
  }

  /** Beside other processes nothing: what is meant may be theirs, and the rounds take up what is nobody's. */
  async function recover(): Promise<void> {
    if (!parts.isAlone()) return;
    await doubtCutOff();
    const meant = await intendedEffects(database.read, { now: clock.now() });
    if (meant.length > 0) start(meant);
  }

  async function doubtCutOff(): Promise<void> {
    let doubted = 0;
    for (const row of await cutOffEffects(database.read, parts.holder)) {
      if (inHand.has(row.id)) continue;
      const unit = effectOf(row)?.lost(row.ref, clock.now()) ?? [];
      const isDoubted = await settle(row, { state: "unknown", unit }, [isCutOff(row.id, parts.holder)]);
      if (isDoubted) doubted++;
    }
    if (doubted > 0)
      log.warning("Effects were cut off by a process’s end and are in doubt.", { effects: doubted });
  }

  /** Takes up effects whose time has come, and those that could not begin, such as for a database that was locked. */
  async function resume(): Promise<void> {
    if (parts.settings().get("permissions.stopped")) return;
    const now = clock.now();
    const old = await intendedEffects(database.read, { now, before: now - resumeAfter, limit: 100 });
    const waiting = old.filter((id) => !inHand.has(id));
    if (waiting.length > 0) start(waiting);
  }

  function effectOf(row: OutboxRow): Effect | undefined {
    const operation = catalog.get(row.operation);
    return operation?.kind === "write" ? operation.effect : undefined;
  }

  function contextFor(row: OutboxRow, begin: EffectContext["begin"]): EffectContext {
    return {
      begin,
      db: database.read,
      now: clock.now(),
      triedAt: row.triedAt ?? clock.now(),
      settings: parts.settings(),
      service: (key) => parts.service(key, keyOf(row)),
      emit: (text) => inHand.tell(row.id, text),
      signal: inHand.signalOf(row.id),
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
}

async function notBegun(): Promise<never> {
  throw new TypeError("a look-up begins nothing");
}
