import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runDeskCommand } from "#src/cli/run.ts";
import { type AnyClient, callTool, connectModern } from "#tests/support/clients.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

/** What the office document has an assistant say of a morning and of a call, from what the tools answer. */
let t: TestDesk;
let client: AnyClient;

beforeAll(async () => {
  // Friday 15 January 2027, eight in the morning in Madison.
  t = await openTestDesk({ clock: fakeClock(Date.UTC(2027, 0, 15, 14)) });
  await t.set("business.name", "Clearview");
  await t.set("business.zone", "America/Chicago");
  const { code = 0 } = await runDeskCommand(t.desk, ["demo", "load"]);
  expect(code).toBe(0);
  client = await connectModern(
    {
      url: `${t.config.baseUrl}/mcp`,
      token: await t.token("office:read", "office:write", "helpdesk:read", "phone:read"),
      fetch: async (input, init) =>
        await t.app.fetch(new Request(input as string, init), { address: "203.0.113.7" }),
    },
    "legacy",
  );
});
afterAll(async () => {
  await client.close();
  await t.close();
});

const ask = async (name: string, args: Record<string, unknown>) => {
  const { structuredContent, isError, content } = await callTool(client, name, args);
  if (isError) throw new Error(content[0]?.text);
  return structuredContent;
};

describe("what's on today?", () => {
  test("four appointments, two leads, one overdue invoice, with the document's facts", async () => {
    const day = await ask("daily_briefing", {});
    expect(day.date).toBe("2027-01-15");
    expect(
      day.appointments.map(({ time, customer, length }: Record<string, Record<string, string>>) => [
        ...[time, customer?.["name"], length],
      ]),
    ).toEqual([
      ["9:00 am", "Johnson Family", "3 hrs"],
      ["1:00 pm", "Smith Dental", "2 hrs"],
      ["3:30 pm", "Maria Garcia", "1 hr"],
      ["5:00 pm", "Park Place HOA", "2 hrs"],
    ] as never);
    expect(day.leads.map(({ name, urgency }: { name: string; urgency: string }) => [name, urgency])).toEqual([
      ["Mary Thompson", "high"],
      ["Riverside Apartments", "medium"],
    ]);
    expect(
      day.overdue_invoices.map(({ number, customer, balance, days_overdue }: Record<string, unknown>) => ({
        ...{ number, customer, balance, days_overdue },
      })),
    ).toEqual([{ number: "INV-1234", customer: "Tom Wilson", balance: "$450.00", days_overdue: 15 }]);
    for (const said of ["Johnson", "Smith Dental", "Garcia", "Park Place", "Mary Thompson", "Wilson"])
      expect(day.text).toContain(said);
    expect(day.text.split(/\s+/).length).toBeLessThan(260);
  });

  test("any other day by its name, in the business's zone, with the week where it is asked for", async () => {
    const { date, is_today, week } = await ask("daily_briefing", {
      date: "tomorrow",
      include_week_preview: true,
    });
    expect([date, is_today]).toEqual(["2027-01-16", false]);
    expect(week).toHaveLength(7);
    expect(await callTool(client, "daily_briefing", { date: "someday" })).toMatchObject({ isError: true });
  });
});

describe("just got off the phone", () => {
  const raw_notes =
    "Elderly woman Martha, 456 Oak Street Madison. Large Victorian 25+ windows. Husband passed last year, can't do outdoor maintenance. Wants quote, interested in regular service.";
  const call = {
    ...{ raw_notes, source: "phone_call", urgency: "medium" },
    ...{ schedule_followup: true, followup_date: "3 days" },
  };

  test("is a lead with what was said taken apart, and a reminder in three days", async () => {
    const { lead, read_by, follow_up } = await ask("process_lead", call);
    expect([lead.name, lead.source, lead.urgency, lead.status, lead.address]).toEqual([
      ...["Martha", "phone_call", "medium", "new", "456 Oak Street Madison"],
    ]);
    expect(lead.property).toBe("Large Victorian 25+ windows");
    expect(lead.context).toBe("Elderly woman. Husband passed last year, can't do outdoor maintenance");
    expect(lead.interest).toBe("Wants quote, interested in regular service");
    expect(Object.keys(lead.confidence).sort()).toEqual([
      ...["address", "context", "interest", "name", "property"],
    ]);
    for (const confidence of Object.values(lead.confidence)) expect(confidence).toBeWithin(0.5, 1);
    expect([read_by, follow_up]).toEqual(["rules", "Monday 18 January, 9:00 am"]);
    const { items } = await ask("crm_query", { type: "leads", filters: { search: "Martha" } });
    expect(items).toHaveLength(1);
  });

  test("told twice it is one lead, and the follow-up is in the briefing of its day", async () => {
    expect((await ask("process_lead", call)).hint).toBe("It was taken down already.");
    const { items } = await ask("crm_query", { type: "leads", filters: { search: "Martha" } });
    expect(items).toHaveLength(1);
    const { reminders, leads } = await ask("daily_briefing", { date: "2027-01-18" });
    expect(JSON.stringify([reminders, leads])).toContain("Martha");
  });
});

describe("over the protocol", () => {
  test("an invoice and the day can be read, and what there is to say of them starts a conversation", async () => {
    const { items } = await ask("crm_query", { type: "invoices", filters: { status: "overdue" } });
    const uri = `frontdesk://invoices/${items[0].id}`;
    const { contents } = await client.readResource({ uri });
    expect(JSON.stringify(contents)).toContain("INV-1234");
    const { resources } = await client.listResources();
    const today = resources.find(({ uri: each }: { uri: string }) => each.startsWith("frontdesk://day/"));
    const day = await client.readResource({ uri: today?.uri ?? "" });
    expect(JSON.stringify(day.contents)).toContain("Garcia");
    const { prompts } = await client.listPrompts();
    const names = prompts.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["briefing", "call_notes"]));
    const { messages } = await client.getPrompt({ name: "briefing", arguments: {} });
    expect(JSON.stringify(messages)).toContain("daily_briefing");
  });
});
