import { afterAll, expect, test } from "bun:test";
import { systemClock } from "#platform/clock.ts";
import { runOperation } from "#src/cli/command.ts";
import { startFakeOpenAi } from "#tests/fakes/openai.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { user } from "./asking.ts";

const folder = scratchFolder();
afterAll(() => folder.remove());

test("a SIGKILL in the middle of an answer leaves no budget held, and no question for ever unanswered", async () => {
  const openai = startFakeOpenAi();
  const env = { OPENAI_API_KEY: "sk-business-key-0001", OPENAI_BASE_URL: openai.url };
  const t = await openTestDesk({
    folder: folder.path,
    env,
    clock: { ...systemClock, advance: () => undefined } as never,
  });
  await runOperation(t.desk, "model_price.set", { model: "dear", since: "2020-01-01", input: 1, output: 10 });
  // Enough for one: at most some 300 bytes read and 100 tokens written.
  await runOperation(t.desk, "model_budget.set", { holder: "all", usd: "0.0018" });
  const token = await t.token("assistant:read", "assistant:write");
  await t.close();

  let server: ServerProcess = await startServer({ folder: folder.path, env });
  const call = async (name: string, args: object) => {
    const answer = await fetch(`${server.url}/api/v1/tools/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const question = { messages: [user("Hi")], model: "dear", max_tokens: 100, session_id: "cut-off" };
  openai.usual = { text: Array.from({ length: 500 }, () => "a "), pause: 20 };
  const cutOff = call("chat_complete", question).catch(() => undefined);
  while (openai.open === 0) await Bun.sleep(10);
  expect((await call("chat_complete", { ...question, session_id: "beside" })).body.code).toBe(
    "BUDGET_EXCEEDED",
  );
  await server.stop("SIGKILL");
  await cutOff;

  server = await startServer({ folder: folder.path, env });
  openai.usual = { usage: { prompt_tokens: 10, completion_tokens: 2 } };
  // Alone with a file it is known at once that nobody asks any more; beside others when the dead one is missed.
  let usage = (await call("get_chat_usage", {})).body;
  while (usage.total.calls === 0) {
    await Bun.sleep(500);
    usage = (await call("get_chat_usage", {})).body;
  }
  // What the question itself may have cost, and no more.
  expect(usage.budgets[0].of).toBe("everybody");
  expect(Number(usage.budgets[0].spent_or_held_usd)).toBeLessThan(0.0001);
  expect(usage.total).toMatchObject({ calls: 1, errors: 1, calls_estimated: 1 });
  const { turns } = (await call("chat_get_session", { session_id: "cut-off" })).body;
  const lost = await call("chat_get_answer", { call_id: turns[0].call_id });
  expect([lost.status, lost.body.code]).toEqual([503, "UNAVAILABLE"]);
  const after = await call("chat_complete", question);
  expect([after.status, after.body.status]).toEqual([200, "done"]);
  await server.stop();
  expect(server.said()).not.toContain("sk-business-key");
  await openai.stop();
}, 120_000);
