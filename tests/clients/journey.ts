import { expect } from "bun:test";
import { type AnyClient, callTool, type Progress } from "#tests/support/clients.ts";

const customer = "+15550100200";
const conversation = `frontdesk://conversations/${customer}`;

/** Everything a client does on a first day with the desk; `text` is one that was not sent before. */
export async function walkThrough(client: AnyClient, text: string): Promise<void> {
  await textsACustomer(client, text);
  await readsTheConversation(client, text);
  await usesAPrompt(client);
  await isToldHowFarACallIs(client, text);
  await isRefused(client);
}

async function textsACustomer(client: AnyClient, text: string): Promise<void> {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("send_sms");
  const sent = await callTool(client, "send_sms", { to: [customer], content: text });
  expect(sent.structuredContent.messages[0].status).toBe("sent");
  const read = await callTool(client, "get_message_history", { phoneNumber: customer, limit: 50 });
  expect(read.structuredContent.messages).toContainEqual(
    expect.objectContaining({ to: customer, direction: "outbound", content: text }),
  );
}

async function readsTheConversation(client: AnyClient, text: string): Promise<void> {
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain(
    "frontdesk://conversations/{phoneNumber}",
  );
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toContain(conversation);
  const { contents } = await client.readResource({ uri: conversation });
  expect(contents).toEqual([
    expect.objectContaining({ uri: conversation, text: expect.stringContaining(text) }),
  ]);
}

async function usesAPrompt(client: AnyClient): Promise<void> {
  const name = "urgent_problem";
  const { prompts } = await client.listPrompts();
  expect(prompts.map((prompt) => prompt.name)).toContain(name);
  const given = { problem: "Water on the floor of flat 3", responsible: customer };
  const { messages } = await client.getPrompt({ name, arguments: given });
  expect(messages[0]?.content).toMatchObject({ text: expect.stringContaining(given.problem) });
  const { completion } = await client.complete({
    ref: { type: "ref/prompt", name },
    argument: { name: "responsible", value: "555" },
  });
  expect(completion.values).toContain(customer);
}

async function isToldHowFarACallIs(client: AnyClient, text: string): Promise<void> {
  const to = ["+15550100411", "+15550100412", "+15550100413"];
  const steps: Progress[] = [];
  const sent = await callTool(
    client,
    "send_sms",
    { to, content: text, reasoning: "The user asked for it." },
    (step) => steps.push(step),
  );
  expect(sent.structuredContent.messages.map((each: { status: string }) => each.status)).toEqual(
    to.map(() => "sent"),
  );
  expect(steps).toEqual([1, 2, 3].map((progress) => expect.objectContaining({ progress, total: 3 })));
}

async function isRefused(client: AnyClient): Promise<void> {
  await expect(callTool(client, "rm_rf", {})).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining("Unknown tool: rm_rf"),
  });
  const refused = await callTool(client, "send_sms", { to: ["nobody"], content: "Hi" });
  expect(refused.isError).toBe(true);
  expect(refused.content[0]?.text).toStartWith("VALIDATION_ERROR");
}
