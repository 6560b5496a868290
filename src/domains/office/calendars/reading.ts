import type { ServiceKey } from "#operation/operation.ts";
import type { CalendarRow } from "./calendar-store.ts";

/** Reads calendars elsewhere over the network, and has what they say written down. */
export interface CalendarReading {
  /** Waits for them, but not for long: one that does not answer keeps what it said before. */
  readAgain(rows: readonly CalendarRow[]): Promise<void>;
}

export const calendarReading: ServiceKey<CalendarReading> = { name: "calendar reading" };
