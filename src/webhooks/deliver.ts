import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import type { Catalog } from "#catalog/catalog.ts";
import type { Gate } from "#catalog/gate.ts";
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
} from "#domains/business/webhook-store.ts";
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

  return {
    wake() {
      isAsked = true;
      running ??= run().finally(() => {
        running = undefined;
        if (isAsked) this.wake();
      });
    },
    async idle() {
      await running;
    },
  };

  async function run(): Promise<void> {
    try {
      while (isAsked) {
        isAsked = false;
        const all = await listSubscriptions(database.read);
        const active = all.filter(({ state }) => state === "active");
        if (active.length === 0) continue;
        while ((await readOn(active)) === batch);
        await tryDue(new Map(active.map((row) => [row.id, row])));
      }
    } catch (failure) {
      log.error(
        "Deliveries could not be gone on with; they are taken up in a moment.",
        describeFailure(failure),
      );
    }
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

  /** The event with the ticket as it is now, and the note or the change it tells of; undefined where that is gone. */
  async function bodyOf(event: EventRow): Promise<string | undefined> {
    const operation = catalog.get("ticket.tell");
    if (!operation) throw new TypeError("ticket.tell is not in the catalog");
    const asked = { ticket: event.subject, about: event.about };
    const outcome = await gate.execute(operation, asked, systemPrincipal, { requestId: event.id });
    if (outcome.kind !== "done") throw new TypeError("what happened to a ticket could not be read");
    const data = outcome.output as { ticket: unknown };
    if (data.ticket === null) return undefined;
    return JSON.stringify({ type: event.type, timestamp: new Date(event.at).toISOString(), data });
  }

  async function tryDue(active: ReadonlyMap<string, SubscriptionRow>): Promise<void> {
    const due = await dueDeliveries(database.read, clock.now(), batch);
    for (let at = 0; at < due.length; at += atOnce)
      await Promise.all(
        due.slice(at, at + atOnce).map((row) => tryOnce(row, active.get(row.subscriptionId))),
      );
    if (due.length === batch) isAsked = true;
  }

  async function tryOnce(row: DeliveryRow, subscription: SubscriptionRow | undefined): Promise<void> {
    if (!subscription) return;
    const claimed = await database.write([claimDelivery(row, clock.now() + lease)]);
    if (!claimed.ok || claimed.rows[0]?.length !== 1) return;
    const status = await send(row, subscription);
    const now = clock.now();
    if (status !== null && status >= 200 && status < 300)
      return void (await database.write([
        settleDelivery(row.id, { state: "delivered", lastStatus: status, endedAt: now }),
      ]));
    if (status === 410) {
      log.warning("A subscriber has said that it is no more.", { webhook: subscription.id });
      return void (await database.write([
        settleDelivery(row.id, { state: "dead", lastStatus: status, endedAt: now }),
        ...retireSubscription(subscription.id, now),
      ]));
    }
    const pause = pauses[row.attempts];
    const ended =
      pause === undefined
        ? { state: "dead" as const, lastStatus: status, endedAt: now }
        : { state: "pending" as const, lastStatus: status, endedAt: null, nextAttemptAt: now + pause };
    if (pause === undefined) log.warning("An event could not be delivered.", { delivery: row.id });
    await database.write([settleDelivery(row.id, ended)]);
  }

  /** The status of the answer; null where there was none. */
  async function send({ id, body }: DeliveryRow, subscription: SubscriptionRow): Promise<number | null> {
    const secret = seal.tryOpen("webhook key", subscription.secret, subscription.id);
    if (secret === undefined) {
      log.error("A subscriber's key cannot be opened; it was not told.", { webhook: subscription.id });
      return null;
    }
    const timestamp = String(Math.floor(clock.now() / 1000));
    try {
      const { status } = await fetchPublic(subscription.url, {
        longest: 64 * 1024,
        patience,
        ...parts.reaching,
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": timestamp,
          "webhook-signature": signatureOf(secret, id, timestamp, body),
        },
      });
      return status;
    } catch (failure) {
      if (failure instanceof PublicFetchError) return null;
      throw failure;
    }
  }
}

/** Standard Webhooks 1.0, "Signature scheme". */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function listed(types: string, type: string): boolean {
  return (JSON.parse(types) as string[]).includes(type);
}
