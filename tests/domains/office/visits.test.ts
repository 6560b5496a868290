import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createOfficeRounds } from "#desk/office-rounds.ts";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { everyDay, longKnown } from "./office.ts";

/** The customer's own hand: what they are told, what they answer, and what the link lets them do. */
let d: TwilioDesk;
let token: string;
const ana = "+13125550204";
const ben = "+13125550205";
const hour = 3_600_000;

beforeAll(async () => {
  // Monday 30 November 2026, nine in the morning in Chicago.
  d = await openTwilioDesk({
    clock: fakeClock(Date.UTC(2026, 10, 30, 15)),
    env: { BASE_URL: "https://desk.example.com" },
  });
  await d.t.set("business.name", "Clearview");
  await d.t.set("business.zone", "America/Chicago");
  await d.t.set("business.hours", everyDay("09:00", "17:00"));
  token = await d.t.token("office:read", "office:write", "phone:read", "phone:write", "helpdesk:read");
  await ask("create_contact", { name: "Ana Ruiz", phone: ana });
  await ask("create_contact", { name: "Ben Cole", phone: ben });
  await ask("service_create", { name: "Screen cleaning", minutes: 60, price_minor: 9500 });
});
afterAll(async () => {
  expect(d.twilio.violations).toEqual([]);
  await d.close();
});

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
async function ask(name: string, args: object): Promise<any> {
  const { status, body } = await d.t.tool(name, args, token);
  if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
  await d.t.settle();
  if (name === "create_contact") await longKnown(d.t);
  return body;
}

const book = (phone: string, date: string, time: string, more: object = {}) =>
  ask("schedule_appointment", {
    ...{ customer_identifier: phone, requested_date: date, requested_time: time, services: ["screen"] },
    ...more,
  });
const texts = (to: string) => d.twilio.messages.filter((each) => each.to === to).map(({ body }) => body);
const linkIn = (text: string | undefined) =>
  /https:\/\/desk\.example\.com(\/visit\/[\w-]{16})/.exec(text ?? "")?.[1] ?? "";
const answers = (from: string, body: string) =>
  d.hook("sms", d.twilio.inboundSms({ from, to: d.line, body }));
const post = async (path: string, form: Record<string, string>) => {
  const answer = await d.t.request(path, {
    method: "POST",
    body: new URLSearchParams(form),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  await d.t.settle();
  return { status: answer.status, page: await answer.text() };
};
const ticket = async (id: string) => (await ask("crm_query", { type: "tickets", id })).items[0];
const rounds = () => createOfficeRounds(d.t.desk).keepTimes();

describe("a customer", () => {
  test("is told of the booking with what, when and a link, in one text", async () => {
    const { appointment } = await book(ana, "2026-12-07", "10am");
    const [told] = texts(ana);
    expect(told).toStartWith(
      "Clearview: Screen cleaning is booked for Monday 7 December, 10:00 am. Reply C to confirm or R to move it. https://",
    );
    expect(told?.length).toBeLessThanOrEqual(160);
    expect((await ticket(appointment.ticket_id)).appointment.confirmed).toBe(false);
  });

  test("confirms with C, and is thanked", async () => {
    await answers(ana, "C");
    const { items } = await ask("crm_query", { type: "tickets", filters: { date: "2026-12-07" } });
    expect(items[0].appointment.confirmed).toBe(true);
    expect(texts(ana).at(-1)).toBe(
      "Clearview: thank you, Screen cleaning on Monday 7 December, 10:00 am is confirmed.",
    );
    const before = texts(ana).length;
    await answers(ana, "Can you bring the long ladder?");
    expect(texts(ana)).toHaveLength(before);
  });

  test("asks with R for another time, and gets the link and some", async () => {
    await answers(ana, "r");
    const told = texts(ana).at(-1) ?? "";
    expect(told).toContain(
      "to move Screen cleaning on Monday 7 December, 10:00 am: https://desk.example.com/visit/",
    );
    expect(told).toContain("Free: ");
  });

  test("sees their appointment by the link, and nothing of anybody else's", async () => {
    const link = linkIn(texts(ana)[0]);
    const answer = await d.t.request(link);
    const page = await answer.text();
    expect([
      answer.status,
      answer.headers.get("cache-control"),
      answer.headers.get("referrer-policy"),
    ]).toEqual([...[200, "no-store", "no-referrer"]]);
    expect(page).toContain("Monday 7 December, 10:00 am");
    for (const secret of ["TKT-", "con_", "tkt_", "Ana Ruiz", ana, "/authorizations"])
      expect(page).not.toContain(secret);
    const ics = await (await d.t.request(`${link}/appointment.ics`)).text();
    expect(ics).toContain("DTSTART:20261207T160000Z");
    expect(ics).toContain("SUMMARY:Screen cleaning (Clearview)");
  });

  test("moves it to another free time by the link, which then leads to the new one", async () => {
    const link = linkIn(texts(ana)[0]);
    const page = await (await d.t.request(link)).text();
    const times = [...page.matchAll(/value="(2026-12-\d\dT[^"]+)"/g)].map(([, at]) => at ?? "");
    const wanted = times.find((at) => at.startsWith("2026-12-01T11")) ?? times[0] ?? "";
    const moved = await post(link, { action: "move", at: wanted });
    expect([moved.status, moved.page.includes("It is moved.")]).toEqual([200, true]);
    expect(await (await d.t.request(link)).text()).toContain("Tuesday 1 December");
    expect(texts(ana).at(-1)).toContain("is moved to Tuesday 1 December");
    const { items } = await ask("crm_query", { type: "tickets", filters: { date: "2026-12-07" } });
    expect(items).toEqual([]);
  });

  test("cancels it by the link while there is time, and not after", async () => {
    const { appointment } = await book(ben, "2026-12-09", "10am");
    const link = linkIn(texts(ben).at(-1));
    const cancelled = await post(link, { action: "cancel" });
    expect(cancelled.page).toContain("It is cancelled.");
    expect((await ticket(appointment.ticket_id)).status).toBe("cancelled");
    const soon = await book(ben, "tomorrow", "2pm");
    d.t.clock.advance(12 * hour);
    const late = linkIn(texts(ben).at(-1));
    expect((await post(late, { action: "cancel" })).page).toContain("It is too late to change this here.");
    expect((await ticket(soon.appointment.ticket_id)).status).toBe("scheduled");
    d.t.clock.advance(-12 * hour);
  });

  test("cannot take a time that is somebody else's, nor one that was made up", async () => {
    const { appointment } = await book(ana, "2026-12-10", "10am");
    await book(ben, "2026-12-10", "1pm");
    const link = linkIn(texts(ana).at(-1));
    for (const at of [
      "2026-12-10T13:00:00-06:00",
      "2026-12-10T03:00:00-06:00",
      "never",
      "2020-01-01T10:00:00Z",
    ])
      expect((await post(link, { action: "move", at })).page).not.toContain("It is moved.");
    expect((await ticket(appointment.ticket_id)).appointment.local_time).toBe("10:00");
  });
});

describe("a link", () => {
  test("that nobody was sent leads nowhere, whatever it looks like", async () => {
    for (const path of [
      "/visit/AAAAAAAAAAAAAAAA",
      "/visit/x",
      "/visit/tkt_01m7z9y4c0fc3k36ha5sw1et20",
      "/visit/..%2f..%2fetc",
    ])
      expect([path, (await d.t.request(path)).status]).toEqual([path, 404]);
    expect((await post("/visit/AAAAAAAAAAAAAAAA", { action: "cancel" })).status).toBe(404);
  });

  test("does nothing when it is only opened, as a preview opens it", async () => {
    const { appointment } = await book(ana, "2026-12-11", "10am");
    const link = linkIn(texts(ana).at(-1));
    for (const query of ["?action=cancel", "?action=confirm"]) await d.t.request(link + query);
    const { status, appointment: now } = await ticket(appointment.ticket_id);
    expect([status, now.confirmed]).toEqual(["scheduled", false]);
  });

  test("is nobody's whose form another site sends", async () => {
    const link = linkIn(texts(ana).at(-1));
    const answer = await d.t.request(link, {
      method: "POST",
      body: new URLSearchParams({ action: "cancel" }),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
      },
    });
    expect(answer.status).toBe(403);
  });
});

describe("a reminder", () => {
  test("goes out once, so many hours before, and not to who has just booked", async () => {
    await book(ana, "2026-12-14", "10am");
    const reminders = () => texts(ana).filter((text) => text.includes("a reminder of"));
    await rounds();
    await d.t.settle();
    expect(reminders()).toEqual([]);
    d.t.clock.set(Date.UTC(2026, 11, 13, 17));
    await book(ben, "tomorrow", "3pm");
    await rounds();
    await rounds();
    await d.t.settle();
    expect(reminders()).toHaveLength(1);
    expect(texts(ben).filter((text) => text.includes("a reminder of"))).toEqual([]);
  });

  test("is not sent to somebody who has said stop", async () => {
    await book(ben, "2026-12-17", "10am");
    await answers(ben, "STOP");
    const before = texts(ben).length;
    d.t.clock.set(Date.UTC(2026, 11, 16, 17));
    await rounds();
    await d.t.settle();
    expect(texts(ben).filter((text) => text.includes("a reminder of"))).toEqual([]);
    expect(texts(ben).length).toBeGreaterThanOrEqual(before);
  });
});

describe("the waiting list", () => {
  test("is offered what became free, takes it with C, and nobody else gets it meanwhile", async () => {
    d.t.clock.set(Date.UTC(2026, 11, 20, 16));
    const cy = "+13125550207";
    await ask("create_contact", { name: "Cy Dent", phone: cy });
    const wait = {
      customer_identifier: cy,
      until_date: "in 2 weeks",
      services: ["screen"],
      time: "afternoon",
    };
    const { entry } = await ask("waitlist_add", wait);
    expect((await ask("waitlist_add", wait)).created).toBe(false);
    const { appointment } = await book(ana, "2026-12-22", "2pm");
    const moved = await ask("handle_reschedule_request", {
      ...{ ticket_id: appointment.ticket_id, new_date: "2026-12-23", new_time: "9am" },
    });
    expect(moved.waitlist.map(({ id }: { id: string }) => id)).toEqual([entry.id]);
    const offer = { id: entry.id, date: "2026-12-22", time: "2pm" };
    const { appointment: held } = await ask("crm_action", {
      domain: "waitlist",
      action: "offer",
      data: offer,
    });
    expect([held.status, held.when]).toEqual(["held", "Tuesday 22 December, 2:00 pm (America/Chicago)"]);
    expect(texts(cy)[0]).toContain("has become free for Screen cleaning");
    const other = {
      customer_identifier: ana,
      requested_date: "2026-12-22",
      requested_time: "2pm",
      services: ["screen"],
    };
    expect((await d.t.tool("schedule_appointment", other, token)).status).toBe(409);
    await answers(cy, "C");
    expect((await ticket(held.ticket_id)).appointment).toMatchObject({ status: "booked", confirmed: true });
    const { items } = await ask("crm_query", { type: "waitlist", filters: { status: "any" } });
    expect(items[0].status).toBe("booked");
    expect(texts(cy).at(-1)).toContain("is yours");
  });

  test("waits on where the offer is not taken in time", async () => {
    const di = "+13125550208";
    await ask("create_contact", { name: "Di Park", phone: di });
    const { entry } = await ask("waitlist_add", {
      ...{ customer_identifier: di, until_date: "in 2 weeks", services: ["screen"] },
    });
    await ask("waitlist_offer", { id: entry.id, date: "2026-12-24", time: "2pm" });
    d.t.clock.advance(31 * 60_000);
    await rounds();
    const { items } = await ask("crm_query", { type: "waitlist", id: entry.id });
    expect(items[0].status).toBe("waiting");
    await answers(di, "C");
    const day = await ask("crm_query", { type: "tickets", filters: { date: "2026-12-24" } });
    expect(day.items).toEqual([]);
  });
});
