import { afterEach, beforeEach, expect, test } from "bun:test";
import { nameCall, nameMessage } from "#domains/phone/provider-names-store.ts";
import { sandboxLine } from "#domains/phone/sandbox/sandbox.ts";
import { runOperation } from "#src/cli/command.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { systemPrincipal } from "#webhooks/system.ts";

const customer = "+15550100200";
const line = { providerId: sandboxLine.providerId, number: sandboxLine.number };
let t: TestDesk;

beforeEach(async () => {
  t = await openTestDesk();
  await t.desk.outbox.close();
});

afterEach(() => t.close());

async function record(event: Record<string, unknown>): Promise<void> {
  const operation = t.desk.catalog.get(`${event["kind"]}.record`);
  if (!operation) throw new Error("no such operation");
  const outcome = await t.desk.gate.execute(
    operation,
    { provider: "sandbox", line, ...event },
    systemPrincipal,
    { requestId: "t" },
  );
  expect(outcome.kind).toBe("done");
}

const rows = (table: string, columns: string) =>
  t.desk.database.slow.read(`SELECT ${columns} FROM ${table} ORDER BY id`);

test("a call whose event came before the provider's answer stays one call, with what the event told", async () => {
  const { call } = await runOperation<{ call: { id: string } }>(t.desk, "call.make", { to: customer });
  const at = t.clock.now();
  await record({
    kind: "call",
    providerId: "X1",
    direction: "outbound",
    peer: customer,
    status: "completed",
    duration: 9,
    at,
    answeredAt: at,
    completedAt: at + 9000,
    updatedAt: at + 9000,
  });
  expect(await rows("calls", "id")).toHaveLength(1);
  for (let i = 0; i < 2; i++) await t.desk.database.write(nameCall(call.id, "sandbox", "X1"));
  expect(await rows("calls", "id, provider_id, status, duration")).toEqual([[call.id, "X1", "completed", 9]]);
});

test("a text somebody asked for keeps its name and its row, whoever else is to have that name", async () => {
  const send = async (content: string) =>
    (await runOperation<{ messages: { id: string }[] }>(t.desk, "message.send", { to: [customer], content }))
      .messages[0]?.id ?? "";
  const [first, second] = [await send("one"), await send("two")];
  await t.desk.database.write(nameMessage(first, "sandbox", "X1"));
  await t.desk.database.write(nameMessage(second, "sandbox", "X1"));
  expect(await rows("messages", "id, provider_id")).toEqual([
    [first, "X1"],
    [second, null],
  ]);
});

test("a text whose event came before the provider's answer stays one text", async () => {
  const id =
    (
      await runOperation<{ messages: { id: string }[] }>(t.desk, "message.send", {
        to: [customer],
        content: "one",
      })
    ).messages[0]?.id ?? "";
  const event = {
    kind: "message",
    providerId: "X1",
    direction: "outbound",
    peer: customer,
    content: "other words",
    media: [],
    status: "delivered",
    at: t.clock.now(),
  };
  await record(event);
  expect(await rows("messages", "id")).toHaveLength(2);
  await t.desk.database.write(nameMessage(id, "sandbox", "X1"));
  expect(await rows("messages", "id, provider_id, status, content")).toEqual([
    [id, "X1", "delivered", "one"],
  ]);
});
