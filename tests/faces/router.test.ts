import { expect, spyOn, test } from "bun:test";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { TrieRouter } from "hono/router/trie-router";
import { openTestDesk } from "#tests/support/desk.ts";

test("every route fits the fast router: no path beside one with a parameter sends all requests to the slow one", async () => {
  const [fast, slow] = [spyOn(RegExpRouter.prototype, "add"), spyOn(TrieRouter.prototype, "add")];
  const t = await openTestDesk();
  expect((await t.request("/healthz")).status).toBe(200);
  expect([fast.mock.calls.length > 40, slow.mock.calls.length]).toEqual([true, 0]);
  fast.mockRestore();
  slow.mockRestore();
  await t.close();
});
