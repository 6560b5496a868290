import type { Database } from "#db/client.ts";
import { allCalendars, type CalendarRow } from "#domains/office/calendars/calendar-store.ts";
import { type CalendarEvent, readCalendar } from "#domains/office/calendars/ics-reading.ts";
import type { CalendarReading } from "#domains/office/calendars/reading.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { fetchPublic, PublicFetchError, type PublicFetchOptions } from "#platform/public-fetch.ts";
import type { Seal } from "#platform/seal.ts";
import { systemPrincipal } from "#webhooks/system.ts";

const day = 86_400_000;
/** How much of a calendar is read, in days, and in bytes at most. */
const [back, ahead] = [2, 400];
const longest = 5_000_000;
/** How long one calendar is waited for, in milliseconds: a booking waits with it. */
const patience = 6000;
/** How often each is read by itself, in milliseconds. */
const usually = 30 * 60_000;

export interface CalendarRounds extends CalendarReading {
  /** Reads what has not been read for a while. */
  readCalendars(): Promise<void>;
}

/** Reads calendars elsewhere: each at most once at a time, and what one says is written down by the gate. */
export function createCalendarReading(parts: {
  gate: Gate;
  database: Database;
  clock: Clock;
  seal: Seal;
  settings(): Settings;
  operation(name: string): Operation;
  reaching?: Pick<PublicFetchOptions, "allowLoopback" | "resolve"> | undefined;
}): CalendarRounds {
  const { gate, database, clock, seal, settings, operation, reaching = {} } = parts;
  const log = logOf("calendars");
  const underWay = new Map<string, Promise<void>>();

  return {
    async readAgain(rows) {
      await Promise.all(rows.map(once));
    },
    async readCalendars() {
      const due = clock.now() - usually;
      for (const row of await allCalendars(database.read)) if ((row.triedAt ?? 0) < due) await once(row);
    },
  };

  async function once(row: CalendarRow): Promise<void> {
    const known = underWay.get(row.id) ?? read(row).finally(() => underWay.delete(row.id));
    underWay.set(row.id, known);
    await known;
  }

  async function read(row: CalendarRow): Promise<void> {
    const found = await eventsOf(row);
    const said =
      typeof found === "string" ? { events: null, problem: found } : { events: found, problem: null };
    const outcome = await gate.execute(
      operation("calendar.record"),
      { id: row.id, ...said },
      systemPrincipal,
      {
        requestId: "calendars",
      },
    );
    if (outcome.kind === "refused")
      log.warning("A calendar could not be kept.", { code: outcome.error.code });
  }

  /** What it says, or why it could not be read, in our own words. */
  async function eventsOf({ id, address: sealed }: CalendarRow): Promise<CalendarEvent[] | string> {
    const address = seal.tryOpen("calendar", sealed, id);
    if (address === undefined) return "Its address cannot be read any more: add it again.";
    try {
      const headers = { accept: "text/calendar" };
      const answer = await fetchPublic(address, { longest, patience, headers, ...reaching });
      if (answer.status !== 200) return `It answered ${answer.status}.`;
      const now = clock.now();
      const zone = settings().get("business.zone");
      return await readCalendar(answer.text, { zone, from: now - back * day, until: now + ahead * day });
    } catch (failure) {
      if (failure instanceof PublicFetchError) return failure.message;
      log.debug("A calendar is none.", describeFailure(failure));
      return "What it answered is no calendar.";
    }
  }
}
