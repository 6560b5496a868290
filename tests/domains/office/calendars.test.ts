import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readCalendar } from "#domains/office/calendars/ics-reading.ts";
import { runOperation } from "#src/cli/command.ts";
import { type Office, openOffice } from "./office.ts";

/** A calendar somewhere else: what it says, whether it answers, and how often it was asked. */
const elsewhere = { body: "", status: 200, asked: 0 };
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch() {
    elsewhere.asked++;
    return new Response(elsewhere.body, { status: elsewhere.status });
  },
});
const url = `http://127.0.0.1:${server.port}/secret.ics`;

const calendar = (...events: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", ...events, "END:VCALENDAR"].join("\r\n");
const event = (...lines: string[]) =>
  ["BEGIN:VEVENT", "DTSTAMP:20260101T000000Z", ...lines, "END:VEVENT"].join("\r\n");

/** Monday 30 November 2026, nine in the morning in Chicago. */
let o: Office;
let ana: string;
beforeAll(async () => {
  o = await openOffice(
    {
      settings: {
        "business.team": [{ id: "mia", name: "Mia Long" }],
        "business.properties": [{ id: "harbour", name: "Harbour House" }],
      },
    },
    { reaching: { allowLoopback: true } },
  );
  ana = await o.customer("Ana Ruiz");
});
afterAll(async () => {
  await o.close();
  await server.stop(true);
});

const add = (kind: string, subject: string) =>
  runOperation<{ id: string }>(o.t.desk, "calendar.add", { name: "Hers", url, kind, subject });
const listed = async () =>
  (
    await runOperation<{
      calendars: { problem: string | null; busy_as_of: string | null; too_old: boolean }[];
    }>(o.t.desk, "calendar.list", {})
  ).calendars[0];

describe("a calendar elsewhere", () => {
  let id = "";

  test("keeps a time from being booked, read again when a booking depends on it", async () => {
    elsewhere.body = calendar(
      event(
        "UID:1",
        "DTSTART;TZID=America/Chicago:20261201T100000",
        "DTEND;TZID=America/Chicago:20261201T110000",
        "SUMMARY:Dentist",
      ),
    );
    ({ id } = await add("busy", "Mia"));
    const refusal = await o.refused("schedule_appointment", {
      customer_identifier: ana,
      requested_date: "2026-12-01",
      requested_time: "10am",
    });
    expect(refusal.message).toBe("Tuesday 1 December, 10:00 am is taken.");
    expect((await listed())?.busy_as_of).not.toBeNull();
    // What she changed a moment later is known before the next booking.
    o.t.clock.advance(6 * 60_000);
    elsewhere.body = calendar(
      event("UID:1", "DTSTART:20261201T190000Z", "DTEND:20261201T200000Z", "SUMMARY:Dentist"),
    );
    const { appointment } = await o.book(ana, "2026-12-01", "10am");
    expect(appointment.local_time).toBe("10:00");
    expect(
      (
        await o.refused("schedule_appointment", {
          customer_identifier: ana,
          requested_date: "2026-12-01",
          requested_time: "1pm",
        })
      ).message,
    ).toContain("taken");
  });

  test("that does not answer keeps what it said, and a booking over what is too old says so", async () => {
    elsewhere.status = 503;
    o.t.clock.advance(4 * 3_600_000);
    const booked = await o.book(ana, "2026-12-02", "2pm");
    expect(booked.hint).toContain("Not sure: the calendar Hers was last read 4 hours ago");
    expect((await listed())?.problem).toBe("It answered 503.");
    elsewhere.status = 200;
    elsewhere.body = "<html>no calendar</html>";
    o.t.clock.advance(10 * 60_000);
    await o.book(ana, "2026-12-02", "4pm");
    expect((await listed())?.problem).toBe("What it answered is no calendar.");
    expect(
      (
        await o.refused("schedule_appointment", {
          customer_identifier: ana,
          requested_date: "2026-12-01",
          requested_time: "1pm",
        })
      ).message,
    ).toContain("taken");
  });

  test("that is taken away gives its times back, and its address stands nowhere in the clear", async () => {
    const files = await o.t.desk.database.slow.read("SELECT address FROM calendars", []);
    expect(String(files)).not.toContain("secret.ics");
    await runOperation(o.t.desk, "calendar.remove", { id });
    const { appointment } = await o.book(ana, "2026-12-01", "1pm");
    expect(appointment.status).toBe("booked");
  });

  test("of a property is its stays, which follow it", async () => {
    elsewhere.body = calendar(
      event("UID:a", "DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261209", "SUMMARY:Reserved"),
      event("UID:b", "DTSTART;VALUE=DATE:20261212", "DTEND;VALUE=DATE:20261214", "SUMMARY:Reserved"),
    );
    await add("stays", "Harbour House");
    o.t.clock.advance(60 * 60_000);
    await readAll();
    const stays = async () =>
      (await o.ask("crm_query", { type: "stays" })).items.map(
        ({
          arrival,
          departure,
          from_calendar,
        }: {
          arrival: string;
          departure: string;
          from_calendar: boolean;
        }) => [arrival, departure, from_calendar],
      );
    expect(await stays()).toEqual([
      ["2026-12-05", "2026-12-09", true],
      ["2026-12-12", "2026-12-14", true],
    ]);
    elsewhere.body = calendar(
      event("UID:a", "DTSTART;VALUE=DATE:20261206", "DTEND;VALUE=DATE:20261209", "SUMMARY:Reserved"),
    );
    o.t.clock.advance(60 * 60_000);
    await readAll();
    expect(await stays()).toEqual([["2026-12-06", "2026-12-09", true]]);
  });

  test("at an address of this network is refused", async () => {
    const strict = await openOffice();
    for (const bad of ["http://127.0.0.1:1/x.ics", "https://localhost/x", "ftp://example.com/x", "nothing"])
      await expect(
        runOperation(strict.t.desk, "calendar.add", { name: "x", url: bad, kind: "busy" }),
      ).rejects.toThrow("cannot be read");
    await strict.close();
  });

  async function readAll() {
    const { allCalendars } = await import("#domains/office/calendars/calendar-store.ts");
    const { calendarReading } = await import("#domains/office/calendars/reading.ts");
    await o.t.desk.service(calendarReading).readAgain(await allCalendars(o.t.desk.database.read));
  }
});

test("events that recur are read each time they are, by their own clocks, without what was taken out", async () => {
  const text = calendar(
    event(
      ...[
        "UID:w",
        "DTSTART;TZID=America/Chicago:20270301T090000",
        "DTEND;TZID=America/Chicago:20270301T100000",
      ],
      ...["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=America/Chicago:20270308T090000", "SUMMARY:Class"],
    ),
    event(
      ...[
        "UID:w",
        "RECURRENCE-ID;TZID=America/Chicago:20270315T090000",
        "DTSTART;TZID=America/Chicago:20270315T110000",
      ],
      ...["DTEND;TZID=America/Chicago:20270315T120000", "SUMMARY:Class"],
    ),
    event("UID:free", "DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", "TRANSP:TRANSPARENT"),
    event("UID:off", "DTSTART:20270302T090000Z", "DTEND:20270302T100000Z", "STATUS:CANCELLED"),
  );
  const found = await readCalendar(text, {
    zone: "America/Chicago",
    from: Date.UTC(2027, 1, 1),
    until: Date.UTC(2027, 5, 1),
  });
  expect(found.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual([
    "2027-03-01T15:00:00.000Z",
    "2027-03-15T16:00:00.000Z",
    "2027-03-22T14:00:00.000Z",
  ]);
});

describe("a feed of ours", () => {
  test("shows what is booked to whoever has the link, and is read by the parser", async () => {
    const browsed = await runOperation<{ feed: string; team: { feed: string }[] }>(
      o.t.desk,
      "calendar.browse",
      { days: 1 },
    );
    const path = new URL(browsed.team[0]?.feed ?? "").pathname;
    const answer = await o.t.request(path);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "text/calendar; charset=utf-8",
    ]);
    const events = await readCalendar(await answer.text(), {
      zone: "America/Chicago",
      from: 0,
      until: Date.UTC(2027, 1, 1),
    });
    expect(events.map(({ summary }) => summary)).toContain("Ana Ruiz");
    // One letter of it changed, and it leads nowhere.
    const at = path.length - 8;
    const wrong = `${path.slice(0, at)}${path[at] === "A" ? "B" : "A"}${path.slice(at + 1)}`;
    expect((await o.t.request(wrong)).status).toBe(404);
    expect((await o.t.request(path.replace("mia", "all"))).status).toBe(404);
    // Where the owner wants new links, the old ones are good for nothing.
    await o.t.set("office.calendar_links", 2);
    expect((await o.t.request(path)).status).toBe(404);
  });
});
