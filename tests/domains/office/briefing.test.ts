import { afterEach, describe, expect, test } from "bun:test";
import { systemPrincipal } from "#webhooks/system.ts";
import { type Office, openOffice } from "./office.ts";

let office: Office;
afterEach(() => office.close());

const at = (text: string) => Date.parse(text);

describe("the day in short", () => {
  test.each([
    // The clocks go forward in Chicago at 2 on 14 March 2027, and back on 7 November.
    ["America/Chicago", "2027-03-14T13:00:00Z", "2027-03-14", "Sunday 14 March 2027"],
    ["America/Chicago", "2027-11-07T14:00:00Z", "2027-11-07", "Sunday 7 November 2027"],
    // It is another day there than in Greenwich.
    ["Pacific/Auckland", "2026-12-31T12:00:00Z", "2027-01-01", "Friday 1 January 2027"],
    ["Pacific/Honolulu", "2027-03-01T08:00:00Z", "2027-02-28", "Sunday 28 February 2027"],
    // Half an hour of summer time.
    ["Australia/Lord_Howe", "2027-04-03T15:30:00Z", "2027-04-04", "Sunday 4 April 2027"],
    ["Europe/London", "2028-02-29T23:30:00Z", "2028-02-29", "Tuesday 29 February 2028"],
  ])("in %s at %s is of %s", async (zone, now, date, day) => {
    office = await openOffice({ zone, at: at(now) });
    const today = await office.ask("daily_briefing", {});
    expect([today.date, today.day, today.is_today, today.zone]).toEqual([date, day, true, zone]);
    expect(today.text).toStartWith(`My business, ${day}.`);
  });

  test("holds what begins between its midnights, however many hours that day has", async () => {
    office = await openOffice({ zone: "America/Chicago", at: at("2027-11-06T15:00:00Z") });
    const lena = await office.customer("Lena");
    await office.service("Visit", 60);
    for (const time of ["09:00", "16:00"]) await office.book(lena, "2027-11-07", time);
    await office.book(lena, "2027-11-08", "09:00");
    const of = async (date: string) =>
      (await office.ask("daily_briefing", { date })).appointments.map(({ time }: { time: string }) => time);
    expect(await of("tomorrow")).toEqual(["9:00 am", "4:00 pm"]);
    expect(await of("2027-11-08")).toEqual(["9:00 am"]);
    expect(await of("2027-11-06")).toEqual([]);
    const { week } = await office.ask("daily_briefing", { include_week_preview: true });
    expect(week.slice(0, 2).map(({ appointments }: { appointments: number }) => appointments)).toEqual([
      2, 1,
    ]);
  });

  test("is short enough to be read aloud, however full the day is", async () => {
    office = await openOffice({
      at: at("2027-01-15T14:00:00Z"),
      settings: {
        "business.team": Array.from({ length: 6 }, (_, n) => ({ id: `hand-${n}`, name: `Hand ${n}` })),
      },
    });
    await office.service("Visit", 30);
    for (let n = 0; n < 30; n++) {
      const id = await office.customer(`Somebody With A Long Name ${n}`);
      await office.book(id, "2027-01-15", `${String(9 + (n % 7)).padStart(2, "0")}:00`);
    }
    const { text, appointments } = await office.ask("daily_briefing", { include_week_preview: true });
    expect(appointments.length).toBe(30);
    // About two and a half words a second.
    expect(text.split(/\s+/).length).toBeLessThan(300);
  });
});

describe("in the morning", () => {
  const owner = "+15550109999";
  const deliver = async () => {
    await office.t.desk.gate.execute(office.t.desk.operation("briefing.deliver"), {}, systemPrincipal, {
      requestId: "test",
    });
    await office.t.settle();
    const { messages } = await office.ask("get_message_history", { phoneNumber: owner });
    return messages.map(({ content }: { content: string }) => content.split("\n")[0]);
  };

  test("it is sent once, at the owner's hour there or soon after, and never late in the day", async () => {
    office = await openOffice({
      zone: "America/Chicago",
      at: at("2027-03-13T12:59:00Z"),
      settings: { "briefing.at": "07:00", "briefing.by": "text", "business.owner_numbers": [owner] },
    });
    const { clock } = office.t;
    expect(await deliver()).toEqual([]);
    clock.advance(60_000);
    expect(await deliver()).toHaveLength(1);
    clock.advance(60_000);
    expect(await deliver()).toHaveLength(1);
    // Seven o'clock comes an hour earlier the next morning: the clocks have gone forward.
    clock.set(at("2027-03-14T11:59:00Z"));
    expect(await deliver()).toHaveLength(1);
    clock.set(at("2027-03-14T12:00:00Z"));
    expect((await deliver())[0]).toContain("Sunday 14 March 2027");
    // A desk that was off until the evening says nothing of the morning.
    clock.set(at("2027-03-15T23:00:00Z"));
    expect(await deliver()).toHaveLength(2);
  });
});
