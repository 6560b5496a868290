import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import type { Database } from "#db/client.ts";
import {
  claimDelivery,
  type DeliveryRow,
  dueDeliveries,
  insertDelivery,
  listSubscriptions,
  retireSubscription,
  type SubscriptionRow,
  settleDelivery,
  subscriberFailed,
  subscriberTook,
} from "#domains/business/webhook-store.ts";
import type { Gate } from "#gate/gate.ts";
import type { Catalog } from "#operation/catalog.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { fetchPublic, PublicFetchError, type PublicFetchOptions } from "#platform/public-fetch.ts";
import type { Seal } from "#platform/seal.ts";
import { cursorOf, type EventRow, markEvents, nextEvents } from "./event-store.ts";
import { systemPrincipal } from "./system.ts";

export interface Deliverer {
  /** Reads on from the last event, and tries what is due; once at a time. */
  wake(): void;
  idle(): Promise<void>;
  /** Begins nothing more, and waits for what is out: fifteen seconds at most. */
  stop(): Promise<void>;
}

export interface DelivererParts {
  catalog: Catalog;
  database: Database;
  gate: Gate;
  clock: Clock;
  seal: Seal;
  /** What a test changes about reaching addresses. */
  reaching?: Partial<Pick<PublicFetchOptions, "allowLoopback" | "resolve" | "patience">>;
}

const cursorName = "deliveries";
const batch = 100;
const atOnce = 8;
const minute = 60_000;
const hour = 60 * minute;
/** Pauses after each try, about three days in all; after the last the delivery is dead, and stays visible. */
const pauses = [
  5000,
  30_000,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  24 * hour,
];
/** How long a try may take, and how long nobody else takes the row up meanwhile. */
const patience = 15_000;
const lease = 2 * minute;

/**
 * Tells subscribers of what happened: each event becomes a row for each address before anybody is asked, and is
 * tried until it is taken (Standard Webhooks: the same id and body at each try). Addresses of this network are never
 * asked. 410 ends a subscription.
 */
export function createDeliverer(parts: DelivererParts): Deliverer {
  const { catalog, database, gate, clock, seal } = parts;
  const log = logOf("deliver");
  let running: Promise<void> | undefined;
  let isAsked = false;
  let isStopping = false;
  /** What is under way for each subscriber, and for whom there is more since. */
  const lanes = new Map<string, Promise<void>>();
  const askedAgain = new Set<string>();

  return {
    wake() {
      isAsked = true;
      running ??= run().finally(() => {
        running = undefined;
        if (isAsked && !isStopping) this.wake();
      });
    },
    async stop() {
      isStopping = true;
      await this.idle();
    },
    async idle() {
      while (running || lanes.size > 0) await Promise.all([running, ...lanes.values()]);
    },
  };

  async function run(): Promise<void> {
    try {
      while (isAsked && !isStopping) {
        isAsked = false;
        const all = await listSubscriptions(database.read);
        const active = all.filter(({ state }) => state === "active");
        if (active.length === 0) continue;
        while ((await readOn(active)) === batch);
        for (const subscription of active) tell(subscription);
      }
    } catch (failure) {
      logFailure(failure);
    }
  }

  function logFailure(failure: unknown): void {
    log.error(
      "Deliveries could not be gone on with; they are taken up in a moment.",
      describeFailure(failure),
    );
  }

  /** Each subscriber is told by itself: one that does not answer holds up nobody else. */
  function tell(subscription: SubscriptionRow): void {
    const { id } = subscription;
    if (lanes.has(id)) {
      askedAgain.add(id);
      return;
    }
    const lane = tryDue(subscription)
      .catch(logFailure)
      .finally(() => {
        lanes.delete(id);
        if (askedAgain.delete(id) && !isStopping) tell(subscription);
      });
    lanes.set(id, lane);
  }

  /** Each new event becomes a row for every address that wants it, in the unit that moves the cursor. */
  async function readOn(active: readonly SubscriptionRow[]): Promise<number> {
    const seq = await cursorOf(database.read, cursorName);
    const since = Math.min(...active.map(({ createdAt }) => createdAt));
    const found = await nextEvents(database.read, { seq, since, limit: batch });
    const last = found.at(-1);
    if (!last) return 0;
    const now = clock.now();
    const rows = [];
    for (const event of found) {
      const wanting = active.filter(
        ({ types, createdAt }) => createdAt <= event.at && listed(types, event.type),
      );
      if (wanting.length === 0) continue;
      const body = await bodyOf(event);
      if (body === undefined) continue;
      for (const { id } of wanting)
        rows.push(
          insertDelivery({
            id: newId("dlv", now),
            subscriptionId: id,
            eventId: event.id,
            type: event.type,
            body,
            state: "pending",
            nextAttemptAt: now,
            createdAt: now,
          }),
        );
    }
    await database.write([...rows, markEvents({ name: cursorName, seq: last.seq })]);
    return found.length;
  }

  /** The event with what it is about as it is now, and what has just happened to it; undefined where that is gone. */
  async function bodyOf(event: EventRow): Promise<string | undefined> {
    const isTicket = event.type.startsWith("ticket.");
    const name = isTicket ? "ticket.tell" : "money.tell";
    const operation = catalog.get(name);
    if (!operation) throw new TypeError(`${name} is not in the catalog`);
    const asked = isTicket
      ? { ticket: event.subject, about: event.about }
      : { type: event.type, id: event.subject };
    const outcome = await gate.execute(operation, asked, systemPrincipal, { requestId: event.id });
    if (outcome.kind !== "done") throw new TypeError("what an event is about could not be read");
    const data = outcome.output as Record<string, unknown>;
    if (Object.values(data)[0] === null) return undefined;
    return JSON.stringify({ type: event.type, timestamp: new Date(event.at).toISOString(), data });
  }

  async function tryDue(subscription: SubscriptionRow): Promise<void> {
    for (;;) {
      const now = clock.now();
      const due = await dueDeliveries(database.read, { subscription: subscription.id, now, limit: atOnce });
      const tries = await Promise.all(due.map((row) => tryOnce(row, subscription)));
      if (due.length < atOnce || tries.includes("gone") || isStopping) return;
    }
  }

  async function tryOnce(row: DeliveryRow, subscription: SubscriptionRow): Promise<"gone" | undefined> {
    const { id } = subscription;
    const claimed = await database.write([claimDelivery(row, clock.now() + lease)]);
    if (!claimed.ok || claimed.rows[0]?.length !== 1) return undefined;
    const { status, problem } = await send(row, subscription);
    const now = clock.now();
    if (problem === undefined) {
      const taken = settleDelivery(row.id, { state: "delivered", lastStatus: status, endedAt: now });
      await database.write([taken, subscriberTook(id, now)]);
      return undefined;
    }
    if (status === 410) {
      log.warning("A subscriber has said that it is no more.", { webhook: id });
      const dead = settleDelivery(row.id, { state: "dead", lastStatus: status, endedAt: now });
      await database.write([dead, ...retireSubscription(id, now)]);
      return "gone";
    }
    const pause = pauses[row.attempts];
    log.warning("A subscriber has not taken an event.", {
      ...{ webhook: id, delivery: row.id, problem },
      isLast: pause === undefined,
    });
    const ended =
      pause === undefined
        ? { state: "dead" as const, lastStatus: status, endedAt: now }
        : { state: "pending" as const, lastStatus: status, endedAt: null, nextAttemptAt: now + pause };
    await database.write([settleDelivery(row.id, ended), subscriberFailed(id, problem, now)]);
    return undefined;
  }

  /** The status of the answer, null where there was none; and why it was not taken, where it was not. */
  async function send({ id, body }: DeliveryRow, subscription: SubscriptionRow): Promise<Sent> {
    const secret = seal.tryOpen("webhook key", subscription.secret, subscription.id);
    if (secret === undefined) return { status: null, problem: "Its signing key cannot be opened here." };
    const timestamp = String(Math.floor(clock.now() / 1000));
    try {
      const { status } = await fetchPublic(subscription.url, {
        longest: 0,
        patience,
        ...parts.reaching,
        statusAlone: true,
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": timestamp,
          "webhook-signature": signatureOf(secret, id, timestamp, body),
        },
      });
      const isTaken = status >= 200 && status < 300;
      return { status, problem: isTaken ? undefined : `It answered ${status}.` };
    } catch (failure) {
      if (failure instanceof PublicFetchError) return { status: null, problem: failure.message };
      throw failure;
    }
  }
}

interface Sent {
  status: number | null;
  problem: string | undefined;
}

/** Standard Webhooks 1.0, "Signature scheme". */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function listed(types: string, type: string): boolean {
  return (JSON.parse(types) as string[]).includes(type);
}
