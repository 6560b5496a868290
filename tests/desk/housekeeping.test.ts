import { expect, test } from "bun:test";
import { housekeeping } from "#desk/housekeeping.ts";
import { createSealer } from "#gate/audit/sealer.ts";
import { runOperation } from "#src/cli/command.ts";
import { openTestDesk } from "#tests/support/desk.ts";

test("what has been kept long enough goes, and what has not stays", async () => {
  const t = await openTestDesk();
  const token = await t.token("phone:write");
  await t.tool("create_contact", { name: "Ada", idempotency_key: "k" }, token);
  await t.tool("send_sms", { to: ["+15550100004"], content: "Hi" }, token);
  await t.tool("make_call", { to: "+15550100200" }, token);
  await t.settle();
  await t.desk.audit.flush();
  await createSealer(t.desk)();
  const count = async (table: string) =>
    Number((await t.desk.database.slow.read(`SELECT count(*) FROM ${table}`))[0]?.[0]);
  const tables = ["idempotency", "inbound_events", "outbox", "transcripts", "audit", "messages", "contacts"];
  const counts = async (): Promise<Record<string, number>> =>
    Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(table)])));
  const keep = () => housekeeping(t.desk.database, t.desk.settings(), t.clock.now());
  const day = 86_400_000;
  const before = await counts();
  expect(Math.min(...Object.values(before))).toBeGreaterThan(0);

  await keep();
  expect(await counts()).toEqual(before);
  t.clock.advance(2 * day);
  await keep();
  expect(await counts()).toEqual({ ...before, idempotency: 0 });
  t.clock.advance(90 * day);
  await keep();
  expect(await counts()).toEqual({ ...before, idempotency: 0, inbound_events: 0, outbox: 0 });
  t.clock.advance(300 * day);
  await runOperation(t.desk, "setting.set", { key: "retention.audit_days", value: 30 });
  await t.desk.audit.flush();
  const rest = await counts();
  await keep();
  expect(await counts()).toEqual({ ...rest, transcripts: 0, audit: 1 });
  expect([rest["messages"], rest["contacts"]]).toEqual([before["messages"], before["contacts"]]);
  await t.close();
});

test("a token's last use is kept, a little later", async () => {
  const t = await openTestDesk();
  const token = await t.token("phone:read");
  const lastUse = async () =>
    (await runOperation<{ tokens: { lastUsedAt: string | null }[] }>(t.desk, "token.list", {})).tokens[0]
      ?.lastUsedAt;
  expect(await lastUse()).toBeNull();
  await t.tool("list_lines", {}, token);
  await t.desk.bearer.flush();
  expect(await lastUse()).toBe("2026-11-21T15:00:00.000+00:00");
  await t.close();
});
