import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { runOperation } from "#src/cli/command.ts";
import { becomeOwner } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { isNotHere } from "#tests/support/sqld.ts";

interface Told {
  headers: Headers;
  raw: string;
  body: { type: string; timestamp: string; data: { ticket: { ticketId: string; status: string } } };
}

let t: TestDesk;
let token: string;
let elsewhere: Bun.Server<undefined>;
let told: Told[];
let answer: (request: Request) => Response | Promise<Response>;

beforeEach(async () => {
  told = [];
  answer = () => new Response(null, { status: 204 });
  elsewhere = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const raw = await request.text();
      told.push({ headers: request.headers, raw, body: JSON.parse(raw) });
      return await answer(request);
    },
  });
  t = await openTestDesk({ reaching: { allowLoopback: true, patience: 300 } });
  token = await t.token("helpdesk:write");
});

afterEach(async () => {
  await t.close();
  await elsewhere.stop(true);
});

const subscribe = (input: object = {}) =>
  runOperation<{ id: string; secret: string }>(t.desk, "webhook.add", {
    url: `http://127.0.0.1:${elsewhere.port}/hook`,
    ...input,
  });

async function openTicket(description = "No WiFi"): Promise<string> {
  const { body } = await t.tool("create_ticket", { description, category: "WiFi" }, token);
  await deliver();
  return body.ticketId;
}

/** What is due is tried; twice, for what a first round has put on. */
async function deliver(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    t.desk.deliverer.wake();
    await t.desk.deliverer.idle();
  }
}

const list = (state?: string) =>
  runOperation<{
    webhooks: { state: string }[];
    deliveries: { id: string; type: string; state: string; attempts: number; lastStatus: number | null }[];
  }>(t.desk, "webhook.list", state ? { state } : {});

describe("a subscriber", () => {
  test("is told of each event once, signed as Standard Webhooks has it", async () => {
    const { secret } = await subscribe();
    const ticketId = await openTicket();
    await t.tool("append_ticket_note", { ticketId, note: "More of it" }, token);
    await t.tool("ticket_set_status", { ticketId, status: "in_progress" }, token);
    await deliver();
    expect(told.map(({ body }) => body.type)).toEqual(["ticket.created", "ticket.noted", "ticket.changed"]);
    expect(told[2]!.body.data.ticket).toMatchObject({ ticketId, status: "in_progress" });
    for (const { headers, raw } of told) {
      const [id, timestamp] = [headers.get("webhook-id"), headers.get("webhook-timestamp")];
      const key = Buffer.from(secret.slice(6), "base64");
      const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${raw}`).digest("base64");
      expect(headers.get("webhook-signature")).toBe(`v1,${expected}`);
      expect(id).toMatch(/^dlv_/);
    }
    await deliver();
    expect(told).toHaveLength(3);
  });

  test("is told of what it wants, and of nothing from before it was there", async () => {
    await openTicket("Before");
    t.clock.advance(1000);
    await subscribe({ events: ["ticket.changed"] });
    const ticketId = await openTicket("After");
    await t.tool("ticket_set_status", { ticketId, status: "closed" }, token);
    await deliver();
    expect(told.map(({ body }) => [body.type, body.data.ticket.ticketId])).toEqual([
      ["ticket.changed", ticketId],
    ]);
  });

  test("is told of leads, quotes, invoices and payments as they are then", async () => {
    const office = await t.token("office:read", "office:write");
    const call = async (name: string, args: object) => (await t.tool(name, args, office)).body;
    await subscribe({ events: ["lead.created", "quote.accepted", "invoice.changed", "payment.received"] });
    await call("process_lead", { raw_notes: "Name: Ada Lovelace. Wants a quote." });
    const { contact } = await call("create_contact", { name: "Ada" });
    const lines = [{ description: "Windows", price_minor: 4500 }];
    const { invoice } = await call("invoice_create", { customer_identifier: contact.id, lines });
    const why = { reasoning: "As was agreed" };
    await call("send_invoice", { invoice_id: invoice.id, include_payment_link: false, ...why });
    await call("invoice_mark_paid", { invoice: invoice.id, method: "cash", ...why });
    await deliver();
    const types = told.map(({ body }) => body.type);
    const last = (type: string) =>
      told.findLast(({ body }) => body.type === type)?.body.data as unknown as Record<string, object>;
    expect(last("payment.received")["payment"]).toMatchObject({ amount: "$45.00", method: "cash" });
    expect(types.filter((type) => type === "invoice.changed").length).toBeGreaterThanOrEqual(3);
    expect(last("lead.created")["lead"]).toMatchObject({ name: "Ada Lovelace" });
    expect(last("invoice.changed")["invoice"]).toMatchObject({ status: "paid", balance: "$0.00" });
  });

  test("is tried out with an event that says nothing, on the page as at the command line", async () => {
    const ada = await becomeOwner(t);
    const { id } = await subscribe({ events: ["ticket.changed"] });
    const page = await (await ada.submit("/settings/subscribers", { action: "test", id })).text();
    expect(page).toContain("A test is on its way.");
    await deliver();
    expect(told.map(({ raw }) => JSON.parse(raw))).toMatchObject([{ type: "ping", data: {} }]);
    expect((await list("delivered")).deliveries).toMatchObject([{ type: "ping", attempts: 1 }]);
    expect(await (await ada.get("/settings/subscribers")).text()).toContain("a test");
    await expect(runOperation(t.desk, "webhook.test", { webhook: "whk_none" })).rejects.toThrow(
      "There is no such address.",
    );
  });

  test("that is removed is told nothing any more", async () => {
    const { id } = await subscribe();
    await runOperation(t.desk, "webhook.remove", { webhook: id });
    await openTicket();
    expect([told, (await list()).deliveries]).toEqual([[], []]);
  });

  test.skipIf(isNotHere("a rotated secret", "the root secret is the environment’s there"))(
    "keeps its key when the root secret is changed",
    async () => {
      const { secret } = await subscribe();
      await t.desk.rotateSecret();
      await t.desk.rotateSecret();
      await openTicket();
      const { headers, raw } = told[0]!;
      const key = Buffer.from(secret.slice(6), "base64");
      const signed = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${raw}`;
      expect(headers.get("webhook-signature")).toBe(
        `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
      );
    },
  );
});

describe("a delivery that is not taken", () => {
  test("is tried again with longer pauses, the same id and body, until it is", async () => {
    await subscribe();
    answer = () => new Response(null, { status: 500 });
    await openTicket();
    expect(told).toHaveLength(1);
    t.clock.advance(4999);
    await deliver();
    expect(told).toHaveLength(1);
    t.clock.advance(1);
    await deliver();
    expect(told).toHaveLength(2);
    answer = () => new Response(null, { status: 200 });
    t.clock.advance(30_000);
    await deliver();
    expect(told).toHaveLength(3);
    expect(new Set(told.map(({ raw, headers }) => `${headers.get("webhook-id")} ${raw}`)).size).toBe(1);
    expect((await list()).deliveries).toMatchObject([{ state: "delivered", attempts: 3, lastStatus: 200 }]);
  });

  test("is dead after some three days, is seen, and is told when a person says so", async () => {
    await subscribe();
    answer = () => new Response(null, { status: 503 });
    await openTicket();
    let waited = 0;
    for (let tries = 0; tries < 20 && (await list("dead")).deliveries.length === 0; tries++) {
      t.clock.advance(86_400_000);
      waited++;
      await deliver();
    }
    expect([told.length, waited]).toEqual([12, 11]);
    const [dead] = (await list("dead")).deliveries;
    t.clock.advance(86_400_000);
    await deliver();
    expect(told).toHaveLength(12);
    answer = () => new Response(null, { status: 200 });
    await runOperation(t.desk, "webhook.replay", { delivery: dead!.id });
    await deliver();
    expect((await list("delivered")).deliveries).toMatchObject([{ id: dead!.id, attempts: 1 }]);
  });

  test("for want of an answer counts as not taken, and holds up nobody else", async () => {
    await subscribe();
    answer = () => new Promise<Response>(() => undefined);
    await openTicket();
    expect((await list()).deliveries).toMatchObject([{ state: "pending", attempts: 1, lastStatus: null }]);
  });

  test("does not follow a redirect", async () => {
    await subscribe();
    answer = () => Response.redirect(`http://127.0.0.1:${elsewhere.port}/other`, 307);
    await openTicket();
    expect(told).toHaveLength(1);
    expect((await list()).deliveries).toMatchObject([{ state: "pending", lastStatus: 307 }]);
  });

  test("with 410 ends the subscription and what waits for it", async () => {
    await subscribe();
    answer = () => new Response(null, { status: 500 });
    await openTicket("One");
    answer = () => new Response(null, { status: 410 });
    await openTicket("Two");
    const { webhooks, deliveries } = await list();
    expect([webhooks[0]!.state, deliveries.map(({ state }) => state)]).toEqual(["gone", ["dead", "dead"]]);
    const before = told.length;
    t.clock.advance(86_400_000);
    await openTicket("Three");
    expect(told).toHaveLength(before);
    await expect(runOperation(t.desk, "webhook.replay", { delivery: deliveries[0]!.id })).rejects.toThrow(
      "no more",
    );
  });
});

test("after ten minutes without a taker the helpdesk is unhealthy and readyz 503, and well again when it is taken", async () => {
  const ready = async () => {
    const answer = await t.request("/readyz");
    const { status, checks } = (await answer.json()) as { status: string; checks: { helpdesk: string } };
    return [answer.status, status, checks.helpdesk];
  };
  await subscribe();
  await openTicket();
  answer = () => new Response(null, { status: 500 });
  await openTicket();
  t.clock.advance(599_999);
  expect(await ready()).toEqual([200, "ready", "healthy"]);
  t.clock.advance(1);
  expect(await ready()).toEqual([503, "unavailable", "unhealthy"]);
  answer = () => new Response(null, { status: 200 });
  await deliver();
  expect(await ready()).toEqual([200, "ready", "healthy"]);
});

test("a subscriber that refuses one event and takes others is well; so is the desk where one never took any", async () => {
  await subscribe();
  await openTicket("One");
  answer = () => new Response(null, { status: told.at(-1)?.raw.includes("Two") ? 400 : 200 });
  await openTicket("Two");
  await openTicket("Three");
  t.clock.advance(660_000);
  expect((await t.request("/readyz")).status).toBe(200);
  const other = await openTestDesk({ reaching: { allowLoopback: true, patience: 300 } });
  const writer = await other.token("helpdesk:write");
  await runOperation(other.desk, "webhook.add", { url: "http://127.0.0.1:1/hook" });
  await other.tool("create_ticket", { description: "x y", category: "WiFi" }, writer);
  other.desk.deliverer.wake();
  await other.desk.deliverer.idle();
  other.clock.advance(660_000);
  expect((await other.request("/readyz")).status).toBe(200);
  const { webhooks } = await runOperation<{ webhooks: object[] }>(other.desk, "webhook.list", {});
  expect(webhooks).toMatchObject([{ takenAt: null, problem: "It could not be reached." }]);
  await other.close();
});

test("one that does not answer holds up nobody else, and 410 to one event ends what others of it came to", async () => {
  const silent = await subscribe({ url: `http://127.0.0.1:${elsewhere.port}/silent` });
  const isSilent = (request: Request) => new URL(request.url).pathname === "/silent";
  let release = (_answer: Response) => {};
  answer = (request) =>
    isSilent(request) ? new Promise<Response>((resolve) => (release = resolve)) : new Response(null);
  await t.tool("create_ticket", { description: "One", category: "WiFi" }, token);
  t.desk.deliverer.wake();
  while (told.length === 0) await Bun.sleep(1);
  const quick = await subscribe();
  t.clock.advance(1);
  await t.tool("create_ticket", { description: "Two", category: "WiFi" }, token);
  t.desk.deliverer.wake();
  while (told.length < 2) await Bun.sleep(1);
  release(new Response(null, { status: 410 }));
  await deliver();
  const { deliveries, webhooks } = await runOperation<{
    deliveries: { webhook: string; state: string }[];
    webhooks: { id: string; state: string }[];
  }>(t.desk, "webhook.list", {});
  expect(webhooks.map(({ state }) => state)).toEqual(["gone", "active"]);
  const states = (id: string) => deliveries.filter(({ webhook }) => webhook === id).map(({ state }) => state);
  expect([states(silent.id), states(quick.id)]).toEqual([["dead", "dead"], ["delivered"]]);
});

test("hundreds of events at once are all told, each once", async () => {
  await t.set("limits.writes_per_minute", 1000);
  await subscribe();
  const opened = Array.from({ length: 130 }, (_, n) =>
    t.tool("create_ticket", { description: `Number ${n}`, category: "WiFi" }, token),
  );
  await Promise.all(opened);
  t.desk.deliverer.wake();
  await t.desk.deliverer.idle();
  expect(told).toHaveLength(130);
  expect(new Set(told.map(({ body }) => body.data.ticket.ticketId)).size).toBe(130);
});

test("an answer that is long is taken by its status", async () => {
  await subscribe();
  answer = () => new Response("x".repeat(1_000_000));
  await openTicket();
  expect((await list()).deliveries).toMatchObject([{ state: "delivered", lastStatus: 200 }]);
});

test("a note and a change come with the ticket, whole", async () => {
  await subscribe();
  const ticketId = await openTicket();
  const note = "More of it. ".repeat(200).trim();
  await t.tool("append_ticket_note", { ticketId, note }, token);
  await t.tool("ticket_assign", { ticketId, assignee: "Ben" }, token);
  await deliver();
  expect(told.map(({ body }) => body.data)).toMatchObject([
    {},
    { note: { untrustedContent: note, author: "the owner, by test" } },
    { change: { kind: "assignee", before: null, after: "Ben", by: "the owner, by test" } },
  ]);
});

describe("an address of this network", () => {
  test.each([
    "http://127.0.0.1:1/x",
    "https://localhost/x",
    "https://desk/x",
    "https://10.0.0.1/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "http://example.com/x",
  ])("cannot be entered: %s", async (url) => {
    const guarded = await openTestDesk();
    const added = runOperation(guarded.desk, "webhook.add", { url });
    await expect(added).rejects.toThrow("could never be told");
    await guarded.close();
  });

  test.each([
    ["127.0.0.1.nip.io", ["127.0.0.1"]],
    ["home.example.com", ["192.168.1.1"]],
    ["half.example.com", ["203.0.113.9", "10.0.0.1"]],
    ["six.example.com", ["fd00::1"]],
    ["mapped.example.com", ["::ffff:127.0.0.1"]],
    ["link.example.com", ["169.254.169.254"]],
  ])("cannot be entered under the name %s", async (host, addresses) => {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const guarded = await openTestDesk({ reaching: { resolve } });
    const added = runOperation(guarded.desk, "webhook.add", { url: `https://${host}/x` });
    const refused = await added.then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(refused).toMatchObject({
      message: "That address could never be told of anything.",
      detail: { fields: { url: ["Its name leads to an address of this network."] } },
    });
    await guarded.close();
  });

  test.each([
    "https://user:password@helpdesk.example.net/hook",
    "https://user@helpdesk.example.net/hook",
    "https://:password@helpdesk.example.net/hook",
    "https://us%65r:p%40ss@helpdesk.example.net:8443/hook?x=1",
    "https://tok_123456:@helpdesk.example.net/hook",
    "http://user:password@127.0.0.1/hook",
  ])("cannot be entered with a user or a password in it: %s", async (url) => {
    const guarded = await openTestDesk({
      reaching: { allowLoopback: true, resolve: async () => [{ address: "8.8.8.8", family: 4 }] },
    });
    const refused = await runOperation(guarded.desk, "webhook.add", { url }).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(refused).toMatchObject({
      detail: { fields: { url: [expect.stringContaining("a user or a password")] } },
    });
    expect(guarded.log.join("\n")).not.toContain("password@");
    expect(await guarded.desk.database.slow.read("SELECT count(*) FROM subscriptions")).toEqual([[0]]);
    await guarded.close();
  });

  test("can be entered before its name is known, or is slow to be found", async () => {
    for (const resolve of [
      async () => Promise.reject(new Error("not found")),
      () => new Promise<never>(() => undefined),
    ]) {
      const guarded = await openTestDesk({ reaching: { resolve, patience: 20 } });
      await runOperation(guarded.desk, "webhook.add", { url: "https://later.example.com/x" });
      await guarded.close();
    }
  });

  test("is never asked, where a name that led elsewhere now leads there", async () => {
    const url = "https://example.com/x";
    let leadsTo = "8.8.8.8";
    const guarded = await openTestDesk({
      reaching: { patience: 300, resolve: async () => [{ address: leadsTo, family: 4 }] },
    });
    const writer = await guarded.token("helpdesk:write");
    await runOperation(guarded.desk, "webhook.add", { url });
    leadsTo = "192.168.1.1";
    await guarded.tool("create_ticket", { description: "x y", category: "WiFi" }, writer);
    for (let round = 0; round < 2; round++) {
      guarded.desk.deliverer.wake();
      await guarded.desk.deliverer.idle();
    }
    const { deliveries, webhooks } = await runOperation<{ deliveries: object[]; webhooks: object[] }>(
      guarded.desk,
      "webhook.list",
      {},
    );
    expect(deliveries).toMatchObject([{ state: "pending", attempts: 1, lastStatus: null }]);
    expect(webhooks).toMatchObject([
      { problem: "It leads to an address that is not on the public internet." },
    ]);
    await guarded.close();
  });
});

test("a stop waits for what is out, and for nothing that waits behind a silent subscriber", async () => {
  await t.set("limits.writes_per_minute", 1000);
  await subscribe();
  answer = () => new Promise<Response>(() => undefined);
  const opened = Array.from({ length: 60 }, (_, n) =>
    t.tool("create_ticket", { description: `Number ${n}`, category: "WiFi" }, token),
  );
  await Promise.all(opened);
  while (told.length === 0) await Bun.sleep(1);
  await t.desk.close();
  expect(told.length).toBeLessThan(20);
  t = await openTestDesk();
});

test("what was to be told survives a stop", async () => {
  await subscribe();
  answer = () => new Response(null, { status: 500 });
  const ticketId = await openTicket();
  await t.desk.close();
  const again = await openTestDesk({ folder: t.folder, clock: t.clock, reaching: { allowLoopback: true } });
  answer = () => new Response(null, { status: 200 });
  t.clock.advance(60_000);
  again.desk.deliverer.wake();
  await again.desk.deliverer.idle();
  expect(told.at(-1)!.body.data.ticket.ticketId).toBe(ticketId);
  await again.close();
  t = await openTestDesk();
});
