import { afterAll, beforeAll, expect, test } from "bun:test";
import { runDeskCommand } from "#src/cli/run.ts";
import { becomeOwner } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});
afterAll(() => t.close());

const frontdesk = (...words: string[]) => runDeskCommand(t.desk, words);
const send = async (content: string) => {
  const { status, body } = await t.tool("send_sms", { to: ["+15550100200"], content }, token);
  return [status, body.code];
};

test("stop makes everything read-only at once, and resume ends it", async () => {
  expect(await send("Before")).toEqual([200, undefined]);
  expect(await frontdesk("stop")).toMatchObject({ notes: [expect.stringMatching(/frontdesk resume$/)] });
  expect(await send("Meanwhile")).toEqual([409, "BLOCKED"]);
  expect((await t.tool("list_lines", {}, token)).status).toBe(200);
  await frontdesk("resume");
  expect(await send("After")).toEqual([200, undefined]);
});

test("policy list shows what is allowed always, and revoke takes it back", async () => {
  expect(await frontdesk("policy", "list")).toEqual({ notes: ["Nothing is allowed always."] });
  const ada = await becomeOwner(t);
  const to = Array.from({ length: 6 }, (_, n) => `+155501003${10 + n}`);
  const { body } = await t.tool("send_bulk_sms", { to, content: "News" }, token);
  const page = `/authorizations/${body.queue_id}`;
  const shown = /name="shown" value="([^"]+)"/.exec(await (await ada.get(page)).text())?.[1] ?? "";
  const decided = await ada.submit(page, { action: "always", shown, this_app: "yes", cap: "8" });
  expect(decided.status).toBe(303);
  const [rule] = JSON.parse((await frontdesk("policy", "list", "--json")).out ?? "[]");
  expect(rule).toMatchObject({
    operation: "message.send_bulk",
    state: "holds",
    cap: 8,
    daily_cap: 40,
    uses: 0,
  });
  expect((await frontdesk("policy", "list")).out).toContain("at most 8 at once, 40 a day");
  expect((await t.tool("send_bulk_sms", { to, content: "More news" }, token)).status).toBe(200);
  await frontdesk("policy", "revoke", rule.id);
  expect((await t.tool("send_bulk_sms", { to, content: "Even more" }, token)).status).toBe(202);
  expect((await frontdesk("policy", "revoke", "pol_nobody")).code).toBe(1);
});
