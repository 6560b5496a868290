import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runDeskCommand } from "#src/cli/run.ts";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { type AnyClient, callTool, connectModern } from "#tests/support/clients.ts";
import { fakeClock } from "#tests/support/clock.ts";

/** What the office document has an assistant do, through a client of the protocol, on the made-up business. */
let d: TwilioDesk;
let client: AnyClient;
const garcia = "+16085550103";

beforeAll(async () => {
  // Friday 15 January 2027, nine in the morning in Madison.
  d = await openTwilioDesk({ clock: fakeClock(Date.UTC(2027, 0, 15, 15)) });
  await d.t.set("business.name", "Clearview");
  await d.t.set("business.zone", "America/Chicago");
  const { code = 0 } = await runDeskCommand(d.t.desk, ["demo", "load"]);
  expect(code).toBe(0);
  client = await connectModern(
    {
      url: `${d.t.config.baseUrl}/mcp`,
      token: await d.t.token("office:read", "office:write", "helpdesk:read", "phone:read"),
      fetch: async (input, init) =>
        await d.t.app.fetch(new Request(input as string, init), { address: "203.0.113.7" }),
    },
    "legacy",
  );
});
afterAll(async () => {
  await client.close();
  await d.close();
});

const ask = async (name: string, args: Record<string, unknown>) => {
  const { structuredContent, isError, content } = await callTool(client, name, args);
  if (isError) throw new Error(content[0]?.text);
  return structuredContent;
};

describe("what the office can do", () => {
  test("is told by the catalog: domains, actions with their permission, data types", async () => {
    const { domains, data_types } = await ask("crm_capabilities", {});
    const ticket = domains.find(({ domain }: { domain: string }) => domain === "ticket");
    expect(ticket.description).toBe("Ticket lifecycle management");
    const permissions = Object.fromEntries(
      ticket.actions.map(({ name, permission }: { name: string; permission: string }) => [name, permission]),
    );
    expect(permissions).toMatchObject({
      create: "unrestricted",
      update: "unrestricted",
      cancel: "soft_limit",
    });
    const tickets = data_types.find(({ type }: { type: string }) => type === "tickets");
    expect(tickets.filters).toEqual(expect.arrayContaining(["status", "date", "customer_id"]));
    expect(tickets.includes.sort()).toEqual(["address", "customer", "line_items"]);
    const types = data_types.map(({ type }: { type: string }) => type);
    for (const type of ["contacts", "tickets", "services", "messages", "attributes", "calls", "reminders"])
      expect(types).toContain(type);
    const one = await ask("crm_capabilities", { domain: "contact" });
    const erase = one.domains[0].actions.find(({ name }: { name: string }) => name === "delete");
    expect([erase.permission, erase.parameters.required]).toEqual(["requires_authorization", ["id"]]);
  });

  test("is the same over REST, in the document's envelope", async () => {
    const answer = await d.t.request("/api/capabilities", {
      headers: { authorization: `Bearer ${await d.t.token("office:read")}` },
    });
    const { success, data } = await answer.json();
    expect([success, data.version]).toEqual([true, "1.0"]);
    expect(data.data_types.map(({ type }: { type: string }) => type)).toContain("tickets");
  });
});

describe("a reschedule request", () => {
  test("finds today's job by name and moves it to tomorrow afternoon, with the gap that is left", async () => {
    const found = await ask("crm_query", { type: "tickets", filters: { date: "today", search: "Garcia" } });
    expect(found.items.map(({ appointment }: { appointment: { when: string } }) => appointment.when)).toEqual(
      ["Friday 15 January, 3:30 pm (America/Chicago)"],
    );
    const moved = await ask("handle_reschedule_request", {
      ticket_id: found.items[0].ticket_id,
      new_date: "tomorrow",
      new_time: "afternoon",
      reason: "Customer request - scheduling conflict",
    });
    expect([moved.old.when, moved.new.when]).toEqual([
      "Friday 15 January, 3:30 pm (America/Chicago)",
      "Saturday 16 January, 2:00 pm (America/Chicago)",
    ]);
    expect(moved.gap.said).toBe("3:30 pm to 5:00 pm, before Park Place HOA");
    expect(moved.waitlist.map(({ customer }: { customer: { name: string } }) => customer.name)).toEqual([
      "Chidi Okafor",
    ]);
    expect([moved.confirmation.status, moved.confirmation.to]).toEqual(["queued", garcia]);
    await d.t.settle();
    expect(
      d.twilio.messages.map(({ to, body }) => [to, body.includes("Saturday 16 January, 2:00 pm")]),
    ).toEqual([[garcia, true]]);
  });

  test("the same again changes nothing, and the old number leads to the new time", async () => {
    const today = await ask("crm_query", {
      type: "tickets",
      filters: { date: "today", search: "Garcia", status: "any" },
    });
    const old = today.items[0].ticket_id;
    const again = await ask("handle_reschedule_request", {
      ticket_id: old,
      new_date: "tomorrow",
      new_time: "2pm",
    });
    expect([again.moved, again.new.moved_from]).toEqual([false, old]);
    expect(d.twilio.messages).toHaveLength(1);
  });
});

describe("deleting an account with history", () => {
  test("waits for a person, who is told what it is worth", async () => {
    const { customers } = await ask("find_customer", { query: "Johnson", include_history: true });
    expect([customers[0].history.appointments, customers[0].history.billed]).toEqual([16, "$4,500.00"]);
    const waiting = await ask("crm_action", {
      domain: "contact",
      action: "delete",
      data: { id: customers[0].id },
      reasoning: "User requested. Johnsons confirmed moved out of state.",
    });
    expect(waiting.status).toBe("authorization_required");
    expect(waiting.reason).toContain("$4,500.00");
    const { status } = await ask("get_authorization", { queue_id: waiting.queue_id });
    expect(status).toBe("pending");
  });
});

describe("customers half remembered", () => {
  test("are found by what was noted of them", async () => {
    const first = async (query: string) => (await ask("find_customer", { query })).customers[0]?.name;
    expect(await first("elderly woman in Madison")).toBe("Martha Whitfield");
    expect(await first("lindkvist")).toBe("Astrid Lindqvist");
    expect(await first("608 555 0109")).toBe("Linh Nguyen");
    expect(await first("allergic to ammonia")).toBe("Linh Nguyen");
    expect(await first("Baker Street")).toBe("Baker Street Books");
  });
});

describe("what cannot be", () => {
  test("a wrong type, filter, include or action says the right ones", async () => {
    const wrong = async (name: string, args: Record<string, unknown>) =>
      (await callTool(client, name, args)).content.at(-1)?.text ?? "";
    expect(await wrong("crm_query", { type: "customers" })).toContain("contacts, attributes, tickets");
    expect(await wrong("crm_query", { type: "tickets", filters: { day: "today" } })).toContain("customer_id");
    expect(await wrong("crm_query", { type: "tickets", include: ["invoice"] })).toContain("line_items");
    expect(await wrong("crm_action", { domain: "ticket", action: "explode", data: {} })).toContain("cancel");
    expect(await wrong("crm_update", { domain: "ticket", action: "cancel", data: {} })).toContain("One of: ");
    expect(await wrong("crm_action", { domain: "ticket", action: "cancel", data: { number: 1 } })).toContain(
      "id",
    );
  });

  test("cancelling an appointment needs a reason", async () => {
    const { items } = await ask("crm_query", {
      type: "tickets",
      filters: { date: "today", search: "Smith Dental" },
    });
    const cancel = { domain: "ticket", action: "cancel", data: { id: items[0].ticket_id } };
    const refused = await callTool(client, "crm_action", cancel);
    expect(refused.content[0]?.text).toContain("REASONING_REQUIRED");
    const { ticket } = await ask("crm_action", {
      ...cancel,
      reasoning: "They called: the office is closed today.",
    });
    expect(ticket.status).toBe("cancelled");
  });
});

test("the made-up business goes without a trace", async () => {
  const { code = 0 } = await runDeskCommand(d.t.desk, ["demo", "remove"]);
  expect(code).toBe(0);
  const counts = await Promise.all(
    [
      "contacts",
      "tickets",
      "appointments",
      "services",
      "line_items",
      "waitlist",
      "reminders",
      "messages",
    ].map(async (table) => (await d.t.desk.database.slow.read(`SELECT count(*) FROM ${table}`, []))[0]?.[0]),
  );
  expect(counts).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(d.t.desk.settings().get("business.hours").sat).toBeNull();
});
