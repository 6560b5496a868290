import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createServer } from "node:net";
import { expectLogWithout, refusalOf, refusedPage } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, redirectUri } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const forbidden = "It leads to an address that is not on the public internet.";

let t: TestDesk;
let ada: TestBrowser;
/** The addresses that a name has when it is looked for. */
let found: () => Promise<string[]>;
let looked: string[];
let addresses = 0;

beforeEach(() => {
  looked = [];
});

/** Asks from an address that nobody has asked from; with cookies as somebody who is signed in. */
const visit = (clientId: string, cookies: Iterable<[string, string]> = []) =>
  t.request(appOf(t, { clientId }).authorizeUrl(), {
    address: `198.51.100.${++addresses}`,
    headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
  });

async function resolve(name: string) {
  looked.push(name);
  return (await found()).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
}

describe("a document's name that leads to", () => {
  const id = "https://zanzibar.example/client.json";

  beforeAll(async () => {
    t = await openTestDesk({ documents: { resolve, patience: 300 } });
    ada = await becomeOwner(t);
  });
  afterAll(() => t.close());

  test.each([
    ["this machine", ["127.0.0.1"]],
    ["another number of this machine", ["127.8.8.8"]],
    ["this machine in IPv6", ["::1"]],
    ["this machine, mapped", ["::ffff:127.0.0.1"]],
    ["this machine, mapped in hexadecimal", ["::ffff:7f00:1"]],
    ["this machine, in the compatible form", ["::127.0.0.1"]],
    ["this machine, in the compatible form in hexadecimal", ["::7f00:1"]],
    ["every number of this machine", ["0.0.0.0"]],
    ["a number of no network", ["0.1.2.3"]],
    ["every number of this machine in IPv6", ["::"]],
    ["a private network", ["10.0.0.1"]],
    ["a private network of the middle size", ["172.31.255.255"]],
    ["a private network at home", ["192.168.1.1"]],
    ["a private network, mapped", ["::ffff:10.0.0.1"]],
    ["a private network in IPv6", ["fd12:3456:789a::1"]],
    ["the site's own in IPv6", ["fec0::1"]],
    ["the link", ["169.254.1.1"]],
    ["the link in IPv6", ["fe80::1"]],
    ["a cloud's metadata", ["169.254.169.254"]],
    ["a cloud's metadata, mapped", ["::ffff:169.254.169.254"]],
    ["a cloud's metadata in IPv6", ["fd00:ec2::254"]],
    ["a network behind a carrier", ["100.64.0.1"]],
    ["a cloud's metadata behind a carrier", ["100.100.100.200"]],
    ["a private network through NAT64", ["64:ff9b::a00:1"]],
    ["a private network through a NAT64 of its own", ["64:ff9b:1::a00:1"]],
    ["a private network through 6to4", ["2002:a00:1::1"]],
    ["a private network through Teredo", ["2001:0:a00:1::1"]],
    ["a private network, translated", ["::ffff:0:a00:1"]],
    ["a network of measurements", ["198.18.0.1"]],
    ["a network of documentation", ["203.0.113.1"]],
    ["a network of documentation in IPv6", ["2001:db8::1"]],
    ["many", ["224.0.0.1"]],
    ["many in IPv6", ["ff02::1"]],
    ["everybody", ["255.255.255.255"]],
    ["what is kept back", ["240.0.0.1"]],
    ["one public and one private address", ["8.8.8.8", "10.0.0.1"]],
    ["one private and one public address", ["10.0.0.1", "8.8.8.8"]],
    ["one public address and one of this machine", ["2606:4700::1111", "::1"]],
    ["what is no address", ["zanzibar"]],
    ["no address", []],
  ])("%s is not read", async (_name, list) => {
    found = async () => list;
    const { status, words } = await refusedPage(await visit(id, ada.cookies));
    expect([status, words.includes(forbidden), words.includes("zanzibar")]).toEqual([400, true, false]);
    expect(looked).toEqual(["zanzibar.example"]);
    expect(await refusalOf(await appOf(t, { clientId: id }).exchange("fdc_x"))).toEqual([
      401,
      "invalid_client",
    ]);
  });

  test.each([
    ["nothing that is known", () => Promise.reject(new Error("ENOTFOUND zanzibar")), "could not be resolved"],
    ["nothing in time", () => new Promise<never>(() => undefined), "was not resolved in time"],
  ] as const)("%s is said to be out of reach", async (_name, finding, why) => {
    found = finding;
    const { status, words } = await refusedPage(await visit(id, ada.cookies));
    expect([status, words.includes(why), words.includes("zanzibar")]).toEqual([502, true, false]);
  });

  test("anything is not even looked for while nobody is signed in", async () => {
    const answer = await visit(id);
    expect([answer.status, answer.headers.get("location")?.split("?")[0], looked]).toEqual([
      303,
      "/login",
      [],
    ]);
  });

  test("none of these is in the log or the database", async () => {
    expectLogWithout(t, "zanzibar", redirectUri);
    const [count] = await t.desk.database.slow.read("SELECT count(*) FROM oauth_clients");
    expect(count).toEqual([0]);
  });
});

test("a name that answers differently the second time is read where it was looked at, or not at all", async () => {
  let reached = 0;
  const inside = createServer((socket) => {
    reached++;
    socket.destroy();
  });
  await new Promise<void>((done) => inside.listen(0, "127.0.0.1", done));
  const { port } = inside.address() as { port: number };
  t = await openTestDesk({ documents: { resolve, patience: 300, allowLoopback: true } });
  ada = await becomeOwner(t);
  const answers = [["127.0.0.1"], ["10.0.0.1"]];
  found = async () => answers.shift() ?? [];
  const id = `https://rebinding.example:${port}/client.json`;
  expect((await refusedPage(await visit(id, ada.cookies))).status).toBe(502);
  expect([looked, reached]).toEqual([["rebinding.example"], 1]);
  expect((await refusedPage(await visit(id, ada.cookies))).status).toBe(400);
  expect([looked.length, reached]).toEqual([2, 1]);
  inside.close();
  await t.close();
});

describe("without the exception for tests an id", () => {
  beforeAll(async () => {
    t = await openTestDesk();
  });
  afterAll(() => t.close());

  test.each([
    ["at this machine by number", "https://127.0.0.1/client.json"],
    ["at this machine by name", "https://localhost/client.json"],
    ["at a name of this machine", "https://zanzibar.localhost/client.json"],
    ["at this machine in IPv6", "https://[::1]/client.json"],
    ["at this machine, mapped", "https://[::ffff:127.0.0.1]/client.json"],
    ["at this machine in one number", "https://2130706433/client.json"],
    ["at this machine in hexadecimal", "https://0x7f.1/client.json"],
    ["at this machine in octal", "https://0177.0.0.1/client.json"],
    ["at this machine in wide letters", "https://１２７.０.０.１/client.json"],
    ["at every number of this machine", "https://0/client.json"],
    ["at a cloud's metadata", "https://169.254.169.254/latest/meta-data/zanzibar"],
    ["at a cloud's metadata by name", "https://metadata.google.internal/zanzibar"],
    ["at a private network", "https://10.0.0.1/client.json"],
    ["at a private network in IPv6", "https://[fd00::1]/client.json"],
    ["at a name of this network", "https://zanzibar.local/client.json"],
    ["at a name of one word", "https://zanzibar/client.json"],
    ["at a public number", "https://8.8.8.8/client.json"],
    ["at another port", "https://zanzibar.example:8443/client.json"],
    ["at a port of other programs", "https://zanzibar.example:22/client.json"],
    ["over http", "http://zanzibar.example/client.json"],
    ["over http on this machine", "http://127.0.0.1/client.json"],
    ["with another scheme", "ftp://zanzibar.example/client.json"],
    ["in a file", "file:///etc/passwd"],
    ["with a scheme in upper case", "HTTPS://zanzibar.example/client.json"],
    ["without a path", "https://zanzibar.example"],
    ["with an empty path", "https://zanzibar.example/"],
    ["with a query alone", "https://zanzibar.example?client.json"],
    ["with a dot", "https://zanzibar.example/a/./client.json"],
    ["with two dots", "https://zanzibar.example/a/../client.json"],
    ["with dots at the end", "https://zanzibar.example/a/b/.."],
    ["with dots before a query", "https://zanzibar.example/a/b/..?c"],
    ["with a dot before a query", "https://zanzibar.example/a/.?c"],
    ["with encoded dots", "https://zanzibar.example/a/%2e%2e/client.json"],
    ["with half encoded dots", "https://zanzibar.example/a/.%2E/client.json"],
    ["with a fragment", "https://zanzibar.example/client.json#a"],
    ["with an empty fragment", "https://zanzibar.example/client.json#"],
    ["with a user name", "https://zanzibar@app.example.net/client.json"],
    ["with a user name and a password", "https://zanzibar:x@app.example.net/client.json"],
    ["with a backslash", "https://zanzibar.example\\client.json"],
    ["with a space", "https://zanzibar.example/client .json"],
    ["with a line end", "https://zanzibar.example/client.json\r\nHost: a"],
    ["with markup", 'https://zanzibar.example/"><script>'],
    ["that is too long", `https://zanzibar.example/${"z".repeat(2000)}`],
  ])("%s is no document's, whoever asks", async (_name, id) => {
    const { status, words } = await refusedPage(await visit(id));
    expect([status, words.includes("zanzibar")]).toEqual([400, false]);
    expect(words).toContain("This client is not known here.");
  });

  test("is in no line of the log", () => expectLogWithout(t, "zanzibar", redirectUri));
});
