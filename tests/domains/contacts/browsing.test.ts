import { afterAll, beforeAll, expect, test } from "bun:test";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let ada: TestBrowser;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  token = await t.token("phone:read", "phone:write");
});
afterAll(() => t.close());

const create = async (name: string, phone: string): Promise<string> =>
  (await t.tool("create_contact", { name, phone }, token)).body.contact.id;
const html = async (path: string) => await (await ada.get(path)).text();
const namesOn = (page: string) =>
  [...page.matchAll(/<strong><bdi>([^<]+)<\/bdi><\/strong>/g)].map(([, name]) => name);

test("contacts stand by their names, whatever the case, in pages without gaps", async () => {
  const names = Array.from(
    { length: 45 },
    (_, n) => `${n % 2 ? "guest" : "Guest"} ${String(n).padStart(2, "0")}`,
  );
  for (const [n, name] of names.entries()) await create(name, `+155501900${String(n).padStart(2, "0")}`);
  const first = await html("/contacts");
  const next = /href="(\/contacts\?show=named[^"]+)"/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect([...namesOn(first), ...namesOn(await html(next))]).toEqual(names);
});

test("a number without a name is named on its page, by its own address too", async () => {
  const peer = "+15550190100";
  await t.tool("send_sms", { to: [peer], content: "Hello" }, token);
  expect((await ada.get(`/contacts/${encodeURIComponent(peer)}`)).status).toBe(404);
  const id = await create("Nobody yet", peer);
  const answer = await ada.submit(`/contacts/${encodeURIComponent(peer)}`, {
    action: "change",
    name: "Maria Garcia",
    email: "maria@example.com",
    notes: "Mornings",
  });
  expect(await answer.text()).toContain("Saved.");
  const page = await html(`/contacts/${id}`);
  expect([
    page.includes("Maria Garcia"),
    page.includes("maria@example.com"),
    page.includes("Mornings"),
  ]).toEqual([true, true, true]);
});

test("what was filled in wrongly is said, and nothing is changed", async () => {
  const id = await create("Tom", "+15550190110");
  const answer = await ada.submit(`/contacts/${id}`, { action: "change", name: "", email: "x", notes: "" });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('aria-describedby="contact-email-problem"');
  expect(await html(`/contacts/${id}`)).toContain("Tom");
});

test("what somebody else has changed meanwhile is not written over, and nothing that was typed is lost", async () => {
  const id = await create("Ravi", "+15550190115");
  const path = `/contacts/${id}`;
  const version = /name="version" value="(\d+)"/.exec(await html(path))?.[1] ?? "";
  const change = (name: string, seen: string) =>
    ada.submit(path, { action: "change", name, email: "", notes: "", version: seen });
  expect((await change("Ravi Rao", version)).status).toBeLessThan(400);
  const late = await change("Ravi R.", version);
  expect([late.status, (await late.text()).includes('value="Ravi R."')]).toEqual([400, true]);
  expect(await html(path)).toContain("<h1>Ravi Rao</h1>");
});

test("two that are one person are merged; with texts it waits for a decision first", async () => {
  const [stays, quiet, busy] = [
    await create("Ines", "+15550190120"),
    await create("Ines W.", "+15550190121"),
    await create("Ines Weber", "+15550190122"),
  ];
  await t.tool("send_sms", { to: ["+15550190122"], content: "Hello" }, token);
  const merged = await ada.submit(`/contacts/${stays}`, { action: "merge", other: quiet });
  expect(await merged.text()).toContain("They are one contact now.");
  const waits = await ada.submit(`/contacts/${stays}`, { action: "merge", other: busy });
  expect([waits.status, waits.headers.get("location")]).toEqual([
    303,
    expect.stringMatching(/^\/authorizations\/auth_/),
  ]);
});

test("a merge is never allowed always, as it cannot be taken back", () => {
  const always = (name: string) => {
    const operation = t.desk.operation(name);
    return operation.kind === "write" && operation.permission?.always !== undefined;
  };
  expect([always("contact.delete"), always("contact.merge")]).toEqual([true, false]);
});

test("lists of tickets and texts say whose they are, and the number where nobody has said", async () => {
  await create("Tom Okafor", "+15550190400");
  const owner = await t.token("phone:write", "helpdesk:write");
  for (const [callerNumber, text] of [
    ["+15550190400", "The heating whistles"],
    ["+15550190401", "The heating drips"],
  ] as const) {
    await t.tool("create_ticket", { description: text, category: "maintenance", callerNumber }, owner);
    await t.tool("send_sms", { to: [callerNumber], content: `About the heating: ${callerNumber}` }, owner);
  }
  for (const path of ["/tickets", "/", "/search?q=heating"]) {
    const page = await html(path);
    expect([path, page.includes("maintenance · Tom Okafor"), page.includes("· +1 555 019 0401")]).toEqual([
      path,
      true,
      true,
    ]);
  }
  const found = await html("/search?q=heating");
  expect([found.includes("to Tom Okafor"), found.includes("to +1 555 019 0401")]).toEqual([true, true]);
});
