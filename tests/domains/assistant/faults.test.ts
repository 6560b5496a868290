import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Script } from "#tests/fakes/openai.ts";
import { type AskingDesk, openAskingDesk, user } from "./asking.ts";

let d: AskingDesk;

beforeAll(async () => {
  d = await openAskingDesk({ modelSilence: 800 });
});
afterAll(() => d?.close());
beforeEach(() => {
  d.openai.scripts.length = 0;
  d.openai.asked.length = 0;
});

const ask = (more: object = {}) =>
  d.call("chat_complete", { messages: [user("Hello")], model: "gpt-6-luna", ...more });

const refusals: [what: string, script: Script, status: number, code: string][] = [
  ["a failure", { status: 500 }, 502, "UPSTREAM_ERROR"],
  ["too much to do", { status: 503 }, 502, "UPSTREAM_ERROR"],
  ["too many requests", { status: 429, headers: { "retry-after": "3" } }, 429, "RATE_LIMIT_EXCEEDED"],
  [
    "an empty account",
    { status: 429, error: { message: "theirs", code: "insufficient_quota" } },
    402,
    "BUDGET_EXCEEDED",
  ],
  ["a bad key", { status: 401 }, 501, "NOT_CONFIGURED"],
  ["a forbidden key", { status: 403 }, 501, "NOT_CONFIGURED"],
  ["no such model", { status: 404 }, 400, "VALIDATION_ERROR"],
  ["a bad request", { status: 400 }, 400, "VALIDATION_ERROR"],
  [
    "too long",
    { status: 400, error: { message: "theirs", code: "context_length_exceeded" } },
    400,
    "VALIDATION_ERROR",
  ],
  ["silence from the start", { first: 2000 }, 504, "UPSTREAM_TIMEOUT"],
  ["silence before a word", { stallAfter: 0 }, 504, "UPSTREAM_TIMEOUT"],
  ["an error in the stream", { text: ["a"], errorAfter: 0 }, 502, "UPSTREAM_ERROR"],
];

test.each(refusals)(
  "%s is told in our words, and costs nothing that nobody knows of",
  async (_what, script, status, code) => {
    d.openai.scripts.push(script);
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret words of theirs|theirs|sk-business/);
    expect(answer.body.refs.call_id).toMatch(/^mdc_/);
    expect(answer.body.next.length).toBeGreaterThan(8);
  },
);

test("none of it is retried: a second try could be billed and never be counted", async () => {
  d.openai.scripts.push({ status: 503 });
  await ask();
  expect(d.openai.asked).toHaveLength(1);
});

test("what breaks off in the middle is kept, marked, and its cost estimated", async () => {
  for (const script of [
    { text: ["One ", "two ", "three"], stallAfter: 2 },
    { text: ["One ", "two ", "three"], errorAfter: 2, pause: 5 },
    { text: ["One ", "two "], finish: null, usage: null },
  ] satisfies Script[]) {
    d.openai.scripts.push(script);
    const { status, body } = await ask();
    expect([status, body.status, body.content]).toEqual([200, "incomplete", "One two "]);
    expect(body.cost).toMatchObject({ source: "estimated", cost_unknown: false });
    expect(body.usage).toMatchObject({ estimated: true });
  }
});

test("a usage that is missing, or counts nothing, is estimated; letters cut in two come whole", async () => {
  d.openai.scripts.push({ text: ["Grüße 👋🏽 ", "aus Köln"], usage: null, splits: true });
  const missing = (await ask()).body;
  expect([missing.content, missing.usage.estimated, missing.cost.source]).toEqual([
    ...["Grüße 👋🏽 aus Köln", true, "estimated"],
  ]);
  d.openai.scripts.push({ text: ["Hello"], usage: { prompt_tokens: 0, completion_tokens: 0 } });
  const zero = (await ask()).body;
  expect(zero.usage.estimated).toBe(true);
  expect(Number(zero.cost.usd)).toBeGreaterThan(0);
});

test("what the provider has billed goes before the table; a bill of nothing does not", async () => {
  d.openai.scripts.push({ usage: { prompt_tokens: 10, completion_tokens: 1, cost: 0.0077 } });
  expect((await ask({ model: "vendor/unheard-of" })).body.cost).toEqual({
    ...{ usd: "0.0077", source: "billed", cost_unknown: false },
  });
  d.openai.scripts.push({ usage: { prompt_tokens: 10, completion_tokens: 1, cost: 0 } });
  expect((await ask({ model: "vendor/unheard-of" })).body.cost.cost_unknown).toBe(true);
});

test("what a server does not take is left out, and remembered for the next time", async () => {
  d.openai.usual = { refuses: ["max_tokens", "temperature", "stream_options"] };
  const first = await ask({ model: "odd-model", temperature: 1 });
  expect(first.body.status).toBe("done");
  expect(first.body.usage.estimated).toBe(true);
  expect(d.openai.asked).toHaveLength(1);
  expect(Object.keys(d.openai.asked[0]!.body).sort()).toEqual([
    ...["max_completion_tokens", "messages", "model", "stream"],
  ]);
  d.openai.usual = {};
  await ask({ model: "odd-model", temperature: 1 });
  expect(Object.keys(d.openai.asked[1]!.body)).not.toContain("temperature");
  // The shape of an answer is never left out in silence.
  d.openai.usual = { refuses: ["response_format"] };
  const shaped = await ask({ model: "odd-model", response_format: "json_object" });
  expect([shaped.status, shaped.body.code]).toEqual([400, "VALIDATION_ERROR"]);
  d.openai.usual = {};
});

test("another model is asked where one does not answer, and why is shown; a refusal asks nobody else", async () => {
  await d.call("chat_model_set", {
    ...{ name: "careful", model: "gpt-6-sol", temperature: 0.2, system_prompt: "Be careful." },
    fallbacks: ["gpt-6-luna", "gpt-5.4"],
  });
  d.openai.scripts.push({ status: 500 }, { first: 2000 });
  const { body } = await ask({ model: "careful" });
  expect([body.status, body.model]).toEqual(["done", "gpt-5.4"]);
  expect(body.fallback).toContain("gpt-6-sol did not answer (overloaded); gpt-6-luna was asked");
  expect(d.openai.asked.map(({ model }) => model)).toEqual(["gpt-6-sol", "gpt-6-luna", "gpt-5.4"]);
  expect(d.openai.asked[0]!.body).toMatchObject({ temperature: 0.2 });
  expect(d.openai.asked[0]!.messages[0]).toEqual({ role: "system", content: "Be careful." });
  for (const status of [400, 401, 404, 429]) {
    d.openai.asked.length = 0;
    d.openai.scripts.push({ status });
    expect((await ask({ model: "careful" })).status).toBeGreaterThanOrEqual(400);
    expect(d.openai.asked.map(({ model }) => model)).toEqual(["gpt-6-sol"]);
  }
  // Once a word was said nobody else goes on with it.
  d.openai.asked.length = 0;
  d.openai.scripts.push({ text: ["Half ", "an"], errorAfter: 1, pause: 5 });
  expect((await ask({ model: "careful" })).body).toMatchObject({ status: "incomplete", content: "Half " });
  expect(d.openai.asked).toHaveLength(1);
});

test("who ends the call ends it at the provider, and what was written is charged", async () => {
  d.openai.scripts.push({ text: Array.from({ length: 200 }, (_, n) => `word${n} `), pause: 10 });
  const { ended } = d.openai;
  const gone = new AbortController();
  const answer = await fetch(`${d.url}/api/v1/tools/chat_stream`, {
    method: "POST",
    signal: gone.signal,
    headers: {
      ...{ authorization: `Bearer ${d.token}`, accept: "text/event-stream" },
      "content-type": "application/json",
    },
    body: JSON.stringify({ messages: [user("Count")], model: "gpt-6-luna", session_id: "counting" }),
  });
  const reader = answer.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toContain("event: delta");
  gone.abort();
  for (let n = 0; n < 100 && d.openai.ended === ended; n++) await Bun.sleep(10);
  expect(d.openai.ended).toBe(ended + 1);
  for (let n = 0; n < 50; n++) {
    await Bun.sleep(10);
    const { body } = await d.call("chat_get_session", { session_id: "counting" });
    if (body.turns.length < 2) continue;
    expect(body.turns[1].content).toStartWith("word0 ");
    expect(Number(body.session.statistics.cost_usd)).toBeGreaterThan(0);
    return;
  }
  throw new Error("what was written was not kept");
});

test("a call with a key goes on when its caller is cut off, and the same key gets the whole answer", async () => {
  d.openai.scripts.push({ text: Array.from({ length: 30 }, (_, n) => `word${n} `), pause: 10 });
  const gone = new AbortController();
  const ask = (signal?: AbortSignal) =>
    fetch(`${d.url}/api/v1/tools/chat_complete`, {
      method: "POST",
      ...(signal ? { signal } : {}),
      headers: {
        ...{ authorization: `Bearer ${d.token}`, "idempotency-key": "once" },
        "content-type": "application/json",
      },
      body: JSON.stringify({ messages: [user("Count")], model: "gpt-6-luna" }),
    });
  const first = ask(gone.signal).catch(() => undefined);
  const { length } = d.openai.asked;
  while (d.openai.asked.length === length) await Bun.sleep(5);
  const second = ask();
  await Bun.sleep(50);
  gone.abort();
  await first;
  const { call_id } = (await (await second).json()) as { call_id: string };
  let body: { status: string; content: string | null };
  do {
    await Bun.sleep(20);
    body = (await d.call("chat_get_answer", { call_id })).body;
  } while (body.status === "queued");
  expect([body.status, body.content?.split(" ").length]).toEqual(["done", 31]);
  expect(d.openai.asked).toHaveLength(length + 1);
});

test("no key and no word of it is in any line of the log", () => {
  const lines = d.t.log.join("\n");
  expect(lines).toContain('gen_ai.usage.input_tokens":20');
  expect(lines).toContain('"error.type":"overloaded"');
  expect(lines).not.toMatch(/sk-business|Hello|One two|secret words of theirs|Grüße|word1 /);
});

test("metrics bear OpenTelemetry's names", async () => {
  const page = await (await fetch(`${d.url}/metrics`)).text();
  expect(page).toMatch(
    /gen_ai_client_token_usage_tokens_count\{gen_ai_operation_name="chat",gen_ai_provider_name="127\.0\.0\.1",gen_ai_request_model="gpt-6-luna",gen_ai_response_model="gpt-6-luna",gen_ai_token_type="input"\} \d+/,
  );
  expect(page).toMatch(/gen_ai_client_operation_duration_seconds_count\{[^}]*error_type="timeout"\} \d+/);
});
