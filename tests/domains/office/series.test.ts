import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createOfficeRounds } from "#desk/office-rounds.ts";
import { type Office, openOffice } from "./office.ts";

/** Monday 1 February 2027, nine in the morning in Chicago: clocks go forward on 14 March. */
let o: Office;
let ana: string;
beforeAll(async () => {
  o = await openOffice({ at: Date.UTC(2027, 1, 1, 15), settings: { "limits.bulk_without_asking": 5 } });
  ana = await o.customer("Ana Ruiz");
  await o.service("Screen cleaning", 60, { price_minor: 9500 });
});
afterAll(() => o.close());

const startsOf = async (series: string) =>
  (await o.t.desk.database.slow.read(
    "SELECT starts_at, local_date, local_minute FROM appointments WHERE series_id = ?1 AND state = 'booked' ORDER BY starts_at",
    [series],
  )) as [number, string, number][];

describe("visits that come again", () => {
  test("keep their time on the wall across a clock change", async () => {
    const made = await o.ask("series_create", {
      ...{
        customer_identifier: ana,
        first_date: "2027-03-01",
        time: "10am",
        repeat: "weekly",
        services: ["screen"],
      },
    });
    const starts = await startsOf(made.series.id);
    expect(
      starts.slice(0, 3).map(([at, date, minute]) => [new Date(at).toISOString(), date, minute]),
    ).toEqual([
      ["2027-03-01T16:00:00.000Z", "2027-03-01", 600],
      ["2027-03-08T16:00:00.000Z", "2027-03-08", 600],
      ["2027-03-15T15:00:00.000Z", "2027-03-15", 600],
    ]);
    expect(made.booked).toBe(starts.length);
    expect(
      (
        await o.ask("series_create", {
          ...{
            customer_identifier: ana,
            first_date: "2027-03-01",
            time: "10am",
            repeat: "weekly",
            services: ["screen"],
          },
        })
      ).booked,
    ).toBe(0);
  });

  test("leave out holidays and what is taken, and say so", async () => {
    await o.t.set("business.holidays", ["2027-02-16"]);
    const ben = await o.customer("Ben Cole");
    await o.book(ben, "2027-02-23", "2pm");
    const made = await o.ask("series_create", {
      ...{
        customer_identifier: ana,
        first_date: "2027-02-09",
        time: "2pm",
        repeat: "weekly",
        until_date: "2027-03-09",
      },
    });
    expect(made.skipped).toEqual([
      "Tuesday 16 February 2027: The business is closed.",
      "Tuesday 23 February 2027: The time is taken.",
    ]);
    expect((await startsOf(made.series.id)).map(([, date]) => date)).toEqual([
      "2027-02-09",
      "2027-03-02",
      "2027-03-09",
    ]);
  });

  test("are changed one by one, this and later, or all", async () => {
    const made = await o.ask("series_create", {
      ...{
        customer_identifier: ana,
        first_date: "2027-02-04",
        time: "9am",
        repeat: "weekly",
        until_date: "2027-03-25",
      },
    });
    const dates = async (id: string) =>
      (await startsOf(id)).map(([, date, minute]) => `${date} ${minute / 60}`);
    expect(await dates(made.series.id)).toHaveLength(8);
    // One alone.
    const { items } = await o.ask("crm_query", {
      type: "tickets",
      filters: { date: "2027-02-11", search: "Ana" },
    });
    await o.ask("handle_reschedule_request", {
      ticket_id: items[0].ticket_id,
      new_date: "2027-02-12",
      new_time: "11am",
    });
    // This and later: every week goes on, an hour later.
    const later = await o.ask("series_update", { id: made.series.id, from_date: "2027-03-04", time: "10am" });
    expect([later.booked, later.cancelled]).toEqual([4, 4]);
    expect(await dates(made.series.id)).toEqual([
      "2027-02-04 9",
      "2027-02-12 11",
      "2027-02-18 9",
      "2027-02-25 9",
    ]);
    expect(await dates(later.series.id)).toEqual([
      "2027-03-04 10",
      "2027-03-11 10",
      "2027-03-18 10",
      "2027-03-25 10",
    ]);
    // All that are to come, half an hour into where they were.
    const all = await o.ask("series_update", { id: later.series.id, time: "10:30am" });
    expect([all.booked, all.cancelled]).toEqual([4, 4]);
  });

  test("every second week stays the same weeks when it is changed in between", async () => {
    const made = await o.ask("series_create", {
      ...{
        customer_identifier: ana,
        first_date: "2027-02-05",
        time: "3pm",
        repeat: "every 2 weeks",
        until_date: "2027-04-30",
      },
    });
    const later = await o.ask("series_update", { id: made.series.id, from_date: "2027-03-10", time: "4pm" });
    expect((await startsOf(later.series.id)).map(([, date]) => date)).toEqual([
      ...["2027-03-19", "2027-04-02", "2027-04-16", "2027-04-30"],
    ]);
  });

  test("end with a reason, and many of them with a person", async () => {
    const made = await o.ask("series_create", {
      ...{
        customer_identifier: ana,
        first_date: "2027-02-06",
        time: "1pm",
        repeat: "weekly",
        until_date: "2027-02-27",
      },
    });
    expect((await o.refused("series_end", { id: made.series.id })).code).toBe("REASONING_REQUIRED");
    const ended = await o.ask("series_end", {
      id: made.series.id,
      from_date: "2027-02-20",
      reasoning: "Moved away.",
    });
    expect(ended.cancelled).toBe(2);
    const long = await o.ask("series_create", {
      ...{
        customer_identifier: ana,
        first_date: "2027-02-07",
        time: "1pm",
        repeat: "weekly",
        until_date: "2027-04-30",
      },
    });
    const { status } = await o.t.tool(
      "series_end",
      { id: long.series.id, reasoning: "Moved away." },
      o.token,
    );
    expect(status).toBe(202);
  });

  test("stand in the calendar further ahead as time goes on", async () => {
    const made = await o.ask("series_create", {
      ...{ customer_identifier: ana, first_date: "2027-02-03", time: "4pm", repeat: "every 4 weeks" },
    });
    const before = (await startsOf(made.series.id)).length;
    o.t.clock.advance(60 * 86_400_000);
    await createOfficeRounds(o.t.desk).lookAhead();
    const after = await startsOf(made.series.id);
    expect([before, after.length]).toEqual([5, 7]);
    o.t.clock.advance(-60 * 86_400_000);
  });

  test("of a rule that is none, or comes too often, are refused", async () => {
    for (const repeat of ["now and then", "FREQ=SECONDLY", "every 99 weeks", "FREQ=WEEKLY;COUNT=9999"])
      expect(
        (
          await o.refused("series_create", {
            ...{ customer_identifier: ana, first_date: "2027-05-03", time: "9am", repeat },
          })
        ).fields.repeat,
      ).toBeDefined();
  });
});

test("an appointment keeps its time on the wall where a zone's clocks are changed otherwise than was known", async () => {
  const { appointment } = await o.book(await o.customer("Cy Dent"), "2027-06-07", "9am");
  await o.t.desk.database.write([
    {
      sql: "UPDATE appointments SET starts_at = starts_at + 3600000, ends_at = ends_at + 3600000, busy_from = busy_from + 3600000, busy_until = busy_until + 3600000 WHERE ticket_id = ?",
      args: [appointment.id],
    },
  ]);
  await createOfficeRounds(o.t.desk).lookAhead();
  const { items } = await o.ask("crm_query", { type: "tickets", id: appointment.id });
  expect(items[0].appointment.starts_at).toBe("2027-06-07T09:00:00.000-05:00");
});

describe("nights at a property", () => {
  test("are never given twice, and are found by the night", async () => {
    await o.t.set("business.properties", [{ id: "harbour", name: "Harbour House" }]);
    const stay = { property: "Harbour House", unit: "204", arrival: "2027-02-10", departure: "2027-02-14" };
    const { stay: made } = await o.ask("stay_create", { ...stay, customer_identifier: ana });
    expect([made.nights, made.status, made.guest]).toEqual([4, "expected", "Ana Ruiz"]);
    expect((await o.ask("stay_create", { ...stay, customer_identifier: ana })).stay.id).toBe(made.id);
    const other = await o.customer("Olga Marsh");
    const clash = { ...stay, customer_identifier: other, arrival: "2027-02-13", departure: "2027-02-16" };
    expect((await o.refused("stay_create", clash)).code).toBe("CONFLICT");
    await o.ask("stay_create", { ...clash, arrival: "2027-02-14" });
    const on = async (date: string) =>
      (await o.ask("crm_query", { type: "stays", filters: { date } })).items.map(
        ({ guest }: { guest: string }) => guest,
      );
    expect([await on("2027-02-13"), await on("2027-02-14"), await on("2027-02-16")]).toEqual([
      ...[["Ana Ruiz"], ["Olga Marsh"], []],
    ]);
    await o.ask("property_set_role", { property: "harbour", customer_identifier: other, role: "owner" });
    const { items } = await o.ask("crm_query", { type: "properties" });
    expect(items[0].people).toEqual([{ id: other, role: "owner", name: "Olga Marsh" }]);
  });
});

test("what somebody wants to be reminded of is read as it is said", async () => {
  const { reminder } = await o.ask("reminder_create", {
    content: "Call Ana about the quote",
    due_date: "in 3 days",
    customer_identifier: ana,
  });
  expect([reminder.due, reminder.overdue]).toEqual(["Thursday 4 February, 9:00 am", false]);
  o.t.clock.advance(4 * 86_400_000);
  const { items } = await o.ask("crm_query", { type: "reminders" });
  expect(items.map(({ overdue }: { overdue: boolean }) => overdue)).toEqual([true]);
  await o.ask("crm_update", { domain: "reminder", action: "complete", data: { id: reminder.id } });
  expect((await o.ask("crm_query", { type: "reminders" })).items).toEqual([]);
  o.t.clock.advance(-4 * 86_400_000);
});
