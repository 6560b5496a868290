import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { connectModern } from "#tests/support/clients.ts";
import { type AskingDesk, openAskingDesk, user } from "./asking.ts";

let d: AskingDesk;

beforeAll(async () => {
  d = await openAskingDesk();
  // $1 for a million read, $10 for a million written: 1,000 and 10,000 billionths a token.
  await run("model_price.set", { model: "dear", since: "2020-01-01", input: 1, output: 10 });
});
afterAll(() => d?.close());
beforeEach(async () => {
  for (const holder of ["all", "each"]) await run("model_budget.set", { holder, usd: "" });
  d.openai.scripts.length = 0;
  d.openai.asked.length = 0;
  d.openai.usual = {};
  // A month of its own for each test.
  d.t.clock.advance(32 * 86_400_000);
  d = { ...d, token: await d.t.token("assistant:read", "assistant:write") };
});

const run = <Output>(name: string, input: object) => runOperation<Output>(d.t.desk, name, input);
const call = (name: string, args: object) => d.t.tool(name, args, d.token);
const question = (more: object = {}) => ({ messages: [user("Hi")], model: "dear", max_tokens: 100, ...more });
const spent = async () =>
  (await run<{ budgets: { holder: string; spent_usd: string | null }[] }>("model_budget.list", {})).budgets[0]
    ?.spent_usd;

test("eight calls at once on the last cent, through four ways in: none overspends, and nothing stays held", async () => {
  // What one may cost at most: under 300 bytes read and 100 tokens written, 1,000,000 and 300,000 billionths.
  await run("model_budget.set", { holder: "all", usd: "0.004" });
  d.openai.usual = { text: ["x"], pause: 30, usage: { prompt_tokens: 100, completion_tokens: 90 } };
  const client = await connectModern({ url: `${d.url}/mcp`, token: d.token }, "auto");
  const rest = () => call("chat_complete", question()).then(({ body }) => body.code ?? "done");
  const sse = async () => {
    const answer = await fetch(`${d.url}/api/v1/tools/chat_stream`, {
      method: "POST",
      headers: {
        ...{ authorization: `Bearer ${d.token}`, accept: "text/event-stream" },
        "content-type": "application/json",
      },
      body: JSON.stringify(question()),
    });
    const text = await answer.text();
    return answer.status === 200 ? "done" : (JSON.parse(text) as { code: string }).code;
  };
  const mcp = async () => {
    const answer = await client.callTool({ name: "chat_complete", arguments: question() });
    return answer.isError
      ? JSON.stringify(answer.content).includes("BUDGET")
        ? "BUDGET_EXCEEDED"
        : "?"
      : "done";
  };
  const socket = () =>
    new Promise<string>((resolve) => {
      const stream = new WebSocket(`${d.url.replace("http", "ws")}/ws/stream/last-cent`, [
        ...["frontdesk", `bearer.${d.token}`],
      ]);
      stream.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as { type: string; code?: string };
        if (message.type === "ready")
          stream.send(JSON.stringify({ type: "ask", content: "Hi", model: "dear", max_tokens: 100 }));
        if (message.type === "done" || message.type === "error") {
          resolve(message.code ?? "done");
          stream.close();
        }
      };
    });
  const ends = await Promise.all([rest(), rest(), sse(), sse(), mcp(), mcp(), socket(), socket()]);
  await client.close();
  const done = ends.filter((end) => end === "done").length;
  expect(ends.filter((end) => end !== "done" && end !== "BUDGET_EXCEEDED")).toEqual([]);
  // Each really cost 100 × 1,000 + 90 × 10,000 = 1,000,000 billionths: at most four of them.
  expect(done).toBeGreaterThanOrEqual(1);
  expect(done).toBeLessThan(4);
  expect(d.openai.asked).toHaveLength(done);
  expect(Number(await spent())).toBeCloseTo(done / 1000, 9);
});

describe("a budget", () => {
  test("of each person holds for each; one of their own goes before it; it is told at half, most and all", async () => {
    await run("model_budget.set", { holder: "each", usd: "0.0045" });
    d.openai.usual = { usage: { prompt_tokens: 100, completion_tokens: 100 } };
    const events: string[] = [];
    d.t.desk.watch((all) =>
      events.push(...all.filter(({ type }) => type.startsWith("model_budget")).map((e) => e.subject)),
    );
    // 1,100,000 billionths each: 24, 49, 73, 98 hundredths.
    for (let n = 0; n < 3; n++) expect((await call("chat_complete", question())).status).toBe(200);
    expect(events.map((each) => each.split(" ")[2])).toEqual(["50"]);
    const last = await call("chat_complete", question({ max_tokens: 90 }));
    expect([last.status, events.length]).toEqual([200, 2]);
    const over = await call("chat_complete", question());
    expect([over.status, over.body.code]).toEqual([402, "BUDGET_EXCEEDED"]);
    expect(over.body.message).toContain(
      "Your budget for models is used up for this month: 0.0044 of 0.0045 USD",
    );
    const usage = await call("get_chat_usage", {});
    expect(usage.body.budgets).toEqual([{ of: "you", usd: "0.0045", spent_or_held_usd: "0.0044" }]);
    // A new month is a new budget.
    d.t.clock.advance(32 * 86_400_000);
    d = { ...d, token: await d.t.token("assistant:read", "assistant:write") };
    expect((await call("chat_complete", question())).status).toBe(200);
  });

  test("lets nothing through whose price nobody has written down, and counts what is not known at its most", async () => {
    await run("model_budget.set", { holder: "all", usd: "1" });
    const unknown = await call("chat_complete", question({ model: "gpt-4" }));
    expect([unknown.status, unknown.body.code]).toEqual([402, "BUDGET_EXCEEDED"]);
    expect(d.openai.asked).toEqual([]);
    d.openai.scripts.push({ tier: "unheard-of" });
    const odd = await call("chat_complete", question());
    expect(odd.body.cost.cost_unknown).toBe(true);
    expect(Number(await spent())).toBeGreaterThan(0.001);
  });

  test("is given back what a refusal, and what somebody ended, does not cost", async () => {
    await run("model_budget.set", { holder: "all", usd: "0.01" });
    d.openai.scripts.push({ status: 500 });
    await call("chat_complete", question());
    expect(await spent()).toBe("0.00");
    d.openai.scripts.push({ text: Array.from({ length: 300 }, () => "a "), pause: 10 });
    const going = call("chat_complete", question({ session_id: "ended" }));
    for (let n = 0; n < 100; n++) {
      await Bun.sleep(10);
      const { body } = await call("chat_get_session", { session_id: "ended" });
      if (body.turns?.length !== 1) continue;
      await call("chat_cancel", { call_id: body.turns[0].call_id });
      break;
    }
    expect((await going).body.status).toBe("cancelled");
    expect(Number(await spent())).toBeLessThan(0.0005);
  });

  test("counts every model that was asked before one answered", async () => {
    await call("chat_model_set", { name: "chain", model: "dear", fallbacks: ["dear"] });
    d.openai.scripts.push({ text: [], errorAfter: 0, usage: null }, {});
    d.openai.scripts[0] = { stallAfter: 0, text: ["never"] };
    await run("model_budget.set", { holder: "all", usd: "1" });
    const { body } = await call("chat_complete", question({ model: "chain" }));
    expect(body.status).toBe("done");
    // 20 + 2 tokens of the answer, and the question once more for the one that was silent.
    expect(body.usage.input_tokens).toBeGreaterThan(20);
    expect(body.cost.source).toBe("estimated");
  });
});

test("the owner is told by text when half of a budget is used, with where to look", async () => {
  await d.t.set("business.owner_numbers", ["+13125550111"]);
  await run("model_budget.set", { holder: "all", usd: "0.002" });
  d.openai.usual = { usage: { prompt_tokens: 100, completion_tokens: 90 } };
  expect((await call("chat_complete", question({ max_tokens: 50 }))).status).toBe(200);
  const reader = await d.t.token("phone:read");
  for (let n = 0; n < 100; n++) {
    await d.t.settle();
    const { body } = await d.t.tool("get_message_history", { phoneNumber: "+13125550111" }, reader);
    if (body.messages.length === 0) continue;
    expect(body.messages[0].content).toMatch(
      /^Models: 50 % of the budget of 0\.002 USD for \d{4}-\d{2} is used\. http:\/\/localhost:3000\/assistant\/usage$/,
    );
    return;
  }
  throw new Error("nobody was told");
});

describe("tokens a minute", () => {
  test("are ten thousand of gpt-4 and sixty thousand of gpt-3.5 for each person, with the seconds to wait", async () => {
    d.openai.usual = { usage: { prompt_tokens: 4000, completion_tokens: 1000 } };
    const ask = (model: string) => call("chat_complete", { messages: [user("Hi")], model, max_tokens: 1000 });
    expect((await ask("gpt-4")).status).toBe(200);
    d.t.clock.advance(20_000);
    expect((await ask("gpt-4")).status).toBe(200);
    const full = await ask("gpt-4");
    expect([full.status, full.body.code, full.headers.get("retry-after")]).toEqual([
      ...[429, "RATE_LIMIT_EXCEEDED", "40"],
    ]);
    // Another model has its own, and so has one whose name only begins alike.
    expect((await ask("gpt-3.5-turbo")).status).toBe(200);
    expect((await ask("gpt-4o")).status).toBe(200);
    d.t.clock.advance(40_000);
    expect((await ask("gpt-4")).status).toBe(200);
    const never = await call("chat_complete", { messages: [user("Hi")], model: "gpt-4", max_tokens: 16_000 });
    expect(never.status).toBe(429);
  });

  test("cannot be lifted by a name of one's own, only lowered", async () => {
    await call("chat_model_set", { name: "mine", model: "gpt-4", tokens_per_minute: 100_000_000 });
    await call("chat_model_set", { name: "less", model: "gpt-3.5-turbo", tokens_per_minute: 500 });
    d.openai.usual = { usage: { prompt_tokens: 9000, completion_tokens: 900 } };
    const ask = (model: string) => call("chat_complete", { messages: [user("Hi")], model, max_tokens: 900 });
    expect((await ask("mine")).status).toBe(200);
    expect((await ask("mine")).status).toBe(429);
    expect((await ask("less")).status).toBe(400);
  });
});

test("the provider's bill stands beside ours, with the difference", async () => {
  d.openai.usual = { usage: { prompt_tokens: 100, completion_tokens: 100 } };
  await call("chat_complete", question());
  const day = new Date(d.t.clock.now()).toISOString().slice(0, 10);
  const start = Math.floor(Date.parse(`${day}T00:00:00Z`) / 1000);
  const bill = JSON.stringify({
    data: [
      {
        start_time: start,
        results: [
          { amount: { value: 0.001, currency: "usd" }, line_item: "dear, input" },
          { amount: { value: "0.0005", currency: "usd" }, line_item: "dear, output" },
          { amount: { value: 9, currency: "eur" }, line_item: "dear, output" },
        ],
      },
    ],
  });
  const first = await run("model_bill.import", { bill });
  expect(first).toEqual({ days: 1, usd: "0.0015", passed_over: 1 });
  // The same days again stand in the place of the first.
  await run("model_bill.import", { bill: `Date,Cost\n${day},$0.0012\nnever,1\n` });
  const report = await run<{ billed: object[] }>("chat.report", { start_date: day, end_date: day });
  expect(report.billed).toEqual([
    {
      ...{ day, billed_usd: "0.0012", ours_usd: "0.0011", difference_usd: "0.0001" },
      calls_of_unknown_cost: 0,
    },
  ]);
});
