import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createOfficeRounds } from "#desk/office-rounds.ts";
import { everyDay, type Office, openOffice } from "./office.ts";

/** Monday 30 November 2026, nine in the morning in Chicago. */
let o: Office;
let ana: string;
let ben: string;
beforeAll(async () => {
  o = await openOffice();
  [ana, ben] = [await o.customer("Ana Ruiz"), await o.customer("Ben Cole")];
  await o.service("Screen cleaning", 60, { price_minor: 9500 });
  await o.service("Window cleaning", 120, { price_minor: 18_000, minutes_before: 30, minutes_after: 15 });
});
afterAll(() => o.close());

describe("an appointment", () => {
  test("takes the service's length and price, and is said with weekday and zone", async () => {
    const { appointment, created, confirmation } = await o.book(ana, "tomorrow", "10am", {
      services: ["screen"],
    });
    expect(created).toBe(true);
    expect(appointment).toMatchObject({
      status: "booked",
      when: "Tuesday 1 December, 10:00 am (America/Chicago)",
      starts_at: "2026-12-01T10:00:00.000-06:00",
      ends_at: "2026-12-01T11:00:00.000-06:00",
      local_date: "2026-12-01",
      local_time: "10:00",
      services: ["Screen cleaning"],
    });
    expect(confirmation.status).toBe("queued");
    const { items } = await o.ask("crm_query", {
      ...{ type: "tickets", id: appointment.ticket_id, include: ["line_items", "customer"] },
    });
    expect(items[0]).toMatchObject({
      status: "scheduled",
      total: "$95.00",
      line_items: [{ description: "Screen cleaning", amount: "$95.00" }],
      customer: { name: "Ana Ruiz" },
    });
  });

  test("asked for again by the same customer is the first one", async () => {
    const again = await o.book(ana, "2026-12-01", "10:00", { services: ["Screen cleaning"] });
    expect([again.created, again.appointment.when]).toEqual([
      false,
      "Tuesday 1 December, 10:00 am (America/Chicago)",
    ]);
    const { items } = await o.ask("crm_query", { type: "tickets", filters: { date: "tomorrow" } });
    expect(items).toHaveLength(1);
  });

  test("of another customer's time is refused with the next free ones", async () => {
    const refusal = await o.refused("schedule_appointment", {
      ...{
        customer_identifier: ben,
        requested_date: "tomorrow",
        requested_time: "10:30am",
        services: ["screen"],
      },
    });
    expect([refusal.code, refusal.message]).toEqual(["CONFLICT", "Tuesday 1 December, 10:30 am is taken."]);
    expect(refusal.next).toStartWith(
      "The next free times: Tuesday 1 December, 9:00 am (2026-12-01T09:00:00.000-06:00)",
    );
  });

  test("with a way there and back keeps others off it", async () => {
    const { appointment } = await o.book(ben, "tomorrow", "1pm", { services: ["Window cleaning"] });
    expect(appointment.ends_at).toBe("2026-12-01T15:00:00.000-06:00");
    // The way there begins at 12:30, the way back ends at 15:15.
    for (const time of ["11:45am", "3pm"])
      expect(
        (
          await o.refused("schedule_appointment", {
            ...{
              customer_identifier: ana,
              requested_date: "tomorrow",
              requested_time: time,
              duration_estimate_minutes: 60,
            },
          })
        ).code,
      ).toBe("CONFLICT");
    const { appointment: after } = await o.book(ana, "tomorrow", "afternoon", {
      duration_estimate_minutes: 60,
    });
    expect(after.local_time).toBe("15:30");
  });

  test("in the past, after closing, on a closed day or too far ahead says so", async () => {
    const why = async (date: string, time: string) =>
      (
        await o.refused("schedule_appointment", {
          customer_identifier: ben,
          requested_date: date,
          requested_time: time,
        })
      ).message;
    expect(await why("yesterday", "10am")).toBe("Sunday 29 November, 10:00 am is over.");
    expect(await why("today", "8am")).toBe("Monday 30 November, 8:00 am is over.");
    expect(await why("tomorrow", "8pm")).toBe("The business is closed on Tuesday 1 December, 8:00 pm.");
    expect(await why("tomorrow", "4:30pm")).toBe(
      "From Tuesday 1 December, 4:30 pm on, closing time comes before it would be done.",
    );
    expect(await why("2028-12-01", "10am")).toContain("further ahead");
    expect(await why("the day they choose", "10am")).toBe("requested_date cannot be read as a time.");
    expect(await why("tomorrow", "when it suits")).toBe("requested_time cannot be read as a time.");
  });

  test("on a holiday is refused with the next free times after it", async () => {
    await o.t.set("business.holidays", ["2026-12-03"]);
    const refusal = await o.refused("schedule_appointment", {
      ...{ customer_identifier: ben, requested_date: "2026-12-03", requested_time: "morning" },
    });
    expect(refusal.message).toBe("The business is closed on Thursday 3 December 2026.");
    expect(refusal.next).toContain("Friday 4 December, 9:00 am");
    await o.t.set("business.holidays", []);
  });

  test("for one of two of a name is a question, never a guess", async () => {
    await o.customer("Maria Garcia", { address: "45 Willow Lane, Middleton" });
    await o.customer("Jose Garcia", { address: "9 Elm Street, Madison" });
    const refusal = await o.refused("schedule_appointment", {
      customer_identifier: "Garcia",
      requested_date: "tomorrow",
    });
    expect([refusal.code, refusal.fields.customer_identifier.length]).toEqual(["CONFLICT", 2]);
    expect(refusal.fields.customer_identifier.join()).toContain("45 Willow Lane");
    const { appointment } = await o.book("jose garcia", "2026-12-07", "9am");
    expect(appointment.address).toBe("9 Elm Street, Madison");
  });

  test("for two hours said as one window tells when somebody comes", async () => {
    const { appointment } = await o.book(ben, "2026-12-08", "9:00-11:00", { services: ["screen"] });
    expect([appointment.local_time, appointment.arrival_window]).toEqual(["09:00", "9:00 am to 11:00 am"]);
  });

  test("of a service there is not names those there are", async () => {
    const refusal = await o.refused("schedule_appointment", {
      ...{ customer_identifier: ben, requested_date: "tomorrow", services: ["chimney"] },
    });
    expect(refusal.fields.services[0]).toBe("One of: Screen cleaning, Window cleaning.");
  });
});

describe("whoever does it", () => {
  test("has one appointment at a time, and no more a day than was said", async () => {
    const b = await openOffice({
      settings: {
        "business.team": [
          { id: "mia", name: "Mia Long", most_per_day: 1 },
          { id: "leo", name: "Leo Park" },
        ],
      },
    });
    const cleo = await b.customer("Cleo Hart");
    const dan = await b.customer("Dan Ito");
    const eve = await b.customer("Eve Moss");
    const first = await b.book(cleo, "tomorrow", "10am");
    const second = await b.book(dan, "tomorrow", "10am");
    expect(new Set([first.appointment.technician, second.appointment.technician])).toEqual(
      new Set(["Mia Long", "Leo Park"]),
    );
    expect(
      (
        await b.refused("schedule_appointment", {
          customer_identifier: eve,
          requested_date: "tomorrow",
          requested_time: "10am",
        })
      ).message,
    ).toContain("taken");
    const third = await b.book(eve, "tomorrow", "2pm");
    expect(third.appointment.technician).toBe("Leo Park");
    expect(
      (
        await b.refused("schedule_appointment", {
          customer_identifier: eve,
          requested_date: "tomorrow",
          requested_time: "3pm",
          technician: "Mia",
        })
      ).message,
    ).toContain("full");
    await b.close();
  });
});

describe("a time that is held", () => {
  test("is nobody else's until it expires, and then anybody's", async () => {
    const hold = { hold_minutes: 30, services: ["screen"] };
    const { appointment } = await o.book(ana, "2026-12-09", "10am", hold);
    expect([appointment.status, appointment.held_until]).toEqual(["held", "2026-11-30T09:30:00.000-06:00"]);
    const others = {
      customer_identifier: ben,
      requested_date: "2026-12-09",
      requested_time: "10am",
      services: ["screen"],
    };
    expect((await o.refused("schedule_appointment", others)).code).toBe("CONFLICT");
    o.t.clock.advance(31 * 60_000);
    const taken = await o.ask("schedule_appointment", others);
    expect([taken.created, taken.appointment.customer.name]).toEqual([true, "Ben Cole"]);
    await createOfficeRounds(o.t.desk).keepTimes();
    const { items } = await o.ask("crm_query", { type: "tickets", id: appointment.ticket_id });
    expect([items[0].status, items[0].appointment.status]).toEqual(["cancelled", "cancelled"]);
  });

  test("becomes an appointment where the same customer books it meanwhile", async () => {
    const held = await o.book(ana, "2026-12-10", "10am", { hold_minutes: 30 });
    const booked = await o.book(ana, "2026-12-10", "10am");
    expect([booked.created, booked.appointment.ticket_id, booked.appointment.status]).toEqual([
      ...[true, held.appointment.ticket_id, "booked"],
    ]);
  });
});

describe("moving", () => {
  test("onto its own time changes nothing", async () => {
    const { appointment } = await o.book(ben, "2026-12-11", "10am");
    const same = await o.ask("handle_reschedule_request", {
      ticket_id: appointment.ticket_id,
      new_date: "2026-12-11",
      new_time: "10am",
    });
    expect([same.moved, same.new.ticket_id, same.old]).toEqual([false, appointment.ticket_id, null]);
  });

  test("half an hour later is possible though it overlaps itself", async () => {
    const moved = await o
      .ask("handle_reschedule_request", {
        ticket_id: ben,
        new_date: "2026-12-11",
        new_time: "10:30am",
        reason: "Bus",
      })
      .catch(async () => {
        const { items } = await o.ask("crm_query", { type: "tickets", filters: { date: "2026-12-11" } });
        return await o.ask("handle_reschedule_request", {
          ticket_id: items[0].ticket_id,
          new_date: "2026-12-11",
          new_time: "10:30am",
        });
      });
    expect([moved.moved, moved.new.local_time, moved.old.status]).toEqual([true, "10:30", "cancelled"]);
  });

  test("by an old number moves the newest one", async () => {
    const { appointment } = await o.book(ana, "2026-12-14", "9am", { services: ["screen"] });
    const first = await o.ask("handle_reschedule_request", {
      ticket_id: appointment.ticket_id,
      new_date: "2026-12-15",
      new_time: "9am",
    });
    const second = await o.ask("handle_reschedule_request", {
      ticket_id: appointment.ticket_id,
      new_date: "2026-12-16",
      new_time: "9am",
    });
    expect([second.moved, second.old.ticket_id, second.new.moved_from]).toEqual([
      true,
      first.new.ticket_id,
      first.new.ticket_id,
    ]);
    const days = await Promise.all(
      ["2026-12-14", "2026-12-15", "2026-12-16"].map(
        async (date) =>
          (await o.ask("crm_query", { type: "tickets", filters: { date }, include: ["line_items"] })).items,
      ),
    );
    expect(days.map((items) => items.length)).toEqual([0, 0, 1]);
    // What is charged went with it.
    expect(days[2]?.[0].total).toBe("$95.00");
  });

  test("to a taken time leaves everything as it was", async () => {
    const { appointment } = await o.book(ben, "2026-12-17", "9am");
    await o.book(ana, "2026-12-17", "11am");
    const refusal = await o.refused("handle_reschedule_request", {
      ticket_id: appointment.ticket_id,
      new_date: "2026-12-17",
      new_time: "11am",
    });
    expect(refusal.message).toBe("Thursday 17 December, 11:00 am is taken.");
    const { items } = await o.ask("crm_query", { type: "tickets", id: appointment.ticket_id });
    expect(items[0].appointment).toMatchObject({ status: "booked", local_time: "09:00", moved_to: null });
  });

  test("one that was cancelled, or is done, is refused", async () => {
    const { appointment } = await o.book(ben, "2026-12-18", "9am");
    // Weeks before its time it cannot be done: a coming visit is cancelled, with a reason.
    expect((await o.refused("ticket_complete", { id: appointment.ticket_id })).code).toBe("CONFLICT");
    const soon = await o.book(ben, "2026-12-01", "9am");
    await o.ask("ticket_complete", { id: soon.appointment.ticket_id });
    expect(
      (
        await o.refused("handle_reschedule_request", {
          ticket_id: soon.appointment.ticket_id,
          new_date: "2026-12-19",
        })
      ).message,
    ).toContain("is done");
  });
});

describe("the day", () => {
  test("is the business's own: 'tomorrow' at 23:59 there is the next calendar day, whatever it is elsewhere", async () => {
    const late = await openOffice({
      zone: "America/Vancouver",
      at: Date.UTC(2026, 11, 2, 6, 59),
      hours: everyDay("00:00", "23:45"),
    });
    const guest = await late.customer("Guest One");
    // 23:59 on Tuesday 1 December in Vancouver, Wednesday morning in UTC.
    const { appointment } = await late.book(guest, "tomorrow", "10am");
    expect(appointment.when).toBe("Wednesday 2 December, 10:00 am (America/Vancouver)");
    late.t.clock.advance(60_000);
    const next = await late.book(guest, "tomorrow", "10am");
    expect(next.appointment.when).toBe("Thursday 3 December, 10:00 am (America/Vancouver)");
    await late.close();
  });

  test("has no time in the gap of a clock change, and asks about one in the fold", async () => {
    const spring = await openOffice({ at: Date.UTC(2026, 2, 7, 18), hours: everyDay("00:00", "23:00") });
    const guest = await spring.customer("Guest Two");
    const gap = await spring.refused("schedule_appointment", {
      customer_identifier: guest,
      requested_date: "tomorrow",
      requested_time: "2:30am",
    });
    expect([gap.code, gap.message]).toEqual([
      "VALIDATION_ERROR",
      "On 2026-03-08 clocks in America/Chicago are put forward: there is no 2:30.",
    ]);
    expect(gap.next).toContain("The next free times");
    const fold = await spring.refused("schedule_appointment", {
      customer_identifier: guest,
      requested_date: "2026-11-01",
      requested_time: "1:30am",
    });
    expect([fold.code, fold.message]).toEqual([
      "VALIDATION_ERROR",
      "On 2026-11-01 clocks in America/Chicago show 1:30 twice.",
    ]);
    const said = /2026-11-01T01:30:00\.000-06:00/.exec(fold.fields.requested_time[0])?.[0];
    const { appointment } = await spring.book(guest, String(said));
    expect(appointment.starts_at).toBe("2026-11-01T01:30:00.000-06:00");
    await spring.close();
  });
});

test("bookings of customers an app has only just made are no way around the rules for many texts", async () => {
  const b = await openOffice();
  const statuses: number[] = [];
  for (let n = 0; n < 7; n++) {
    const { contact } = await b.ask("create_contact", { name: `New ${n}`, phone: `+1555010930${n}` });
    const customer_identifier = contact.id;
    const asked = { customer_identifier, requested_date: `2026-12-${String(7 + n).padStart(2, "0")}` };
    statuses.push((await b.t.tool("schedule_appointment", asked, b.token)).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 202, 202]);
  // Without a text it is a booking like any other, and so is one of a customer of yesterday.
  const { contact } = await b.ask("create_contact", { name: "Quiet", phone: "+15550109309" });
  const quiet = {
    customer_identifier: contact.id,
    requested_date: "2026-12-15",
    send_confirmation: false,
  };
  expect((await b.t.tool("schedule_appointment", quiet, b.token)).status).toBe(200);
  const later = await b.customer("Known");
  expect((await b.book(later, "2026-12-16")).created).toBe(true);
  await b.close();
});
