import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { catalog } from "#catalog/index.ts";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let ada: TestBrowser;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  await t.set("windows.recall_seconds", 0);
  ada = await becomeOwner(t);
  token = await t.token("phone:read", "phone:write");
});
afterAll(() => t.close());

const six = (n: number) => Array.from({ length: 6 }, (_, i) => `+1555010${n}${String(i).padStart(3, "0")}`);
const asBearer = () => ({ headers: { authorization: `Bearer ${token}` } });
async function decide(id: string, body: unknown) {
  const headers = {
    "content-type": "application/json",
    origin: t.config.baseUrl,
    "sec-fetch-site": "same-origin",
    "x-form-token": await ada.tokenOn("/settings/account"),
  };
  return await ada.post(`/api/authorizations/${id}`, { headers, body: JSON.stringify(body) });
}

describe("GET /api/capabilities", () => {
  test("lists every operation that apps reach, by domain, with level, rule and parameters", async () => {
    const { success, data } = await (await t.request("/api/capabilities", asBearer())).json();
    expect([success, data.version]).toEqual([true, "1.0"]);
    const names = data.domains.flatMap((each: { domain: string; actions: { name: string }[] }) =>
      each.actions.map(({ name }) => `${each.domain}.${name}`),
    );
    // What leads to operations is none of them.
    const offered = catalog.operations.filter(
      ({ name, exposure }) => exposure === "tools" && !name.startsWith("crm."),
    );
    expect(names.sort()).toEqual(offered.map(({ name }) => name).sort());
    const actionOf = (domain: string, name: string) =>
      data.domains
        .find((each: { domain: string }) => each.domain === domain)
        .actions.find((each: { name: string }) => each.name === name);
    expect(actionOf("contact", "create").permission).toBe("unrestricted");
    expect(actionOf("contact", "delete")).toMatchObject({
      permission: "requires_authorization",
      levels: ["unrestricted", "requires_authorization"],
      can_be_always: true,
    });
    expect(actionOf("contact", "delete").parameters.required).toEqual(["id"]);
    expect(actionOf("token", "extend")).toMatchObject({ can_be_always: false });
  });

  test("asks for a token or a sign-in", async () => {
    expect((await t.request("/api/capabilities")).status).toBe(401);
    expect((await ada.get("/api/capabilities")).status).toBe(200);
  });
});

describe("/api/authorizations", () => {
  test("shows an app its own, a person who decides everything, and both the same state", async () => {
    const stranger = await t.token("phone:write");
    const { body } = await t.tool("send_bulk_sms", { to: six(1), content: "One" }, token);
    const path = `/api/authorizations/${body.queue_id}`;
    const own = await (await t.request("/api/authorizations", asBearer())).json();
    expect(own.data.requests.map((each: { queue_id: string }) => each.queue_id)).toEqual([body.queue_id]);
    const others = await t.request(path, { headers: { authorization: `Bearer ${stranger}` } });
    expect(others.status).toBe(404);
    const polled = await (await t.request(path, asBearer())).json();
    const seen = await (await ada.get(path)).json();
    expect([polled.success, polled.data.status, seen.data.status]).toEqual([true, "pending", "pending"]);
    expect(seen.data.card.map((line: { label: string }) => line.label)).toEqual([
      "From",
      "To 6 numbers",
      "Text",
    ]);
    expect(seen.data.card[1].note).toBe("no name for any of them");
  });

  test("a decision is `decision`, `notes` and `upgrade_permission`, and answers with the result", async () => {
    const { body } = await t.tool("send_bulk_sms", { to: six(2), content: "Two" }, token);
    const answer = await decide(body.queue_id, {
      decision: "authorized",
      notes: "Fine",
      upgrade_permission: true,
    });
    const { success, data } = await answer.json();
    expect([answer.status, success, data.status, data.result.messages.length]).toEqual([
      200,
      true,
      "executed",
      6,
    ]);
    const { data: polled } = await (
      await t.request(`/api/authorizations/${body.queue_id}`, asBearer())
    ).json();
    expect(polled).toMatchObject({ status: "executed", note: "Fine" });
    // As it stands it lets nothing else through; wider only where somebody says so.
    const other = await t.tool("send_bulk_sms", { to: six(3), content: "Not free" }, token);
    expect(other.status).toBe(202);
    await decide(other.body.queue_id, {
      decision: "authorized",
      upgrade_permission: true,
      narrowed: { this_target: false, this_text: false },
    });
    expect((await t.tool("send_bulk_sms", { to: six(4), content: "Free now" }, token)).status).toBe(200);
  });

  test("a denial carries its note", async () => {
    const to = [...six(4), "+15550104999"];
    const { body } = await t.tool("send_bulk_sms", { to, content: "Four" }, token);
    const { data } = await (await decide(body.queue_id, { decision: "denied", notes: "Not today" })).json();
    expect(data.status).toBe("denied");
    const again = await t.tool("send_bulk_sms", { to, content: "Four" }, token);
    expect([again.status, again.body.note, again.body.refs]).toEqual([
      403,
      "Not today",
      { queue_id: body.queue_id },
    ]);
  });
});

describe("the pages", () => {
  test("show hostile names, notes and reasons as text, with what is invisible written out", async () => {
    const name = "<b>Ann</b>\u202e\u200b";
    const notes = `\u001b[31m<img src=x onerror=alert(1)>${"\n".repeat(60)}last line`;
    const phone = "+15550107777";
    const { body: made } = await t.tool("create_contact", { name, notes, phone }, token);
    await t.tool("send_sms", { to: [phone], content: "Hello" }, token);
    const args = { id: made.contact.id, reasoning: "<script>alert(1)</script>\u2066" };
    const { body } = await t.tool("contact_delete", args, token);
    const page = `/authorizations/${body.queue_id}`;
    const card = await (await ada.get(page)).text();
    for (const shown of [
      "&lt;b&gt;Ann&lt;/b&gt;[U+202E][U+200B]",
      "[U+001B][31m&lt;img src=x onerror=alert(1)&gt;",
      "[59 empty lines]",
      "last line",
      "&lt;script&gt;alert(1)&lt;/script&gt;[U+2066]",
    ])
      expect(card).toContain(shown);
    const shown = /name="shown" value="([^"]+)"/.exec(card)?.[1] ?? "";
    await ada.submit(page, { action: "deny", shown, notes: "<i>No</i>\u200d" });
    expect(await (await ada.get(page)).text()).toContain("&lt;i&gt;No&lt;/i&gt;[U+200D]");
    for (const raw of ["<b>Ann", "<img src=x", "<script>alert", "<i>No"]) expect(card).not.toContain(raw);
  });

  test("a word in the address says nothing but what the desk has to say", async () => {
    const to = [...six(8), "+15550108999"];
    const { body } = await t.tool("send_bulk_sms", { to, content: "Eight" }, token);
    const page = (told: string) => ada.get(`/authorizations/${body.queue_id}?told=${told}`);
    expect(await (await page("changed")).text()).toContain("Your decision did nothing");
    for (const told of ["constructor", "__proto__", "Allowed"]) {
      const answer = await page(told);
      expect([answer.status, (await answer.text()).includes('role="alert"')]).toEqual([200, false]);
    }
  });

  test("whoever decides is told how many wait, which leaves no line of its own in the audit; nobody else is", async () => {
    const lines = async () => {
      await t.desk.audit.flush();
      return await t.desk.database.slow.read("SELECT count(*) FROM audit");
    };
    const before = await lines();
    const stream = await ada.get("/authorizations/live");
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    const reader = stream.body?.getReader();
    let said = "";
    while (!said.includes("data:")) said += new TextDecoder().decode((await reader?.read())?.value);
    expect(said).toMatch(/data: \{"waiting":\d+\}/);
    await reader?.cancel();
    expect(await lines()).toEqual(before);
    const eve = await joinAs(t, ada, "viewer");
    expect((await eve.get("/authorizations/live")).status).toBe(403);
  });
});

test("a tool that is none runs nothing, whatever operation it is called after", async () => {
  for (const name of ["desk_stop", "desk.stop", "policy_revoke"])
    expect((await t.tool(name, {}, token)).status).toBe(404);
  expect(t.desk.settings().get("permissions.stopped")).toBe(false);
  await t.desk.audit.flush();
  const found = await t.desk.database.slow.read(
    "SELECT operation, outcome FROM audit WHERE operation IN ('desk.stop', 'policy.revoke') ORDER BY seq",
  );
  expect(found).toEqual([
    ["desk.stop", "FORBIDDEN"],
    ["desk.stop", "FORBIDDEN"],
    ["policy.revoke", "FORBIDDEN"],
  ]);
});
