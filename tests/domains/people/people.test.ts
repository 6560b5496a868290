import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Principal } from "#operation/operation.ts";
import { runOperation } from "#src/cli/command.ts";
import { runDeskCommand } from "#src/cli/run.ts";
import { becomeOwner, joinAs, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const minute = 60_000;
let t: TestDesk;
let ada: TestBrowser;
let vi: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  vi = await joinAs(t, ada, "viewer");
});
afterAll(() => t.close());

const cli = (...words: string[]) => runDeskCommand(t.desk, words);
const people = async () =>
  (await runOperation<{ people: { email: string; role: string }[] }>(t.desk, "person.list", {})).people;
const text = async (answer: Promise<{ text(): Promise<string> }>) => await (await answer).text();

describe("the owner", () => {
  test("sees who may sign in", async () => {
    expect(await text(ada.get("/settings/people"))).toContain("viewer@example.com");
    expect((await people()).map(({ email, role }) => [email, role])).toEqual([
      ["ada@example.com", "owner"],
      ["viewer@example.com", "viewer"],
    ]);
  });

  test.each([
    [
      "an address that is somebody's",
      { action: "invite", email: "ADA@example.com", role: "staff" },
      "already",
    ],
    ["no address", { action: "invite", email: "ada", role: "staff" }, "Not an email address."],
    ["no role", { action: "invite", email: "new@example.com", role: "king" }, "Not a role."],
    [
      "the last owner's own fall",
      { action: "role", email: "ada@example.com", role: "staff", sure: "yes" },
      "without an owner",
    ],
    [
      "switching the last owner off",
      { action: "off", email: "ada@example.com", sure: "yes" },
      "without an owner",
    ],
    ["somebody there is not", { action: "reset", email: "no@example.com" }, "Nobody here"],
  ])("is told why %s is not done", async (_name, fields, why) => {
    const answer = await ada.submit("/settings/people", fields);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(why);
  });

  test.each([
    ["lowering", { action: "role", role: "staff" }, "Make yourself staff?"],
    ["switching off", { action: "off" }, "Switch yourself off?"],
  ])("is asked a second time before %s themselves", async (_name, fields, asks) => {
    const answer = await ada.submit("/settings/people", { ...fields, email: "ada@example.com" });
    expect(await answer.text()).toContain(asks);
    expect((await people()).find(({ email }) => email === "ada@example.com")).toMatchObject({
      role: "owner",
      state: "active",
    });
  });

  test("has to have signed in lately to change people or make tokens, and not to take anything back", async () => {
    t.clock.advance(16 * minute);
    const invited = await ada.submit("/settings/people", {
      action: "invite",
      email: "x@example.com",
      role: "staff",
    });
    expect([invited.status, invited.headers.get("location")]).toEqual([
      303,
      "/login?again=1&next=%2Fsettings%2Fpeople",
    ]);
    const made = await ada.submit("/settings/apps", {
      action: "create",
      name: "n",
      scope: "phone:read",
      days: "9",
    });
    expect(made.status).toBe(303);
    const before = ada.cookies.get("frontdesk");
    const again = await ada.submit("/login?again=1&next=/settings/people", { password });
    expect([again.status, again.headers.get("location")]).toEqual([303, "/settings/people"]);
    expect(ada.cookies.get("frontdesk")).not.toBe(before);
    const page = await text(
      ada.submit("/settings/people", { action: "invite", email: "x@example.com", role: "staff" }),
    );
    expect(page).toContain("/setup/");
  });
});

describe("somebody else", () => {
  test("sees nobody, and changes nobody", async () => {
    const answer = await vi.get("/settings/people");
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain("ada@example.com");
    await vi.submit(
      "/settings/apps",
      { action: "role", email: "viewer@example.com", role: "owner" },
      "/settings/people",
    );
    expect((await people()).find(({ email }) => email === "viewer@example.com")?.role).toBe("viewer");
  });

  test("makes tokens no wider than their role, sees and ends only their own", async () => {
    await vi.submit("/login?again=1", { password });
    const wide = await vi.submit("/settings/apps", {
      action: "create",
      name: "w",
      scope: "phone:write",
      days: "9",
    });
    expect([wide.status, (await wide.text()).includes("may not do phone:write")]).toEqual([400, true]);
    const page = await text(
      vi.submit("/settings/apps", { action: "create", name: "mine", scope: "phone:read", days: "9" }),
    );
    const token = /id="copy-fresh">(fdk_[\w-]+)/.exec(page)?.[1] ?? "";
    expect((await t.tool("list_lines", {}, token)).status).toBe(200);
    await t.token("phone:read");
    const shown = await text(vi.get("/settings/apps"));
    expect([shown.includes("mine"), shown.includes("<h3>test</h3>")]).toEqual([true, false]);
    const others = await runOperation<{ tokens: { id: string; name: string }[] }>(t.desk, "token.list", {});
    const id = others.tokens.find(({ name }) => name === "test")?.id ?? "";
    expect(await text(vi.submit("/settings/apps", { action: "revoke", id }))).toContain("No living token");
  });

  test("who chooses a new password is signed out everywhere else, and the old one is worth nothing", async () => {
    const other = openBrowser(t, "203.0.113.60");
    expect((await other.submit("/login", { email: "viewer@example.com", password })).status).toBe(303);
    const weak = await vi.submit("/settings/account", { action: "password", password: "viewerviewer" });
    expect([weak.status, (await weak.text()).includes("easy to guess")]).toEqual([400, true]);
    const before = vi.cookies.get("frontdesk");
    const kept = await vi.submit("/settings/account", { action: "password", password: "seven quiet lamps" });
    expect([kept.status, vi.cookies.get("frontdesk") === before]).toEqual([200, false]);
    expect((await other.get("/settings/account")).status).toBe(303);
    expect((await other.submit("/login", { email: "viewer@example.com", password })).status).toBe(400);
    expect(
      (await other.submit("/login", { email: "viewer@example.com", password: "seven quiet lamps" })).status,
    ).toBe(303);
    expect(await text(vi.get("/settings/account"))).toContain("Sign out everywhere else");
    await vi.submit("/settings/account", { action: "sign-out", id: "others" });
    expect((await other.get("/settings/account")).status).toBe(303);
    expect((await vi.get("/settings/account")).status).toBe(200);
  });

  test("cannot sign somebody else's browser out", async () => {
    const [[id] = []] = await t.desk.database.slow.read(
      "SELECT s.id FROM sessions s JOIN people p ON p.id = s.person_id WHERE p.email = 'ada@example.com'",
    );
    await vi.submit("/settings/account", { action: "sign-out", id: String(id) });
    expect((await ada.get("/settings/account")).status).toBe(200);
  });

  test("whose role changes signs in anew, with the new rights", async () => {
    await ada.submit("/login?again=1", { password });
    await ada.submit("/settings/people", { action: "role", email: "viewer@example.com", role: "approver" });
    expect((await vi.get("/settings/account")).status).toBe(303);
    await vi.submit("/login", { email: "viewer@example.com", password: "seven quiet lamps" });
    expect(await text(vi.get("/settings/account"))).toContain("viewer@example.com, approver");
  });
});

describe("the command line", () => {
  test("invites, enters, lists, resets and switches off", async () => {
    const invited = await cli("user", "invite", "Bo@Example.com", "--role", "staff");
    expect(invited.out).toMatch(/^http:\/\/localhost:3000\/setup\/[\w-]{43}$/);
    const created = await cli("user", "create", "cy@example.com", "--name", "Cy", "--json");
    expect(JSON.parse(created.out ?? "")).toMatchObject({ email: "cy@example.com" });
    expect((await cli("user", "list")).out).toMatch(
      /cy@example.com +Cy +staff +active[\s\S]*bo@example.com +staff +invited/,
    );
    expect((await cli("user", "role", "cy@example.com", "viewer")).notes).toEqual([
      "cy@example.com is viewer, active.",
    ]);
    expect((await cli("user", "off", "cy@example.com")).notes).toEqual([
      "cy@example.com is viewer, switched off.",
    ]);
    expect((await cli("user", "reset", "no@example.com")).code).toBe(1);
    expect((await cli("user", "shout")).code).toBe(2);
  });

  test("makes a token for somebody, within their role, which ends when they are switched off", async () => {
    expect(
      (await cli("token", "create", "--for", "viewer@example.com", "--scopes", "phone:read")).code,
    ).toBeUndefined();
    await cli("user", "role", "viewer@example.com", "viewer");
    const refused = await cli("token", "create", "--for", "viewer@example.com", "--scopes", "phone:write");
    expect([refused.code, refused.notes?.[0]]).toEqual([
      1,
      "Whoever this token is for may not do phone:write themselves.",
    ]);
    const { out: token = "" } = await cli(
      "token",
      "create",
      "--for",
      "viewer@example.com",
      "--scopes",
      "phone:read",
    );
    expect((await t.tool("list_lines", {}, token)).status).toBe(200);
    await cli("user", "off", "viewer@example.com");
    expect((await t.tool("list_lines", {}, token)).status).toBe(401);
    await cli("user", "on", "viewer@example.com");
    expect((await t.tool("list_lines", {}, token)).status).toBe(200);
  });
});

test("a token, whatever its scopes, reaches none of what is a person's or the owner's", async () => {
  const tool: Principal = {
    user: "owner",
    client: "tok_x",
    scopes: new Set(),
    face: "rest",
    authority: "tools",
  };
  for (const operation of t.desk.catalog.operations.filter(({ exposure }) => exposure !== "tools")) {
    const outcome = await t.desk.gate.execute(operation, {}, tool, { requestId: "r" });
    expect([operation.name, outcome.kind === "refused" && outcome.error.code]).toEqual([
      operation.name,
      "FORBIDDEN",
    ]);
  }
});

test("what is secret in an input is neither in the audit nor in its digest", async () => {
  await ada.submit("/login?again=1", { password });
  await ada.submit("/settings/account", { action: "password", password: "nine small boats" });
  await t.desk.audit.flush();
  const rows = await t.desk.database.slow.read(
    "SELECT a.digest, p.input FROM audit a JOIN audit_payloads p ON p.audit_id = a.id WHERE a.operation = 'password.set' ORDER BY a.seq DESC LIMIT 1",
  );
  const digest = new Bun.CryptoHasher("sha256").update('{"password":"…"}').digest("hex");
  expect(rows).toEqual([[digest, '{"password":"…"}']]);
});

test("an app of somebody whose role does not allow it is told so, and sent to nobody for leave", async () => {
  await cli("user", "role", "viewer@example.com", "viewer");
  const { out: token = "" } = await cli(
    "token",
    "create",
    "--for",
    "viewer@example.com",
    "--scopes",
    "phone:read",
  );
  const rest = await t.tool("send_sms", { to: ["+15550100200"], content: "Hi" }, token);
  expect([rest.status, rest.headers.get("www-authenticate")]).toEqual([403, null]);
  const mcp = await t.request("/mcp", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      method: "tools/call",
      params: { name: "send_sms", arguments: { to: ["+15550100200"], content: "Hi" } },
    }),
  });
  expect([mcp.status, (await mcp.text()).includes("is a viewer here")]).toEqual([200, true]);
});
