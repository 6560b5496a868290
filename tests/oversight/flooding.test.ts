import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasLink } from "#platform/links.ts";
import { type Client, laySiege, type Siege, strangers } from "./siege.ts";

let s: Siege;
let app: Client;

beforeAll(async () => {
  s = await laySiege();
});
afterAll(() => s.close());

const pending = async (...clients: string[]) =>
  Number(
    (
      await s.rows(
        `SELECT count(*) FROM authorization_requests WHERE state = 'pending' AND client IN (${clients.map(() => "?").join()})`,
        ...clients,
      )
    )[0]?.[0],
  );
const bulk = (content: string) => ({ to: strangers(6), content });

async function mint(token: string): Promise<Client> {
  const answer = await s.t.request("/api/v1/tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "child", scopes: ["phone:write"] }),
  });
  return await answer.json();
}

test("what one app has waiting stays short enough to be read: a list of two megabytes at most", async () => {
  const { token } = await s.client();
  for (let n = 0; n < 4; n++) {
    const messages = strangers(500, 1000).map((to, at) => ({
      to,
      content: `${n} ${at} `.padEnd(1500, "x"),
    }));
    await s.call("send_bulk_sms", { messages }, token);
  }
  const list = await (await s.ada.browser.get("/api/authorizations")).text();
  expect(list.length).toBeLessThan(2_000_000);
}, 20_000);

describe("one app fills the queue no further than fifty requests", () => {
  test("by asking at the same moment", async () => {
    app = await s.client();
    await Promise.all(
      Array.from({ length: 70 }, (_, n) => s.call("send_bulk_sms", bulk(`at once ${n}`), app.token)),
    );
    expect(await pending(app.id)).toBeLessThanOrEqual(50);
  });

  test("by the tokens it mints", async () => {
    const parent = await s.client();
    const children = [await mint(parent.token), await mint(parent.token)];
    for (const { token } of [...children, parent])
      for (let n = 0; n < 20; n++) await s.call("send_bulk_sms", bulk(`of a family ${n}`), token);
    expect(await pending(parent.id, ...children.map(({ id }) => id))).toBeLessThanOrEqual(50);
  });
});

test("the audit is not flooded with names that no tool has: past the limit one line a second is left", async () => {
  await s.t.set("limits.reads_per_minute", 50);
  const { token } = await s.client();
  await s.audited();
  for (let n = 0; n < 200; n++) await s.call("no_such_tool", {}, token);
  const { length } = await s.audited();
  expect([length > 0, length <= 60]).toEqual([true, true]);
  await s.t.set("limits.reads_per_minute", 100_000);
});

test("a text that is made to be slow to look through takes time as it grows, and not as its square", () => {
  /** The shortest of many goes: what else the machine does only makes one longer. */
  const shortest = (text: string) =>
    Math.min(
      ...Array.from({ length: 25 }, () => {
        const started = performance.now();
        hasLink(text);
        return performance.now() - started;
      }),
    );
  for (const part of ["a-", "㏕－", "ａ－"]) {
    const [short, long] = [shortest(part.repeat(400)), shortest(part.repeat(6400))];
    // Sixteen times the text: sixteen times the time, where a square would take 256.
    expect(long / Math.max(short, 0.002)).toBeLessThan(80);
  }
});
