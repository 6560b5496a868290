import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sandboxLine } from "#domains/phone/sandbox/sandbox.ts";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { systemPrincipal } from "#webhooks/system.ts";

let t: TestDesk;
let ada: TestBrowser;
let vi: TestBrowser;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  vi = await joinAs(t, ada, "viewer");
  token = await t.token("phone:read", "phone:write");
});
afterAll(() => t.close());

let serial = 0;

/** Something that comes in over the sandbox's line. */
async function comesIn(peer: string, event: object): Promise<void> {
  const id = `sbx-inbox-${++serial}`;
  t.clock.advance(60_000);
  const at = t.clock.now();
  const common = { providerId: id, direction: "inbound", peer, at };
  await t.desk.sandbox?.deliver({ id, event: { ...common, ...event } } as never);
  await t.settle();
}

const text = (peer: string, content: string) =>
  comesIn(peer, { kind: "message", content, status: "received" });
/** A call as a provider tells of it when it is over. */
async function call(peer: string, status: "missed" | "completed"): Promise<void> {
  t.clock.advance(60_000);
  const at = t.clock.now();
  const outcome = await t.desk.gate.execute(
    t.desk.operation("call.record"),
    {
      provider: "sandbox",
      kind: "call",
      providerId: `sbx-inbox-${++serial}`,
      line: { providerId: sandboxLine.providerId, number: sandboxLine.number },
      direction: "inbound",
      peer,
      status,
      duration: null,
      at,
      answeredAt: null,
      completedAt: null,
      updatedAt: at,
    },
    systemPrincipal,
    { requestId: "t" },
  );
  expect(outcome.kind).toBe("done");
}
const sends = (peer: string, content: string) => {
  t.clock.advance(60_000);
  return t.tool("send_sms", { to: [peer], content }, token);
};
const unanswered = async () => {
  const html = await (await ada.get("/inbox?show=unanswered")).text();
  return [...html.matchAll(/href="\/inbox\/(%2B\d+)"/g)].map(([, peer = ""]) => decodeURIComponent(peer));
};

describe("a conversation is unanswered", () => {
  test("while it ends with their text, and not once the desk has written", async () => {
    const peer = "+15550180021";
    await text(peer, "Are you open?");
    expect(await unanswered()).toContain(peer);
    await sends(peer, "Until six.");
    expect(await unanswered()).not.toContain(peer);
    await text(peer, "Thanks, and on Sunday?");
    expect(await unanswered()).toContain(peer);
  });

  test("still, where the desk's answer was refused, and both the inbox and the audit say so", async () => {
    const peer = "+15550180001";
    await text(peer, "Is anybody there?");
    expect((await sends(peer, "We are.")).status).toBe(502);
    expect(await unanswered()).toContain(peer);
    expect(await (await ada.get("/inbox")).text()).toContain("Not sent: We are.");
    await t.desk.audit.flush();
    const html = await (await ada.get("/audit?operation=message.send")).text();
    const line = /Send a text[^<]*\+1 555 018 0001[\s\S]*?<\/details>/.exec(html)?.[0] ?? "";
    expect([line.includes("refused by the provider"), line.includes(">done<")]).toEqual([true, false]);
  });

  test("after a call that nobody took, and not after one that was answered", async () => {
    await call("+15550180002", "missed");
    await call("+15550180003", "completed");
    const waiting = await unanswered();
    expect([waiting.includes("+15550180002"), waiting.includes("+15550180003")]).toEqual([true, false]);
  });

  test("until somebody says that it needs no answer, and again with the next text", async () => {
    const peer = "+15550180004";
    const path = `/inbox/${encodeURIComponent(peer)}`;
    await text(peer, "OK!");
    const seen = async () => /name="seen" value="(\d+)"/.exec(await (await ada.get(path)).text())?.[1] ?? "";
    const before = await seen();
    await text(peer, "Wait, one question");
    expect((await ada.submit(path, { action: "settle", seen: before })).status).toBe(303);
    expect(await unanswered()).toContain(peer);
    expect((await ada.submit(path, { action: "settle", seen: await seen() })).status).toBe(303);
    expect(await unanswered()).not.toContain(peer);
    await text(peer, "One more thing");
    expect(await unanswered()).toContain(peer);
  });
});

describe("a reply by hand", () => {
  test("goes out as that person, once, however often the form is sent", async () => {
    const peer = "+15550180010";
    await text(peer, "Can I come at nine?");
    const path = `/inbox/${encodeURIComponent(peer)}`;
    const page = await (await ada.get(path)).text();
    const key = /name="key" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const form = { action: "send", key, text: "Nine is fine." };
    for (let n = 0; n < 2; n++) expect((await ada.submit(path, form)).status).toBe(303);
    const { body } = await t.tool("get_message_history", { phoneNumber: peer, direction: "outbound" }, token);
    expect(body.messages.map(({ content }: { content: string }) => content)).toEqual(["Nine is fine."]);
    await t.desk.audit.flush();
    const [[who] = []] = await t.desk.database.slow.read(
      "SELECT people.name FROM audit JOIN people ON people.id = audit.user WHERE operation = 'message.send' ORDER BY seq DESC LIMIT 1",
    );
    expect(who).toBe("Ada");
  });

  test("keeps what was written where it could not go out", async () => {
    const path = `/inbox/${encodeURIComponent("+15550180011")}`;
    await t.set("permissions.stopped", true);
    const answer = await ada.submit(path, { action: "send", key: "run_x", text: "A long answer" });
    await t.set("permissions.stopped", false);
    expect([answer.status, (await answer.text()).includes(">A long answer</textarea>")]).toEqual([400, true]);
  });

  test("is held back by nothing that the person has read", async () => {
    await text("+15550180012", "My number is 555 018 0013");
    await ada.get(`/inbox/${encodeURIComponent("+15550180012")}`);
    const path = `/inbox/${encodeURIComponent("+15550180013")}`;
    expect((await ada.submit(path, { action: "send", key: "run_y", text: "Hello" })).status).toBe(303);
  });
});

describe("somebody who may only read", () => {
  const path = `/inbox/${encodeURIComponent("+15550180021")}`;

  test("sees conversations, and no field to answer in", async () => {
    const html = await (await vi.get(path)).text();
    expect([html.includes("Are you open?"), html.includes('name="text"')]).toEqual([true, false]);
  });

  test.each([
    ["texts nobody", path, { action: "send", key: "run_z", text: "Hi" }],
    ["settles nothing", path, { action: "settle" }],
    ["makes no contact", "/contacts/new", { action: "create", name: "X" }],
    ["tries no notice out", "/settings/notices", { action: "test" }],
  ])("%s, whatever form is sent", async (_name, at, fields) => {
    const form = await vi.tokenOn("/settings/apps");
    const answer = await vi.post(at, {
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: t.config.baseUrl,
        "sec-fetch-site": "same-origin",
      },
      body: new URLSearchParams({ form, ...(fields as Record<string, string>) }).toString(),
    });
    expect([400, 403]).toContain(answer.status);
  });
});

test("a text is found in its conversation by its own address, with what came after it", async () => {
  const peer = "+15550180020";
  for (let n = 0; n < 3; n++) await text(peer, `Line ${n}`);
  const { body } = await t.tool("get_message_history", { phoneNumber: peer, limit: 10 }, token);
  const middle = body.messages.find(
    (each: { untrustedContent: string }) => each.untrustedContent === "Line 1",
  );
  const html = await (await ada.get(`/inbox/${middle.id}`)).text();
  expect([0, 1, 2].map((n) => html.includes(`Line ${n}`))).toEqual([true, true, true]);
  expect(html).toContain(`id="${middle.id}" aria-current="true"`);
});
