import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  connectEarlier,
  connectEarlierSse,
  connectModern,
  connectModernSse,
  watchUpdates,
} from "#tests/support/clients.ts";
import { type ServerProcess, startServer } from "#tests/support/process.ts";
import { makeToken, until, writeAsCustomer } from "./desk-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
}, 30_000);

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const pinned = { pin: "2026-07-28" };
/** How soon a stream ends after its token is taken back, in milliseconds. */
const soon = 2000;

const conversation = (phoneNumber: string) => `frontdesk://conversations/${phoneNumber}`;

const subscribers = [
  ["SDK 1.x", connectEarlierSse, "+15550100501", "+15550100511"],
  ["SDK 2.x", connectModernSse, "+15550100502", "+15550100512"],
] as const;

test.each(subscribers)(
  "%s over HTTP+SSE is told of a customer's text, until it unsubscribes",
  async (_name, connect, customer, another) => {
    const { token } = await makeToken(server);
    const client = await connect({ url: `${server.url}/sse`, token });
    const uri = conversation(customer);
    const told = watchUpdates(client);
    await client.subscribeResource({ uri });
    await writeAsCustomer(server.url, "+15550100599", "This is a third conversation");
    await writeAsCustomer(server.url, customer, "Is the flat free?");
    await until(() => told.length > 0, "the update");
    expect(told).toEqual([uri]);
    await client.unsubscribeResource({ uri });
    await client.subscribeResource({ uri: conversation(another) });
    await writeAsCustomer(server.url, customer, "Hello?");
    await writeAsCustomer(server.url, another, "Are you there?");
    await until(() => told.length > 1, "the other's update");
    expect(told).toEqual([uri, conversation(another)]);
    await client.close();
  },
  20_000,
);

test("SDK 2.x, pinned to 2026-07-28, is told of a customer's text while it listens", async () => {
  const { token } = await makeToken(server);
  const client = await connectModern({ url: `${server.url}/mcp`, token }, pinned);
  const uri = conversation("+15550100503");
  const told = watchUpdates(client);
  const subscription = await client.listen({ resourceSubscriptions: [uri] });
  expect(subscription.honoredFilter).toEqual({ resourceSubscriptions: [uri] });
  await writeAsCustomer(server.url, "+15550100599", "This is another conversation again");
  await writeAsCustomer(server.url, "+15550100503", "Is the flat free?");
  await until(() => told.length > 0, "the update");
  expect(told).toEqual([uri]);
  await subscription.close();
  expect(await subscription.closed).toBe("local");
  await client.close();
}, 20_000);

test("over Streamable HTTP before 2026-07-28 nothing can be subscribed to", async () => {
  const { token } = await makeToken(server);
  const client = await connectEarlier({ url: `${server.url}/mcp`, token });
  expect(client.getServerCapabilities()?.resources).toEqual({});
  const uri = conversation("+15550100503");
  await expect(client.subscribeResource({ uri })).rejects.toMatchObject({ code: -32601 });
  await client.close();
}, 20_000);

test("a token that is revoked ends its open stream of HTTP+SSE, and no other", async () => {
  const [mine, other] = [await makeToken(server), await makeToken(server)];
  const [ending, staying] = [await openStream(mine.token), await openStream(other.token)];
  await mine.revoke();
  const revokedAt = Date.now();
  await ending.ended;
  expect(Date.now() - revokedAt).toBeLessThan(soon);
  expect(await Promise.race([staying.ended, Bun.sleep(200).then(() => "open")])).toBe("open");
  await staying.close();
}, 20_000);

test("a token that is revoked ends its open subscriptions/listen", async () => {
  const { token, revoke } = await makeToken(server);
  const client = await connectModern({ url: `${server.url}/mcp`, token }, pinned);
  const uri = conversation("+15550100503");
  const { closed } = await client.listen({ resourceSubscriptions: [uri] });
  await revoke();
  const revokedAt = Date.now();
  expect(await closed).toBe("remote");
  expect(Date.now() - revokedAt).toBeLessThan(soon);
  await expect(client.listen({ resourceSubscriptions: [uri] })).rejects.toThrow();
  await client.close();
}, 20_000);

/** A stream of the earlier transport, read to its end. */
async function openStream(token: string): Promise<{ ended: Promise<"ended">; close(): Promise<void> }> {
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  const answer = await fetch(`${server.url}/sse`, { headers });
  expect(answer.status).toBe(200);
  const reader = answer.body!.getReader();
  await reader.read();
  const toTheEnd = async (): Promise<"ended"> => {
    for (;;) if ((await reader.read()).done) return "ended";
  };
  return { ended: toTheEnd(), close: () => reader.cancel() };
}
