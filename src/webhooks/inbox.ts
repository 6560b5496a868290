import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import { type LateEvent, lateEvent } from "#domains/phone/privacy/erased-numbers.ts";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import type { PhoneEvent } from "#domains/phone/provider-events.ts";
import type { Gate } from "#gate/gate.ts";
import type { Catalog } from "#operation/catalog.ts";
import type { ReadEvent } from "#operation/event-source.ts";
import type { ServiceKey } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { maskCardsInBody } from "#platform/card-numbers.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { createLanes } from "#platform/lanes.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { DeskError } from "#src/errors.ts";
import {
  claimEvents,
  concludeEvent,
  dueEvents,
  eventById,
  type InboundEvent,
  insertEvent,
  isUnprocessed,
  type ListedEvent,
  listEvents,
  postponeEvent,
  removeEvent,
  renewEvent,
} from "./inbox-store.ts";
import type { HouseEvent, Sources } from "./sources.ts";
import { systemPrincipal } from "./system.ts";

/** An event as it arrived, verified. */
export interface Arrival {
  source: string;
  eventId: string;
  type: string;
  raw: string;
}

export interface Inbox {
  /** Stores the event and answers once it is durable; false when it was there already. Processing follows. */
  receive(arrival: Arrival): Promise<boolean>;
  /** Takes up what is due: left from before a stop, or to be tried again. */
  resume(): Promise<void>;
  list(filter: { state?: string | undefined; limit: number }): Promise<ListedEvent[]>;
  /** Processes an event again, whatever became of it. @throws DeskError NOT_FOUND */
  replay(id: string): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface InboxParts {
  catalog: Catalog;
  database: Database;
  gate: Gate;
  clock: Clock;
  metrics: Metrics;
  phone: PhoneProviders;
  sources: Sources;
  settings(): Settings;
  service<T>(key: ServiceKey<T>): T;
  /** This process's name among those that share the database. */
  holder: string;
}

const concurrency = 8;
/** Kinds of events that may not say when they were: replayed, they are of when they were heard first. */
const isTimed: ReadonlySet<string> = new Set(["message", "call", "wish"]);

/** Pauses before another try, in milliseconds; after the last the event is `failed` and stays visible. */
const pauses = [1000, 5000, 30_000, 300_000, 3_600_000];

/** Events from outside: stored raw first, then processed by a job; the same event is processed once. */
export function createInbox(parts: InboxParts): Inbox {
  const { database, clock, metrics } = parts;
  const log = logOf("inbox");
  const lanes = createLanes(concurrency);
  const queued = new Set<string>();

  return {
    receive,
    resume,
    list: (filter) => listEvents(database.read, filter),
    replay,
    idle: () => lanes.idle(),
    stop: () => lanes.stop(),
  };

  async function receive(given: Arrival): Promise<boolean> {
    const now = clock.now();
    // What a card is paid with is never kept, not even for as long as an event is.
    const arrival = { ...given, raw: maskCardsInBody(given.raw) };
    const reading = read(arrival);
    // What comes late of somebody who has been erased since is not kept, not even as it came.
    const late = await lateOf(arrival.source, reading.parsed, now);
    if (late) {
      await keepItsStop(late);
      metrics.webhooks.add(arrival.source, "erased");
      return false;
    }
    // What nothing follows from is stored as what it is: there is no second commit to say so.
    const state = reading.parsed ? endOf(reading.parsed) : "received";
    const row: InboundEvent = {
      ...arrival,
      id: newId("evt", now),
      state,
      attempts: 0,
      errorCode: null,
      nextAttemptAt: null,
      receivedAt: now,
      processedAt: state === "received" ? null : now,
      holder: state === "received" ? parts.holder : null,
    };
    const written = await database.write([insertEvent({ ...row })]);
    const isNew = written.ok && written.rows[0]?.length === 1;
    metrics.webhooks.add(arrival.source, isNew ? "stored" : "repeated");
    if (!isNew) return false;
    if (state === "received") enqueue(row, reading);
    else tellOf(row, state);
    return true;
  }

  async function lateOf(
    source: string,
    parsed: ReadEvent<HouseEvent> | undefined,
    heardAt: number,
  ): Promise<LateEvent | undefined> {
    const event = parsed?.known && parts.phone.get(source) ? parsed.event : undefined;
    if (!event) return undefined;
    const { service } = parts;
    return await lateEvent(source, event as PhoneEvent, {
      ...{ db: database.read, service, heardAt, settings: parts.settings() },
    });
  }

  async function keepItsStop({ hash, isStop }: LateEvent): Promise<void> {
    if (!isStop || hash === undefined) return;
    const operation = parts.catalog.get("stop.keep");
    if (!operation) throw new TypeError("stop.keep is not in the catalog");
    const call = { requestId: "inbox" };
    const outcome = await parts.gate.execute(operation, { hash }, systemPrincipal, call);
    if (outcome.kind === "refused") throw outcome.error;
  }

  /** What an event says, or why it could not be read: what fails at one must not keep it from being stored. */
  function read({ source, raw, type }: Pick<Arrival, "source" | "raw" | "type">): {
    parsed?: ReadEvent<HouseEvent>;
    failure?: unknown;
  } {
    try {
      const parsed = parts.sources.get(source)?.parse(raw, type);
      return parsed ? { parsed } : {};
    } catch (failure) {
      return { failure };
    }
  }

  async function resume(): Promise<void> {
    const which = { sources: parts.sources.names(), self: parts.holder };
    const due = (await dueEvents(database.read, clock.now(), which)).filter(({ id }) => !queued.has(id));
    const mine = await claimed(due.map(({ id }) => id));
    for (const row of due) if (mine.has(row.id)) enqueue(row);
  }

  /** Alone every event is this process's. */
  async function claimed(ids: readonly string[]): Promise<ReadonlySet<unknown>> {
    if (database.kind === "local" || ids.length === 0) return new Set(ids);
    const written = await database.write([claimEvents(ids, parts.holder)]);
    return new Set(written.ok ? written.rows[0]?.flat() : []);
  }

  function enqueue(row: InboundEvent, { parsed, failure } = read(row)): void {
    if (queued.has(row.id)) return;
    if (failure !== undefined) void tryLater(row, failure);
    if (!parsed) return;
    queued.add(row.id);
    const lane = parsed.known ? laneOf(parsed.event) : row.id;
    lanes.run(lane, async () => {
      await processOnce(row, parsed).finally(() => queued.delete(row.id));
    });
  }

  async function processOnce(row: InboundEvent, parsed: ReadEvent<HouseEvent>): Promise<void> {
    try {
      const state = endOf(parsed);
      const late = await lateOf(row.source, parsed, row.receivedAt);
      if (late) {
        await keepItsStop(late);
        await database.write([removeEvent(row.id)]);
      } else if (parsed.known && parsed.event) await record(row, parsed.event);
      else if (state !== "received") await conclude(row, state);
    } catch (failure) {
      await tryLater(row, failure);
    }
  }

  async function tryLater(row: InboundEvent, failure: unknown): Promise<void> {
    await postpone(row, failure).catch((second: unknown) => {
      log.error("An event's failure could not be recorded; it is tried again.", {
        event: row.id,
        ...describeFailure(second),
      });
    });
  }

  /** The operation's unit carries "this event is processed", so both happen or neither. */
  async function record(row: InboundEvent, event: HouseEvent): Promise<void> {
    const operation = parts.catalog.get(`${event.kind}.record`);
    if (!operation) throw new TypeError(`no operation records a ${event.kind}`);
    const heard = isTimed.has(event.kind) ? { heardAt: row.receivedAt } : {};
    const given = { provider: row.source, ...event, ...heard };
    const outcome = await parts.gate.execute(operation, given, systemPrincipal, {
      requestId: row.id,
      joins: [isUnprocessed({ id: row.id }), concluded(row.id, "processed")],
    });
    if (outcome.kind === "refused") throw outcome.error;
    metrics.webhooks.add(row.source, "processed");
  }

  async function conclude(row: InboundEvent, state: "processed" | "unrecognized"): Promise<void> {
    await database.write([concluded(row.id, state)]);
    tellOf(row, state);
  }

  function tellOf(row: InboundEvent, state: "processed" | "unrecognized"): void {
    metrics.webhooks.add(row.source, state);
    if (state === "unrecognized")
      log.warning("An event of an unknown shape was kept.", { event: row.id, source: row.source });
  }

  function concluded(id: string, state: "processed" | "unrecognized"): Statement {
    return concludeEvent({ id, state, processedAt: clock.now() });
  }

  async function postpone(row: InboundEvent, failure: unknown): Promise<void> {
    const pause = pauses[row.attempts];
    const code = failure instanceof DeskError ? failure.code : "INTERNAL";
    if (!(failure instanceof DeskError))
      log.error("An event could not be processed.", { event: row.id, ...describeFailure(failure) });
    const set = {
      state: pause === undefined ? ("failed" as const) : ("retrying" as const),
      attempts: row.attempts + 1,
      errorCode: code,
      nextAttemptAt: pause === undefined ? null : clock.now() + pause,
    };
    await database.write([postponeEvent(row.id, set)]);
    metrics.webhooks.add(row.source, set.state);
  }

  async function replay(id: string): Promise<void> {
    await database.write([renewEvent(id)]);
    const row = await eventById(database.read, id);
    if (!row)
      throw new DeskError("NOT_FOUND", "There is no event with that id.", {
        next: "See: frontdesk events list",
      });
    enqueue(row);
  }
}

/** The state of an event that nothing follows from; `received` where something does. */
function endOf(parsed: ReadEvent<HouseEvent>): "received" | "processed" | "unrecognized" {
  if (!parsed.known) return "unrecognized";
  return parsed.event ? "received" : "processed";
}

/** Events about one number, or one call's transcript or recording, are processed in turn. */
function laneOf(event: HouseEvent | undefined): string {
  if (!event) return "";
  if (event.kind === "transcript" || event.kind === "recording") return event.providerCallId;
  if (event.kind === "wish") return `message:${event.phone}`;
  return `${event.kind}:${("peer" in event && event.peer) || event.providerId}`;
}
