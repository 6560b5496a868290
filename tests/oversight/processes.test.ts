import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { openBrowser, type TestBrowser } from "#tests/support/browser.ts";
import { ada } from "#tests/support/door.ts";
import { freePort } from "#tests/support/ports.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";

let quo: FakeQuo;
let server: ServerProcess;
let browser: TestBrowser;
let token: string;
const folder = scratchFolder();
const env = { PORT: String(freePort()), LOG_LEVEL: "error", QUO_API_KEY: "quo-test-key", QUO_BASE_URL: "" };

beforeAll(async () => {
  quo = startFakeQuo();
  env.QUO_BASE_URL = quo.url;
  server = await startServer({ folder: folder.path, env });
  const link = /https?:\S+(\/setup\/\S+)/.exec(server.said())?.[1] ?? "";
  const [made] = await Promise.all([
    server.cli("token", "create", "an app"),
    // No hour is quiet when quiet begins as it ends.
    server.cli("settings", "set", "windows.quiet_from", "08:00"),
    server.cli("settings", "set", "windows.recall_seconds", "0"),
  ]);
  token = made.out.trim();
  const baseUrl = `http://localhost:${env.PORT}`;
  browser = openBrowser({
    config: { baseUrl },
    request: (path, init) => fetch(`${baseUrl}${path}`, { ...init, redirect: "manual" }),
  });
  expect((await browser.submit(link, { ...ada })).status).toBe(303);
}, 30_000);
afterAll(async () => {
  await server.stop("SIGKILL");
  await quo.stop();
  folder.remove();
});

/** The process is gone from one moment to the next; its successor finds what was written. */
async function kill(): Promise<void> {
  await server.stop("SIGKILL");
  server = await startServer({ folder: folder.path, env });
}

async function call(name: string, args: object) {
  const answer = await fetch(`${server.url}/api/v1/tools/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(args),
  });
  return { status: answer.status, body: (await answer.json()) as never as Body };
}
// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
type Body = any;

const bulk = (content: string, to?: string) =>
  to === undefined
    ? { to: Array.from({ length: 6 }, (_, n) => `+155501630${10 + n}`), content }
    : { messages: Array.from({ length: 6 }, (_, n) => ({ to, content: `${content} ${n}` })) };

async function ask(args: object): Promise<string> {
  const { status, body } = await call("send_bulk_sms", args);
  expect(status).toBe(202);
  return body.queue_id;
}

async function decide(id: string, decision = "authorized") {
  const form = await browser.tokenOn("/settings/account");
  const answer = await browser.post(`/api/authorizations/${id}`, {
    headers: { "content-type": "application/json", "x-form-token": form, "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ decision }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}

const stateOf = async (id: string): Promise<string> =>
  (await call("get_authorization", { queue_id: id })).body.status;
const sent = (content: string) =>
  quo.messages.filter(({ text }) => text.startsWith(content)).map(({ text }) => text);

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; !(await isSo()) && waited < 8000; waited += 20) await Bun.sleep(20);
  expect(await isSo()).toBe(true);
}

describe("a process that is killed", () => {
  let inDoubt: string;

  test("while a request waits: it waits on, and is decided once", async () => {
    const [allowed, denied] = [await ask(bulk("pending")), await ask(bulk("denied"))];
    await kill();
    expect([await stateOf(allowed), await ask(bulk("pending"))]).toEqual(["pending", allowed]);
    expect((await decide(allowed)).body.data.status).toBe("executed");
    expect((await decide(denied, "denied")).body.data.status).toBe("denied");
    expect([sent("pending").length, sent("denied").length]).toEqual([6, 0]);
  }, 20_000);

  test("right after the click, while texts go out: none goes out twice, none is lost, and one is in doubt", async () => {
    const id = await ask(bulk("under way", "+15550163100"));
    quo.faults.push({ kind: "silence after doing it" });
    const before = quo.requests.length;
    // The process dies before it answers: that the request fails is what is wanted here.
    void decide(id).catch(() => undefined);
    await until(() => quo.requests.length > before);
    await kill();
    await until(async () => (await stateOf(id)) !== "executing");
    expect(await stateOf(id)).toBe("unknown");
    expect(sent("under way").sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `under way ${n}`));
    expect((await decide(id)).status).toBe(409);
    inDoubt = id;
  }, 20_000);

  test("when all is settled: the answer is what it was, and asking again sends nothing", async () => {
    const id = await ask(bulk("settled", "+15550163200"));
    const { body } = await decide(id);
    await kill();
    const told = (await call("get_authorization", { queue_id: id })).body;
    expect([told.status, told.result.messages.length]).toEqual(["executed", 6]);
    expect(body.data.status).toBe("executed");
    expect((await decide(id)).status).toBe(409);
    expect((await call("send_bulk_sms", bulk("settled", "+15550163200"))).status).toBe(200);
    expect(sent("settled")).toHaveLength(6);
    expect([sent("under way").length, await stateOf(inDoubt)]).toEqual([6, "unknown"]);
  }, 20_000);
});

test("what a token calls the ones it mints moves no terminal that lists them", async () => {
  for (const name of ["\u001b[2J\u001b[31mApproved", "\u001b]0;owner\u0007", "\u202eadA", "A\u200bda"]) {
    const answer = await fetch(`${server.url}/api/v1/tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name, scopes: ["phone:read"] }),
    });
    expect(answer.status).toBe(201);
  }
  const { out, err } = await server.cli("token", "list");
  expect([out + err, out.includes("Approved")]).toEqual([expect.not.stringMatching(/[^\P{C}\n]/u), true]);
}, 10_000);
