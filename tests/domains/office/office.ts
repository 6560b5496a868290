import { fakeClock } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk, type TestDeskOptions } from "#tests/support/desk.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
type Body = any;

/** A desk with an office on it: its tools by one token, and what it says of a refusal. */
export interface Office {
  t: TestDesk;
  token: string;
  /** The answer. @throws what it was refused with */
  ask(name: string, args: Record<string, unknown>): Promise<Body>;
  /** What it was refused with. @throws where it was not */
  refused(name: string, args: Record<string, unknown>): Promise<Body>;
  customer(name: string, more?: Record<string, unknown>): Promise<string>;
  service(name: string, minutes: number, more?: Record<string, unknown>): Promise<string>;
  book(customer: string, date: string, time?: string, more?: Record<string, unknown>): Promise<Body>;
  close(): Promise<void>;
}

export const everyDay = (open: string, close: string) =>
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, { open, close }]));

/** Contacts of now are customers of long ago: to whom has only just been made one a booking's text counts like any other. */
export async function longKnown(t: TestDesk): Promise<void> {
  const twoDays = 2 * 86_400_000;
  await t.desk.database.write([
    {
      sql: "UPDATE contact_phones SET created_at = created_at - ? WHERE created_at > ?",
      args: [twoDays, t.clock.now() - twoDays / 2],
    },
  ]);
}

export async function openOffice(
  {
    zone = "America/Chicago",
    at = Date.UTC(2026, 10, 30, 15),
    hours = everyDay("09:00", "17:00"),
    settings = {},
  }: {
    zone?: string;
    at?: number;
    hours?: Record<string, unknown>;
    settings?: Record<string, unknown>;
  } = {},
  options: TestDeskOptions = {},
): Promise<Office> {
  const t = await openTestDesk({ clock: fakeClock(at), ...options });
  for (const [key, value] of Object.entries({ "business.zone": zone, "business.hours": hours, ...settings }))
    await t.set(key, value);
  const token = await t.token(
    "office:read",
    "office:write",
    "helpdesk:read",
    "helpdesk:write",
    "phone:read",
    "phone:write",
  );
  let numbers = 200;
  const office: Office = {
    t,
    token,
    async ask(name, args) {
      const { status, body } = await t.tool(name, args, token);
      if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    async refused(name, args) {
      const { status, body } = await t.tool(name, args, token);
      if (status < 400) throw new Error(`${name} was not refused: ${JSON.stringify(body)}`);
      return body;
    },
    async customer(name, more = {}) {
      const phone = `+1555010${String(numbers++).padStart(4, "0")}`;
      const { contact } = await office.ask("create_contact", { name, phone, ...more });
      await longKnown(t);
      return contact.id as string;
    },
    async service(name, minutes, more = {}) {
      const { service } = await office.ask("service_create", { name, minutes, ...more });
      return service.id as string;
    },
    async book(customer, date, time, more = {}) {
      return await office.ask("schedule_appointment", {
        ...{ customer_identifier: customer, requested_date: date },
        ...(time === undefined ? {} : { requested_time: time }),
        ...more,
      });
    },
    close: () => t.close(),
  };
  return office;
}
