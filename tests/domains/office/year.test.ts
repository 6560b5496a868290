import { expect, test } from "bun:test";
import { everyDay, openOffice } from "./office.ts";

/**
 * What clocks show in five places from December 2026 to November 2027: minutes ahead of UTC from an instant on. Written
 * down from the announcements of these places, and reckoned with below by hand: no zone library is asked.
 */
const places: Record<string, [from: string, ahead: number][]> = {
  "America/Chicago": [
    ["2026-11-01T07:00Z", -360],
    ["2027-03-14T08:00Z", -300],
    ["2027-11-07T07:00Z", -360],
  ],
  // British Columbia stays on its summer time since 2026.
  "America/Vancouver": [["2026-03-08T10:00Z", -420]],
  "Europe/London": [
    ["2026-10-25T01:00Z", 0],
    ["2027-03-28T01:00Z", 60],
    ["2027-10-31T01:00Z", 0],
  ],
  "Australia/Lord_Howe": [
    ["2026-10-03T15:30Z", 660],
    ["2027-04-03T15:00Z", 630],
    ["2027-10-02T15:30Z", 660],
  ],
  "America/Santiago": [
    ["2026-09-06T04:00Z", -180],
    ["2027-04-04T03:00Z", -240],
    ["2027-09-05T04:00Z", -180],
  ],
};

const day = 86_400_000;

/** Every instant at which clocks there show it. */
function instants(place: string, date: string, minute: number): number[] {
  const changes = places[place] ?? [];
  const wall = Date.parse(`${date}T00:00Z`) + minute * 60_000;
  return changes.flatMap(([from, ahead], at) => {
    const instant = wall - ahead * 60_000;
    const next = changes[at + 1];
    const isThen = instant >= Date.parse(from) && (next === undefined || instant < Date.parse(next[0]));
    return isThen ? [instant] : [];
  });
}

/** Times to ask for: one on every tenth day of a year, and each half hour of the nights in which clocks are changed. */
function wishes(place: string): [date: string, minute: number][] {
  const first = Date.parse("2026-12-01T00:00Z");
  const found: [string, number][] = [];
  for (let n = 0; n < 340; n += 10)
    found.push([new Date(first + n * day).toISOString().slice(0, 10), ((n * 75) % 90) * 15]);
  for (const [from, ahead] of places[place] ?? []) {
    const changed = Date.parse(from) + ahead * 60_000;
    if (changed < first + 2 * day || changed > first + 345 * day) continue;
    const date = new Date(changed).toISOString().slice(0, 10);
    for (const minute of [0, 30, 60, 90, 120, 150, 180, 240, 1380, 1410]) found.push([date, minute]);
    for (const minute of [1380, 1410])
      found.push([new Date(Date.parse(`${date}T00:00Z`) - day).toISOString().slice(0, 10), minute]);
  }
  return found;
}

test.each(Object.keys(places))(
  "a year of bookings in %s is when an independent reckoning has it",
  async (place) => {
    const o = await openOffice({
      zone: place,
      at: Date.UTC(2026, 10, 29, 12),
      hours: everyDay("00:00", "23:59"),
      settings: { "limits.writes_per_minute": 10_000, "office.ahead_days": 400 },
    });
    const guest = await o.customer("Guest");
    const told = { none: 0, one: 0, two: 0 };
    for (const [date, minute] of wishes(place)) {
      const expected = instants(place, date, minute);
      const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
      const { status, body } = await o.t.tool(
        "schedule_appointment",
        {
          customer_identifier: guest,
          requested_date: date,
          requested_time: time,
          duration_estimate_minutes: 15,
        },
        o.token,
      );
      if (expected.length === 1) {
        const startsAt = Date.parse(body.appointment?.starts_at);
        expect([place, date, time, status, startsAt]).toEqual([place, date, time, 200, Number(expected[0])]);
        expect([body.appointment.local_date, body.appointment.local_time]).toEqual([date, time]);
        told.one++;
      } else {
        expect([place, date, time, status, body.code]).toEqual([place, date, time, 400, "VALIDATION_ERROR"]);
        expect(body.message).toContain(expected.length === 0 ? "there is no" : "twice");
        told[expected.length === 0 ? "none" : "two"]++;
      }
    }
    // Where clocks are changed, both kinds of night were among them.
    const changes = (places[place] ?? []).length > 1;
    expect([told.none > 0, told.two > 0, told.one > 30]).toEqual([changes, changes, true]);
    await o.close();
  },
  60_000,
);
