import { describe, expect, test } from "bun:test";
import { createOfficeRounds } from "#desk/office-rounds.ts";
import { readCalendar } from "#domains/office/calendars/ics-reading.ts";
import { comesAgain } from "#platform/recurrence-rule.ts";
import { runOperation } from "#src/cli/command.ts";
import { openTwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { decider } from "#tests/support/deciding.ts";
import { everyDay, longKnown, type Office, openOffice } from "./office.ts";

/** What somebody has tried on the office, and what it is held to since. */
const dayMs = 86_400_000;

async function withOffice(run: (o: Office) => Promise<void>, more: Parameters<typeof openOffice>[0] = {}) {
  const o = await openOffice(more);
  try {
    await run(o);
  } finally {
    await o.close();
  }
}
const raw = async (o: Office, name: string, args: object) => await o.t.tool(name, args, o.token);
const dayOf = async (o: Office, date: string) =>
  (await o.ask("crm_query", { type: "tickets", filters: { date, status: "any" } })).items.map(
    // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
    (each: any) =>
      `${each.appointment.customer.name} ${each.appointment.status} ${each.appointment.local_time}`,
  );

describe("a rule that never comes again", () => {
  const never = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    "FREQ=SECONDLY",
    "FREQ=DAILY;BYHOUR=25",
  ];

  test.each(never)("%p is no series, and no calendar", async (rule) => {
    expect(comesAgain(rule)).toBe(false);
    await withOffice(async (o) => {
      const customer_identifier = await o.customer("Ana Ruiz");
      const refusal = await o.refused("series_create", {
        ...{ customer_identifier, first_date: "2026-12-07", time: "9am", repeat: rule },
      });
      expect(refusal.code).toBe("VALIDATION_ERROR");
    });
    const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T090000Z\r\nRRULE:${rule}\r\nEND:VEVENT\r\nEND:VCALENDAR`;
    const asked = { zone: "UTC", from: Date.UTC(2026, 10, 1), until: Date.UTC(2026, 11, 31) };
    expect(readCalendar(text, asked)).rejects.toThrow();
  });

  test.each([
    "FREQ=WEEKLY;BYDAY=MO,WE",
    "FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    "FREQ=YEARLY;INTERVAL=2",
    "FREQ=MONTHLY;INTERVAL=3",
  ])("%p does", (rule) => expect(comesAgain(rule)).toBe(true));

  test("a calendar full of old rules is read in turns, and an event in it twice is there once", async () => {
    const event = (uid: number) =>
      `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=America/Chicago:20160101T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT`;
    const events = [1, 2, 3, 4, 5, 5].map(event).join("\r\n");
    const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n${events}\r\nEND:VCALENDAR`;
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const found = await readCalendar(text, {
      ...{ zone: "America/Chicago", from: Date.UTC(2026, 11, 7), until: Date.UTC(2026, 11, 9) },
    });
    clearInterval(timer);
    expect(found.map(({ uid }) => uid.slice(0, 1)).sort()).toEqual([
      "1",
      "1",
      "2",
      "2",
      "3",
      "3",
      "4",
      "4",
      "5",
      "5",
    ]);
    expect(turns).toBeGreaterThan(3);
  });
});

describe("the list of what can be done", () => {
  test("takes a domain and an action as names, whatever is in them", async () => {
    await withOffice(async (o) => {
      for (const domain of ["(a+)+", "(", ".*", "", "__proto__"]) {
        const { status, body } = await raw(o, "crm_update", { domain, action: `${"a".repeat(60)}b` });
        expect([domain, status, body.code]).toEqual([domain, 400, "VALIDATION_ERROR"]);
      }
    });
  });
});

describe("visits that come again", () => {
  test("are not cut short without a reason, nor many of them without a person; the customer is told", async () => {
    await withOffice(async (o) => {
      const customer_identifier = await o.customer("Ana Ruiz");
      const made = await o.ask("series_create", {
        ...{ customer_identifier, first_date: "2026-12-07", time: "9am", repeat: "weekly" },
      });
      expect(made.booked).toBe(17);
      const cut = { id: made.series.id, from_date: "2026-12-08", until_date: "2026-12-07" };
      expect((await raw(o, "series_update", cut)).body.status).toBe("authorization_required");
      expect(await dayOf(o, "2026-12-14")).toEqual(["Ana Ruiz booked 09:00"]);
    });
  });

  test("go on by any id they have had, and end by any of them", async () => {
    await withOffice(async (o) => {
      const customer_identifier = await o.customer("Ana Ruiz");
      const made = await o.ask("series_create", {
        ...{ customer_identifier, first_date: "2026-12-07", time: "9am", repeat: "monthly" },
      });
      await o.ask("series_update", { id: made.series.id, from_date: "2027-01-07", time: "11am" });
      const again = await o.ask("series_update", {
        id: made.series.id,
        from_date: "2027-01-07",
        time: "2pm",
      });
      expect(again.series.time).toBe("14:00");
      expect(again.series.coming[0]).toMatchObject({ date: "2027-01-07" });
      const ended = await o.ask("series_end", { id: made.series.id, reasoning: "They have moved away." });
      expect(ended.cancelled).toBe(4);
      for (const date of ["2026-12-07", "2027-01-07", "2027-02-07"])
        expect((await dayOf(o, date)).filter((each: string) => each.includes("booked"))).toEqual([]);
      // Ended, it can be booked anew.
      const anew = await o.ask("series_create", {
        ...{ customer_identifier, first_date: "2026-12-07", time: "9am", repeat: "monthly" },
      });
      expect(anew.booked).toBe(4);
    });
  });

  test("that want one time leave it to the first, and all others go on", async () => {
    await withOffice(async (o) => {
      const of = async (name: string, date: string, time: string, repeat: string) =>
        await o.ask("series_create", {
          ...{ customer_identifier: await o.customer(name), first_date: date, time, repeat },
        });
      await of("Ana Ruiz", "2026-12-07", "9am", "weekly");
      await of("Ben Cole", "2026-12-12", "9am", "FREQ=MONTHLY;BYMONTHDAY=12");
      await of("Cy Dent", "2026-12-08", "2pm", "weekly");
      const { lookAhead } = createOfficeRounds(o.t.desk);
      for (let week = 0; week < 10; week++) {
        o.t.clock.advance(7 * dayMs);
        await lookAhead();
      }
      // 12 April 2027 is a Monday: Ana has it, Ben's is left out, and all three have May.
      expect(await dayOf(o, "2027-04-12")).toEqual(["Ana Ruiz booked 09:00"]);
      expect(await dayOf(o, "2027-05-12")).toEqual(["Ben Cole booked 09:00"]);
      expect(await dayOf(o, "2027-05-18")).toEqual(["Cy Dent booked 14:00"]);
    });
  });
});

describe("a time", () => {
  test("of what is done is nobody else's, and reopening it takes nobody's", async () => {
    await withOffice(async (o) => {
      const [ana, ben] = [await o.customer("Ana Ruiz"), await o.customer("Ben Cole")];
      const { appointment } = await o.book(ana, "2026-11-30", "3pm");
      await o.ask("crm_update", {
        domain: "ticket",
        action: "complete",
        data: { id: appointment.ticket_id },
      });
      const taken = await o.refused("schedule_appointment", {
        ...{ customer_identifier: ben, requested_date: "2026-11-30", requested_time: "3pm" },
      });
      expect(taken.code).toBe("CONFLICT");
      await o.ask("ticket_set_status", { ticketId: appointment.ticket_id, status: "open" });
      expect(await dayOf(o, "2026-11-30")).toEqual(["Ana Ruiz booked 15:00"]);
    });
  });

  test("that was kept for somebody and let go is not theirs when somebody else has it", async () => {
    await withOffice(async (o) => {
      const [ana, ben] = [await o.customer("Ana Ruiz"), await o.customer("Ben Cole")];
      const held = await o.book(ana, "2026-12-08", "10am", { hold_minutes: 5 });
      expect(held.confirmation.status).toBe("none");
      o.t.clock.advance(5 * 60_000 + 1);
      await o.book(ben, "2026-12-08", "10am");
      expect((await o.refused("ticket_start", { id: held.appointment.ticket_id })).message).toBe(
        "Tuesday 8 December, 10:00 am (America/Chicago) is taken.",
      );
      expect(await dayOf(o, "2026-12-08")).toContain("Ben Cole booked 10:00");
    });
  });

  test("that was booked before there was a team keeps everybody", async () => {
    await withOffice(async (o) => {
      const [ana, ben] = [await o.customer("Ana Ruiz"), await o.customer("Ben Cole")];
      await o.book(ana, "2026-12-08", "10am");
      await o.t.set("business.team", [{ id: "maria", name: "Maria Lopez" }]);
      const args = { customer_identifier: ben, requested_date: "2026-12-08", requested_time: "10am" };
      expect((await o.refused("schedule_appointment", args)).code).toBe("CONFLICT");
    });
  });

  test("is the same on the wall when the business says only later in which zone it is", async () => {
    await withOffice(async (o) => {
      const ana = await o.customer("Ana Ruiz");
      await o.book(ana, "2026-12-08", "10am");
      await o.t.set("business.zone", "America/Los_Angeles");
      await o.t.settle();
      const { items } = await o.ask("crm_query", { type: "tickets", filters: { date: "2026-12-08" } });
      expect(items[0].appointment).toMatchObject({
        ...{ local_time: "10:00", zone: "America/Los_Angeles", starts_at: "2026-12-08T10:00:00.000-08:00" },
      });
    });
  });

  test.each([
    [{ requested_date: "tomorrow", requested_time: "after 3" }, "2026-12-01T15:00:00.000-06:00"],
    [{ requested_date: "tomorrow", requested_time: "2-4" }, "2026-12-01T14:00:00.000-06:00"],
    [{ requested_date: "tomorrow", requested_time: "by 5" }, "2026-12-01T09:00:00.000-06:00"],
    [{ requested_date: "tomorrow", requested_time: "half past two" }, "2026-12-01T14:30:00.000-06:00"],
    [{ requested_date: "in 2 hours" }, "2026-11-30T11:00:00.000-06:00"],
    [{ requested_date: "today", requested_time: "in 90 minutes" }, "2026-11-30T10:30:00.000-06:00"],
    [{ requested_date: "2026-12-02T00:00:00Z", requested_time: "2pm" }, "2026-12-02T14:00:00.000-06:00"],
    [{ requested_date: "2026-12-03T10:07:13-06:00" }, "2026-12-03T10:07:00.000-06:00"],
  ])("said as %p is what was meant", async (said, startsAt) => {
    await withOffice(async (o) => {
      const args = { customer_identifier: await o.customer("Ana Ruiz"), ...said };
      expect((await o.ask("schedule_appointment", args)).appointment.starts_at).toBe(startsAt);
    });
  });

  test.each(["Friday Dec 5", "Monday 2 December"])(
    "%p is refused: the weekday is another one",
    async (date) => {
      await withOffice(async (o) => {
        const args = { customer_identifier: await o.customer("Ana Ruiz"), requested_date: date };
        expect((await o.refused("schedule_appointment", args)).code).toBe("VALIDATION_ERROR");
      });
    },
  );
});

describe("a customer", () => {
  test("is nobody that is only like what was said", async () => {
    await withOffice(async (o) => {
      await o.customer("Maria Garcia", {
        notes: "Husband Robert; next door to Okonkwo",
        address: "12 Oak St, Madison",
      });
      for (const said of ["Mario Garci", "Garcia Fernandez", "Okonkwo", "Robert", "Madison", "0200"]) {
        const args = { customer_identifier: said, requested_date: "2026-12-08", requested_time: "10am" };
        const refusal = await o.refused("schedule_appointment", args);
        expect([said, refusal.code]).toEqual([said, "CONFLICT"]);
        expect(refusal.message).toBe(
          "No customer is called that; one is like it: ask whether they are meant.",
        );
      }
      for (const said of ["Maria Garcia", "garcia", "Mrs. Garcia", "(555) 010-0200"]) {
        const args = { customer_identifier: said, requested_date: "2026-12-08", requested_time: "10am" };
        expect((await o.ask("schedule_appointment", args)).appointment.customer.name).toBe("Maria Garcia");
      }
      for (const slip of ["Garica", "Garzia", "Gracia"]) {
        const { customers } = await o.ask("find_customer", { query: slip });
        expect([slip, customers[0]?.name]).toEqual([slip, "Maria Garcia"]);
      }
    });
  });

  test("that is booked stays when the list they came with is taken back", async () => {
    await withOffice(async (o) => {
      const { id } = await runOperation<{ id: string }>(o.t.desk, "contact.import", {
        ...{ name: "c.csv", text: "Name,Phone\nEve Long,+13125550120\nFay Low,+13125550121\n" },
      });
      const { appointment } = await o.book("Eve Long", "2026-12-08", "10am");
      const undone = await runOperation<{ removed: number; kept: number }>(o.t.desk, "contact.import_undo", {
        id,
      });
      expect(undone).toMatchObject({ removed: 1, kept: 1 });
      const { items } = await o.ask("crm_query", { type: "tickets", id: appointment.ticket_id });
      expect(items[0].appointment.customer.name).toBe("Eve Long");
    });
  });

  test("that is erased leaves no word in merges of merges, line items and reminders of tickets", async () => {
    await withOffice(async (o) => {
      const decide = await decider(o.t);
      const merged = async (id: string, into: string) => {
        const { body } = await raw(o, "contact_merge", { id, into });
        if (body.queue_id) expect(await decide(body.queue_id)).toBe("executed");
        else expect(body.contact.id).toBe(into);
      };
      const a = await o.customer("Anna Secretname", { notes: "SECRET key under the mat" });
      const b = await o.customer("Anna S");
      const c = await o.customer("A. Secret");
      await merged(a, b);
      await merged(b, c);
      const { appointment } = await o.book(c, "2026-12-08", "10am");
      const ticket_id = appointment.ticket_id;
      await o.ask("ticket_add_line_item", { ticket_id, description: "SECRET frame", price_minor: 500 });
      await o.ask("reminder_create", { content: "SECRET: they are ill", due_date: "in 3 days", ticket_id });
      const holds = async (table: string) =>
        JSON.stringify(await o.t.desk.database.slow.read(`SELECT * FROM ${table}`, [])).includes("SECRET");
      expect(await Promise.all(["removed_contacts", "line_items", "reminders"].map(holds))).toEqual([
        true,
        true,
        true,
      ]);
      const asked = await raw(o, "contact_erase", { id: c });
      expect(await decide(asked.body.queue_id)).toBe("executed");
      expect(await Promise.all(["removed_contacts", "line_items", "reminders"].map(holds))).toEqual([
        ...[false, false, false],
      ]);
    });
  });
});

describe("nights", () => {
  test("are given once, by whatever way two ask for them", async () => {
    await withOffice(
      async (o) => {
        const guest = await o.customer("Ana Ruiz");
        const stay = async (unit: string) =>
          (
            await o.ask("stay_create", {
              ...{
                property: "harbour",
                unit,
                customer_identifier: guest,
                arrival: "2026-12-04",
                departure: "2026-12-06",
              },
            })
          ).stay.id;
        const [one, two] = [await stay("101"), await stay("102")];
        const both = await Promise.all([one, two].map((id) => raw(o, "stay_update", { id, unit: "Apt A" })));
        expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
        const other = {
          ...{
            property: "harbour",
            unit: "apt a",
            customer_identifier: guest,
            arrival: "2026-12-05",
            departure: "2026-12-07",
          },
        };
        expect((await o.refused("stay_create", other)).code).toBe("CONFLICT");
      },
      { settings: { "business.properties": [{ id: "harbour", name: "Harbour House" }] } },
    );
  });
});

describe("a list longer than what is looked at at once", () => {
  test("has all its pages, and so has the calendar that is read elsewhere", async () => {
    await withOffice(async (o) => {
      const { appointment } = await o.book(await o.customer("Ana Ruiz"), "2026-12-08", "9am");
      const copy = async (table: string, changed: Record<string, string>) => {
        const columns = await o.t.desk.database.slow.read(
          `SELECT name FROM pragma_table_info('${table}')`,
          [],
        );
        const names = columns.map(([name]) => String(name));
        return {
          sql: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
            INSERT INTO ${table} (${names.join(", ")}) SELECT ${names.map((name) => changed[name] ?? name).join(", ")}
            FROM ${table}, n WHERE ${table === "tickets" ? "id" : "ticket_id"} = ?`,
          args: [appointment.id as string],
        };
      };
      const at = (column: string) => `${column} + i * 60000`;
      await o.t.desk.database.write([
        await copy("tickets", { id: "id || i", number: "number + i" }),
        await copy("appointments", {
          ...{ ticket_id: "ticket_id || i", token: "token || i", starts_at: at("starts_at") },
          ...{ ends_at: at("ends_at"), busy_from: at("busy_from"), busy_until: at("busy_until") },
        }),
      ]);
      let found = 0;
      let cursor: string | undefined;
      do {
        const page = await o.ask("crm_query", {
          ...{ type: "tickets", filters: { from: "2026-12-08", until: "2026-12-09" }, limit: 100 },
          ...(cursor === undefined ? {} : { cursor }),
        });
        found += page.items.length;
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(found).toBe(1101);
      const { contacts } = await o
        .ask("crm_query", { type: "contacts" })
        .then(({ items }) => ({ contacts: items }));
      const whole = await runOperation<object>(o.t.desk, "contact.export", { id: contacts[0].id });
      expect(JSON.stringify(whole)).toContain("TKT-2100");
    });
  });
});

describe("notices of bookings", () => {
  test("carry nobody else's link, settle no question, and stop after a few", async () => {
    const d = await openTwilioDesk({
      clock: fakeClock(Date.UTC(2026, 10, 30, 15)),
      env: { BASE_URL: "https://desk.example.com" },
    });
    await d.t.set("business.zone", "America/Chicago");
    await d.t.set("business.hours", everyDay("09:00", "17:00"));
    const token = await d.t.token(
      "office:read",
      "office:write",
      "phone:read",
      "phone:write",
      "helpdesk:read",
    );
    const phone = "+13125550266";
    // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
    const ask = async (name: string, args: object): Promise<any> => {
      const { status, body } = await d.t.tool(name, args, token);
      if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
      await d.t.settle();
      return body;
    };
    await ask("create_contact", { name: "Ana Ruiz", phone });
    await longKnown(d.t);
    await ask("service_create", { name: "Parcel, pay https://evil.example/now please", minutes: 60 });
    await d.hook("sms", d.twilio.inboundSms({ from: phone, to: d.line, body: "Do you do gutters?" }));
    await d.t.settle();
    const { appointment } = await ask("schedule_appointment", {
      ...{ customer_identifier: phone, requested_date: "2026-12-08", requested_time: "9am" },
      services: ["Parcel, pay https://evil.example/now please"],
    });
    const told = () => d.twilio.messages.filter(({ to }) => to === phone).map(({ body }) => body);
    expect(told().at(-1)).toContain("Parcel, pay please is booked");
    expect(told().at(-1)).not.toContain("evil");
    const waiting = async () => (await ask("conversation_list", { unanswered: true })).conversations.length;
    expect(await waiting()).toBe(1);
    let id = appointment.ticket_id;
    for (let day = 9; day < 21; day++)
      id = (
        await ask("handle_reschedule_request", {
          ticket_id: id,
          new_date: `2026-12-${String(day).padStart(2, "0")}`,
        })
      ).new.ticket_id;
    expect(told().length).toBe(5);
    // A C is about what they were told last, which has moved on since without their knowing: it confirms nothing.
    await d.hook("sms", d.twilio.inboundSms({ from: phone, to: d.line, body: "C" }));
    await d.t.settle();
    expect((await ask("crm_query", { type: "tickets", id })).items[0].appointment.confirmed).toBe(false);
    await d.close();
  });
});
