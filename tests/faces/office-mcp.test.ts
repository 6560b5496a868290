import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type Office, openOffice } from "#tests/domains/office/office.ts";
import { type AnyClient, callTool, connectModern } from "#tests/support/clients.ts";

/** What the office adds to the protocol's face: questions, resources, prompts and completion. */
let o: Office;
let jose: string;
const options = () => ({
  url: `${o.t.config.baseUrl}/mcp`,
  token: o.token,
  fetch: async (input: string | URL, init?: RequestInit) =>
    await o.t.app.fetch(new Request(input as string, init), { address: "203.0.113.7" }),
});

beforeAll(async () => {
  o = await openOffice();
  await o.customer("Maria Garcia", { address: "45 Willow Lane, Middleton" });
  jose = await o.customer("Jose Garcia", { address: "9 Elm Street, Madison" });
});
afterAll(() => o.close());

const book = { customer_identifier: "Garcia", requested_date: "2026-12-07", requested_time: "10am" };

describe("several customers who may be meant", () => {
  /** A client whose person is asked, and answers. */
  async function askable(answer: (asked: Asked) => object) {
    const { url, token, fetch } = options();
    const client = new Client(
      { name: "asks", version: "1" },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: "auto" } },
    );
    client.setRequestHandler(
      "elicitation/create",
      async ({ params }) => answer(params as unknown as Asked) as never,
    );
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        fetch,
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return client;
  }

  interface Asked {
    message: string;
    requestedSchema: { properties: { choice: { oneOf: { const: string; title: string }[] } } };
  }

  test("are a question to a client that can ask its person, and the answer is the one", async () => {
    const asked: Asked[] = [];
    const client = await askable((params) => {
      asked.push(params);
      return { action: "accept", content: { choice: jose } };
    });
    const { structuredContent } = await callTool(client as AnyClient, "schedule_appointment", book);
    expect(structuredContent.appointment.customer.name).toBe("Jose Garcia");
    expect(asked.map(({ message }) => message)).toEqual(["Which customer is meant?"]);
    const [choice] = asked.map(({ requestedSchema }) => requestedSchema.properties.choice.oneOf);
    expect(choice?.map(({ title }) => title).sort()).toEqual([
      expect.stringContaining("Jose Garcia"),
      expect.stringContaining("45 Willow Lane"),
    ]);
    await client.close();
  });

  test("stay a refusal with those there are where the person says no", async () => {
    const client = await askable(() => ({ action: "decline" }));
    const { isError, content } = await callTool(client as AnyClient, "schedule_appointment", {
      ...book,
      requested_time: "2pm",
    });
    expect([isError, content[0]?.text.includes("2 customers fit that")]).toEqual([true, true]);
    await client.close();
  });

  test("are a refusal with those there are to everybody else", async () => {
    const client = await connectModern(options(), "auto");
    const { isError, content } = await callTool(client, "schedule_appointment", {
      ...book,
      requested_time: "2pm",
    });
    expect([isError, content.at(-1)?.text.includes("9 Elm Street")]).toEqual([true, true]);
    await client.close();
  });
});

describe("what can be read by address", () => {
  let client: AnyClient;
  beforeAll(async () => {
    client = await connectModern(options(), "legacy");
  });
  afterAll(() => client.close());

  test("are a customer and a ticket too", async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(
      expect.arrayContaining(["frontdesk://customers/{id}", "frontdesk://tickets/{ticketId}"]),
    );
    const read = async (uri: string) => {
      const { contents } = await client.readResource({ uri });
      return JSON.parse((contents[0] as { text: string }).text);
    };
    const { items } = await read(`frontdesk://customers/${jose}`);
    expect([items[0].name, items[0].history.appointments]).toEqual(["Jose Garcia", 1]);
    const { items: tickets } = await read("frontdesk://tickets/TKT-1000");
    expect(tickets[0]).toMatchObject({
      customer: { name: "Jose Garcia" },
      appointment: { local_time: "10:00" },
    });
    await expect(client.readResource({ uri: "frontdesk://tickets/TKT-9999" })).rejects.toThrow("NOT_FOUND");
  });

  test("begin conversations of the office, whose customers complete by name", async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(expect.arrayContaining(["reschedule", "call_notes"]));
    const { messages } = await client.getPrompt({
      name: "reschedule",
      arguments: { customer: "Jose Garcia", when: "tomorrow afternoon" },
    });
    expect(JSON.stringify(messages)).toContain("handle_reschedule_request");
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: "reschedule" },
      argument: { name: "customer", value: "jos" },
    });
    expect(completion.values).toEqual(["Jose Garcia"]);
  });
});
