import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { runOperation } from "#src/cli/command.ts";
import { type Client, day, laySiege, type Siege, strangers, unitOf } from "./siege.ts";

let s: Siege;
let app: Client;

beforeAll(async () => {
  s = await laySiege();
  app = await s.client();
});
afterAll(() => s.close());

const mint = (name: string) =>
  s.t.request("/api/v1/tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${app.token}`, "content-type": "application/json" },
    body: JSON.stringify({ name, scopes: ["phone:read"] }),
  });

test("one deletion that is allowed always lets no app delete everybody", async () => {
  const contacts = [];
  for (const phone of strangers(12)) {
    contacts.push(await s.contact("Customer", phone, app.token));
    await s.customerWrites(phone);
  }
  const [first, ...others] = contacts;
  await s.allow(await s.ask("contact_delete", { id: first }, app.token), { upgrade_permission: true });
  const answers = [];
  for (const id of others) answers.push((await s.call("contact_delete", { id }, app.token)).status);
  expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(5);
});

test("while everything is stopped no app mints a token", async () => {
  await runOperation(s.t.desk, "desk.stop", {});
  const { status } = await mint("while stopped");
  await runOperation(s.t.desk, "desk.resume", {});
  expect(status).toBe(409);
});

test("an app's own key goes with its request, also where the call is asked again after the end", async () => {
  const args = { to: strangers(6, 300), content: "with a key" };
  const key = { "x-openphone-api-key": "quo-key-of-the-app" };
  const id = await s.ask("send_bulk_sms", args, app.token, key);
  await s.later(day);
  await s.ask("send_bulk_sms", args, app.token, key);
  const row = "SELECT state, sealed_key FROM authorization_requests WHERE id = ?";
  expect(await s.rows(row, id)).toEqual([["expired", null]]);
});

test("the history is read also where one of it was of an operation that is no more", async () => {
  const id = await s.askForBulk(app.token);
  await s.allow(id);
  await s.tamper(sql`UPDATE authorization_requests SET operation = 'fax.send' WHERE id = ${id}`);
  expect((await s.ada.browser.get(`/api/authorizations/${id}`)).status).toBe(200);
});

test("a contact who writes at the last moment is not deleted without a person, nor with more than they were shown", async () => {
  const { token } = await s.client();
  const [phone = "", other = ""] = strangers(2, 500);
  const ids = [await s.contact("Quiet", phone, token), await s.contact("Loud", other, token)];
  await s.customerWrites(other);
  const waiting = await s.ask("contact_delete", { id: ids[1] }, token);
  const free = await s.lastMoment(
    unitOf.removal,
    () => s.customerWrites(phone, "Are you there?"),
    () => s.call("contact_delete", { id: ids[0] }, token),
  );
  const allowed = await s.lastMoment(
    unitOf.removal,
    () => s.customerWrites(other, "Are you there?"),
    () => s.allow(waiting),
  );
  expect([free.status, allowed.state]).toEqual([202, "stale"]);
});
