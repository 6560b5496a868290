import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { housekeeping } from "#desk/housekeeping.ts";
import { runOperation } from "#src/cli/command.ts";
import { type AskingDesk, openAskingDesk, user } from "./asking.ts";

let d: AskingDesk;

beforeAll(async () => {
  d = await openAskingDesk();
  await d.t.set("models.chat", "gpt-6-luna");
});
afterAll(() => d?.close());
beforeEach(() => {
  d.openai.asked.length = 0;
});

const ask = (content: string, more: object = {}) =>
  d.call("chat_complete", { messages: [user(content)], ...more });

async function personCalled(name: string): Promise<string> {
  const { people } = await runOperation<{ people: { id: string; name: string }[] }>(
    d.t.desk,
    "person.list",
    {},
  );
  return people.find((each) => each.name === name)!.id;
}

describe("a session", () => {
  test("is its owner's alone, whatever label is given", async () => {
    await ask("My secret is 42", { session_id: "private" });
    await runOperation(d.t.desk, "person.create", { email: "bea@example.com", name: "Bea", role: "staff" });
    const id = await personCalled("Bea");
    const token = await d.t.desk.gate
      .execute(
        d.t.desk.operation("token.create"),
        { name: "bea", scopes: ["assistant:read", "assistant:write"], days: 1 },
        {
          user: id,
          client: "web",
          scopes: new Set(["assistant:read", "assistant:write"]),
          face: "web",
          authority: "person",
          authenticatedAt: d.t.clock.now(),
        },
        { requestId: "test" },
      )
      .then((outcome) => (outcome as { output: { token: string } }).output.token);
    const bea = (name: string, args: object) => d.t.tool(name, args, token);
    expect((await bea("chat_get_session", { session_id: "private" })).status).toBe(404);
    expect((await bea("chat_list_sessions", { user_id: "owner" })).body.sessions).toEqual([]);
    expect((await bea("chat_list_sessions", { everybody: true })).status).toBe(403);
    const { body } = await bea("chat_complete", { messages: [user("What is it?")], session_id: "private" });
    expect(body.session_id).toBe("private");
    expect(d.openai.asked.at(-1)!.messages).toHaveLength(1);
    expect((await bea("get_chat_usage", { user_id: "owner" })).body.total.calls).toBe(0);
    const own = (await d.call("chat_get_session", { session_id: "private" })).body;
    expect(own.turns[0].content).toBe("My secret is 42");
    for (const name of ["chat_export_session", "chat_branch_session", "chat_archive_session"])
      expect((await bea(name, { session_id: own.session.id })).status).toBe(404);
    expect((await bea("chat_get_answer", { call_id: own.turns[0].call_id })).status).toBe(404);
  });

  test("is branched, archived, found by its words, and exported", async () => {
    await ask("The boiler is a Vaillant", { session_id: "boiler" });
    await ask("And it leaks", { session_id: "boiler" });
    const branch = await d.call("chat_branch_session", {
      ...{ session_id: "boiler", up_to: 2, new_session_id: "boiler-2" },
    });
    expect(branch.body.session).toMatchObject({ session_id: "boiler-2", statistics: { messages: 2 } });
    await ask("What is it?", { session_id: "boiler-2" });
    expect(d.openai.asked.at(-1)!.messages.map(({ content }) => content)).toEqual([
      ...["The boiler is a Vaillant", "You said: The boiler is a Vaillant", "What is it?"],
    ]);
    const found = await d.call("chat_list_sessions", { search: "Vaillant" });
    expect(found.body.sessions.map((each: { session_id: string }) => each.session_id).sort()).toEqual([
      ...["boiler", "boiler-2"],
    ]);
    await d.call("chat_archive_session", { session_id: "boiler" });
    expect((await ask("More", { session_id: "boiler" })).body.code).toBe("CONFLICT");
    expect((await d.call("chat_list_sessions", { search: "Vaillant" })).body.sessions).toHaveLength(1);
    await d.call("chat_archive_session", { session_id: "boiler", archived: false });
    const { markdown } = (await d.call("chat_export_session", { session_id: "boiler" })).body;
    expect(markdown).toContain("## user");
    expect(markdown).toContain("And it leaks");
  });

  test("takes a conversation that the client keeps itself for what is new in it", async () => {
    const turns = [user("One"), { role: "assistant", content: "You said: One" }, user("Two")];
    await ask("One", { session_id: "kept" });
    await d.call("chat_complete", { messages: turns, session_id: "kept" });
    expect((await d.call("chat_get_session", { session_id: "kept" })).body.turns).toHaveLength(4);
    expect(d.openai.asked.at(-1)!.messages).toHaveLength(3);
  });

  test("that is too long is cut to what the model takes, and says so; one question that is too long is refused", async () => {
    for (let n = 0; n < 12; n++)
      await d
        .call("chat_complete", {
          ...{ messages: [user(`Turn ${n}: ${"word ".repeat(600)}`)], session_id: "long", model: "gpt-4" },
          max_tokens: 100,
        })
        .then(() => d.t.clock.advance(60_000));
    const last = d.openai.asked.at(-1)!.messages;
    expect(last.length).toBeLessThan(24);
    expect(last[0]!.content).toContain("turns were left out to fit");
    expect(last.at(-1)!.content).toStartWith("Turn 11");
    const { body } = await d.call("chat_complete", {
      ...{ messages: [user("In short?")], session_id: "long", model: "gpt-4", max_tokens: 100 },
    });
    expect(body.notes.join()).toMatch(/\d+ earlier turns did not fit into the model’s window/);
    const much = await ask("word ".repeat(50_000), { model: "gpt-4" });
    expect([much.status, much.body.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(much.body.fields.messages[0]).toContain("there is room for");
  });

  test("two first questions at once make one session of a name", async () => {
    const both = await Promise.all([ask("A", { session_id: "twins" }), ask("B", { session_id: "twins" })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await d.call("chat_get_session", { session_id: "twins" })).body.turns).toHaveLength(4);
  });

  test("is not made for a single question, which goes after a day", async () => {
    await ask("Only once, please");
    expect((await d.call("chat_list_sessions", { search: "Only once" })).body.sessions).toEqual([]);
  });
});

describe("a template", () => {
  test("begins a question with everything filled in, once; what is filled in is no template", async () => {
    await d.call("chat_template_set", { name: "note", content: "Write to {{name}} of {{business}}." });
    await d.t.set("business.name", "Harbour Yoga");
    await ask("Go on", { template: "note", variables: { name: "{{business}} $& Ann" } });
    expect(d.openai.asked.at(-1)!.messages[0]).toEqual({
      ...{ role: "system", content: "Write to {{business}} $& Ann of Harbour Yoga." },
    });
    const missing = await ask("Go on", { template: "note" });
    expect(missing.body.fields.variables).toEqual(["name is missing."]);
    const { templates } = (await d.call("chat_template_list", {})).body;
    expect(templates.map(({ name, of }: { name: string; of: string }) => [name, of])).toEqual(
      expect.arrayContaining([
        ["note", "you"],
        ["reply", "frontdesk"],
        ["second-opinion", "frontdesk"],
      ]),
    );
    const shared = await d.call("chat_template_set", { name: "all", content: "x", shared: true });
    expect([shared.status, shared.body.code]).toEqual([403, "FORBIDDEN"]);
    await d.call("chat_template_remove", { name: "note" });
    expect((await ask("Go on", { template: "note", variables: { name: "x" } })).status).toBe(404);
  });
});

describe("a key of one's own", () => {
  test("is asked with before the business's, is never shown, and what it costs holds no budget", async () => {
    const id = await personCalled("Bea");
    const scopes = new Set(["assistant:read", "assistant:write"] as const);
    const bea = { user: id, client: "web", scopes, face: "web", authority: "person" } as const;
    const as = (name: string, input: object) =>
      d.t.desk.gate.execute(
        d.t.desk.operation(name),
        input,
        { ...bea, scopes: new Set(scopes), authenticatedAt: d.t.clock.now() },
        { requestId: "test", wait: 5000 },
      );
    d.openai.badKeys.add("sk-bad-key-9999");
    const bad = await as("model_key.set", { key: "sk-bad-key-9999" });
    expect(bad).toMatchObject({ kind: "refused", error: { code: "VALIDATION_ERROR" } });
    expect(JSON.stringify(bad)).not.toContain("sk-bad-key");
    const kept = await as("model_key.set", { key: "sk-bea-key-0007" });
    expect(kept).toMatchObject({ output: { lastFour: "0007", rotated: false } });
    await runOperation(d.t.desk, "model_budget.set", { holder: "each", usd: "0.000000001" });
    const own = await as("chat.complete", { messages: [user("Hello")] });
    expect(own).toMatchObject({ kind: "done", output: { key: "person", status: "done" } });
    expect(d.openai.asked.at(-1)!.key).toBe("Bearer sk-bea-key-0007");
    expect(await as("model_key.set", { key: "sk-bea-key-0008" })).toMatchObject({
      output: { rotated: true },
    });
    await as("model_key.remove", {});
    expect(await as("chat.complete", { messages: [user("Hello")] })).toMatchObject({
      error: { code: "BUDGET_EXCEEDED" },
    });
    await runOperation(d.t.desk, "model_budget.set", { holder: "each", usd: "" });
    const audit = await runOperation<{ entries: object[] }>(d.t.desk, "audit.list", {}).catch(() => ({}));
    expect(JSON.stringify(audit) + d.t.log.join("")).not.toMatch(/sk-bea-key|sk-bad-key|sk-business-key/);
  });
});

test("what somebody may not share, set or see is refused", async () => {
  for (const [name, args] of [
    ["model_budget_set", { holder: "all", usd: "1" }],
    ["model_price_set", { model: "x", input: 1, output: 1 }],
    ["chat_report", {}],
    ["model_bill_import", { bill: "x" }],
  ] as const)
    expect((await d.call(name, args)).status).toBe(404);
});

test("a question without a session goes after a day, a session a year after its last word", async () => {
  await ask("Once and never again", { session_id: "old" });
  const { body } = await ask("Only for today");
  const keep = () => housekeeping(d.t.desk.database, d.t.desk.settings(), d.t.clock.now());
  const reads = async (name: string, args: object) => {
    d = { ...d, token: await d.t.token("assistant:read", "assistant:write") };
    return (await d.t.tool(name, args, d.token)).status;
  };
  d.t.clock.advance(86_400_000 + 120_000);
  for (let n = 0; n < 2; n++) await keep();
  expect((await d.t.tool("chat_get_answer", { call_id: body.call_id }, d.token)).body.content).not.toBe(
    "You said: Only for today",
  );
  expect(await reads("chat_get_session", { session_id: "old" })).toBe(200);
  d.t.clock.advance(366 * 86_400_000);
  for (let n = 0; n < 2; n++) await keep();
  expect(await reads("chat_get_session", { session_id: "old" })).toBe(404);
});
