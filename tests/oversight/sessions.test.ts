import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { openBrowser } from "#tests/support/browser.ts";
import {
  type Client,
  day,
  decided,
  expectAudited,
  laySiege,
  minute,
  type Person,
  type Siege,
  unitOf,
} from "./siege.ts";

let s: Siege;
let app: Client;
const people = new Map<string, Person>();

beforeAll(async () => {
  s = await laySiege();
  app = await s.client();
  people.set("owner", s.ada);
  for (const role of ["approver", "staff", "viewer"]) people.set(role, await s.join(role));
});
afterAll(() => s.close());

async function expectUndecided(id: string): Promise<void> {
  expect(await s.stateOf(id)).toBe("pending");
}

describe("whose word counts", () => {
  test.each(["owner", "approver"])("an %s's does", async (role) => {
    const [allowed, denied] = [await s.askForBulk(app.token, `by ${role}`), await s.askForBulk(app.token)];
    const person = people.get(role)!;
    const [client, user] = [person.session, person.id];
    await s.audited();
    const given = await decided(s.decide(person, allowed, { decision: "authorized" }));
    expect([given.status, given.state, await s.textsOf(`by ${role}`)]).toEqual([200, "executed", 6]);
    const refused = await decided(s.decide(person, denied, { decision: "denied", notes: "No." }));
    expect([refused.status, refused.state, await s.stateOf(denied)]).toEqual([200, "denied", "denied"]);
    await expectAudited(
      s,
      { operation: "authorization.decide", outcome: "done", client, user },
      { operation: "message.send_bulk", outcome: "done", user: "owner", client: app.id },
    );
    const [[by] = []] = await s.rows("SELECT decided_by FROM authorization_requests WHERE id = ?", allowed);
    expect(by).toBe(user);
  });

  test.each(["staff", "viewer"])("a %s's does not, and they see nothing of it", async (role) => {
    const id = await s.askForBulk(app.token, "for nobody's eyes");
    const person = people.get(role)!;
    const { browser, session: client } = person;
    await s.audited();
    for (const decision of ["authorized", "denied"]) {
      const { status, code } = await decided(s.decide(person, id, { decision }));
      expect([status, code]).toEqual([403, "FORBIDDEN"]);
    }
    const line = { operation: "authorization.decide", outcome: "FORBIDDEN", face: "web" };
    await expectAudited(s, { ...line, client });
    const listed = await (await browser.get("/api/authorizations")).json();
    expect(listed.data).toEqual({ requests: [] });
    const one = await browser.get(`/api/authorizations/${id}`);
    expect([one.status, (await one.text()).includes("nobody's eyes")]).toEqual([404, false]);
    await expectUndecided(id);
  });

  test("what an approver lets happen is written down with them, and with whoever asked", async () => {
    const id = await s.askForBulk(app.token);
    await s.allow(id);
    const [line] = await s.rows(
      `SELECT child.user, child.client, parent.operation, parent.face FROM audit AS child
       JOIN audit AS parent ON parent.id = child.parent_id WHERE child.operation = 'message.send_bulk' ORDER BY child.seq DESC LIMIT 1`,
    );
    expect(line).toEqual(["owner", app.id, "authorization.decide", "web"]);
  });
});

describe("a sign-in", () => {
  test("counts for a quarter of an hour, to the millisecond", async () => {
    await s.later(0);
    const [first, second] = [await s.askForBulk(app.token), await s.askForBulk(app.token)];
    s.t.clock.advance(15 * minute - 1);
    expect((await s.deny(first)).status).toBe(200);
    s.t.clock.advance(1);
    await s.audited();
    for (const decision of ["authorized", "denied"]) {
      const { status, code } = await decided(s.decide(s.ada, second, { decision }));
      expect([status, code]).toEqual([401, "AUTH_REQUIRED"]);
      s.t.clock.advance(1000);
    }
    await expectAudited(s, {
      operation: "authorization.decide",
      outcome: "AUTH_REQUIRED",
      client: s.ada.session,
    });
    await expectUndecided(second);
    await s.later(0);
    expect((await s.deny(second)).state).toBe("denied");
  });

  test("that is stale resumes nothing, but stops everything", async () => {
    const { gate, operation } = s.t.desk;
    const stale = {
      client: s.ada.session,
      user: s.ada.id,
      scopes: new Set<never>(),
      face: "web" as const,
      authority: "owner" as const,
      authenticatedAt: s.t.clock.now() - day,
    };
    const run = (name: string, input: object = {}) =>
      gate.execute(operation(name), input, stale, { requestId: "r" });
    expect(await run("desk.stop")).toMatchObject({ kind: "done" });
    expect(await run("desk.resume")).toMatchObject({ kind: "refused", error: { code: "AUTH_REQUIRED" } });
    await runOperation(s.t.desk, "desk.resume", {});
    const set = (settings: object) => run("setting.change", { settings });
    for (const loosened of [
      { "limits.new_numbers_per_day": 9999 },
      { "permissions.stopped": false },
      { "permissions.recent_minutes": 600 },
      { "business.owner_numbers": ["+15550109998"] },
      { "business.name": "Harbour Yoga", "retention.audit_days": 1 },
    ])
      expect(await set(loosened)).toMatchObject({ kind: "refused", error: { code: "AUTH_REQUIRED" } });
    expect(await set({ "business.currency": "EUR" })).toMatchObject({ kind: "done" });
  });

  test("that has ended decides nothing: signed out, switched off, or of a role that was lowered", async () => {
    const id = await s.askForBulk(app.token);
    const change = (email: string, input: object) =>
      runOperation(s.t.desk, "person.change", { email, ...input });
    for (const end of [
      ({ browser }: Person) => browser.submit("/settings/account", {}, "/logout"),
      ({ email }: Person) => change(email, { active: false }),
      ({ email }: Person) => change(email, { role: "staff" }),
    ]) {
      const person = await s.join("approver");
      const cookie = `frontdesk=${person.browser.cookies.get("frontdesk")}`;
      const form = await person.browser.tokenOn("/settings/account");
      await end(person);
      const { status } = await s.t.request(`/api/authorizations/${id}`, {
        method: "POST",
        headers: { cookie, "x-form-token": form, "sec-fetch-site": "same-origin" },
        body: JSON.stringify({ decision: "authorized" }),
      });
      expect(status).toBe(401);
    }
    await expectUndecided(id);
  });
});

describe("somebody who decides no more", () => {
  const change = (email: string, input: object) =>
    runOperation(s.t.desk, "person.change", { email, ...input });

  test.each([
    ["switched off", ({ email }: Person) => change(email, { active: false })],
    ["given another role", ({ email }: Person) => change(email, { role: "staff" })],
  ])("lets nothing happen when they are %s at the last moment of their click", async (_name, end) => {
    await s.later(0);
    const content = crypto.randomUUID();
    const id = await s.askForBulk(app.token, content);
    const person = await s.join("approver");
    await s.lastMoment(
      unitOf.decision,
      () => end(person),
      () => s.decide(person, id, { decision: "authorized" }),
    );
    expect([await s.stateOf(id), await s.textsOf(content)]).toEqual(["pending", 0]);
  });
});

describe("a form of another site", () => {
  const evil = "https://evil.example";
  const crossings: [string, Record<string, string | undefined>][] = [
    ["cross-site", { "sec-fetch-site": "cross-site", origin: evil }],
    ["cross-site without an origin", { "sec-fetch-site": "cross-site", origin: undefined }],
    ["from another port of this machine", { "sec-fetch-site": "same-site", origin: "http://localhost:9999" }],
    ["with another Origin, in an older browser", { "sec-fetch-site": undefined, origin: evil }],
    ["with Origin null, from a sandboxed frame", { "sec-fetch-site": undefined, origin: "null" }],
    ["with a made-up Sec-Fetch-Site", { "sec-fetch-site": "same-origin, cross-site" }],
  ];

  test.each(crossings)("decides nothing %s, even with the right token", async (_name, headers) => {
    const id = await s.askForBulk(app.token);
    for (const decision of ["authorized", "denied"]) {
      const { status, code } = await decided(s.decide(s.ada, id, { decision }, headers));
      expect([status, code]).toEqual([403, "FORBIDDEN"]);
    }
    await expectUndecided(id);
  });

  const tokens: [string, () => Promise<string | undefined>][] = [
    ["no token", async () => undefined],
    ["an empty token", async () => ""],
    [
      "another session's token",
      async () => await people.get("approver")!.browser.tokenOn("/settings/account"),
    ],
    ["a token from before signing in", async () => await openBrowser(s.t).tokenOn("/login")],
    ["a token of its own making", async () => Buffer.alloc(32, 7).toString("base64url")],
    [
      "the right token, one letter changed",
      async () => flip(await s.ada.browser.tokenOn("/settings/account")),
    ],
  ];
  const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);

  test.each(tokens)("decides nothing with %s, and that is written down", async (_name, tokenOf) => {
    await s.later(1000);
    const id = await s.askForBulk(app.token);
    const token = await tokenOf();
    await s.audited();
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
      const headers = { "x-form-token": token, "content-type": type };
      const answer = await decided(s.decide(s.ada, id, { decision: "authorized", form: token }, headers));
      expect([answer.status, answer.code]).toEqual([403, "FORBIDDEN"]);
    }
    await expectAudited(s, { operation: "form.send", outcome: "FORBIDDEN", user: s.ada.id });
    await expectUndecided(id);
  });

  test("decides nothing with what a form of HTML can send, nor by another method", async () => {
    const id = await s.askForBulk(app.token);
    const form = await s.ada.browser.tokenOn("/settings/account");
    const padded = `{"decision":"authorized","form":"${form}","notes":"="}`;
    for (const body of ["decision=authorized", `form=${form}&decision=authorized`, `[${padded}]`, padded]) {
      const headers = { "content-type": "text/plain", "sec-fetch-site": "cross-site", origin: evil };
      const { status } = await s.decide(s.ada, id, body, { ...headers, "x-form-token": undefined });
      expect([400, 403]).toContain(status);
    }
    for (const method of ["PUT", "PATCH", "DELETE", "GET"]) {
      const path = `/api/authorizations/${id}?decision=authorized&form=${form}`;
      const cookie = `frontdesk=${s.ada.browser.cookies.get("frontdesk")}`;
      await s.t.request(path, { method, headers: { cookie, "x-http-method-override": "POST" } });
    }
    await expectUndecided(id);
  });

  test("decides nothing with two cookies, of which one is the attacker's", async () => {
    const id = await s.askForBulk(app.token);
    const own = s.ada.browser.cookies.get("frontdesk")!;
    const theirs = people.get("approver")!.browser.cookies.get("frontdesk")!;
    for (const cookie of [`frontdesk=${theirs}; frontdesk=${own}`, `frontdesk=${own}; frontdesk=${theirs}`]) {
      const form = await s.ada.browser.tokenOn("/settings/account");
      const { status } = await s.t.request(`/api/authorizations/${id}`, {
        method: "POST",
        headers: { cookie, "x-form-token": form, "sec-fetch-site": "same-origin" },
        body: JSON.stringify({ decision: "authorized" }),
      });
      expect(status).toBe(401);
    }
    await expectUndecided(id);
  });

  test("may not even ask whether it may, and reads no answer", async () => {
    const asked = { origin: "http://localhost:9999", "access-control-request-method": "POST" };
    for (const path of ["/api/authorizations", "/api/authorizations/auth_x", "/api/capabilities"])
      for (const method of ["OPTIONS", "GET"]) {
        const answer = await s.t.request(path, { method, headers: asked });
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
        expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      }
  });
});
