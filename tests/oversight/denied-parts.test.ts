import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type Client, day, laySiege, type Siege, strangers } from "./siege.ts";

let s: Siege;
let app: Client;
let other: Client;
let six: string[];
let serial = 0;
let words = "";

beforeAll(async () => {
  s = await laySiege();
});
afterAll(() => s.close());

beforeEach(async () => {
  await s.later(2 * day);
  [app, other] = [await s.client(), await s.client()];
  six = strangers(6, serial * 6);
  words = `Dear guest, the pool is closed on day ${["one", "two", "three", "four", "five"][serial % 5]} of your stay ${serial}.`;
  serial++;
  const id = await s.ask("send_bulk_sms", { to: six, content: words }, app.token);
  await s.deny(id, { notes: "Not these guests." });
});

interface Card {
  reason: string;
  facts: string;
}

/** The request that an answer of 202 speaks of, as it is kept for the card. */
async function cardOf(id: string): Promise<Card> {
  const [row] = await s.rows("SELECT reason, facts FROM authorization_requests WHERE id = ?", id);
  return { reason: String(row?.[0]), facts: String(row?.[1]) };
}

type Try = () => { tool: string; args: object; token: string };

const wide = (text: string) =>
  [...text]
    .map((each) => (/[!-~]/.test(each) ? String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0) : each))
    .join("");

const one = (content: string, token = app.token) => ({
  tool: "send_sms",
  args: { to: [six[2]], content },
  token,
});

/** The same thing in other clothes. */
const disguises: [string, Try][] = [
  ["to one of the six", () => one(words)],
  [
    "to one of the six and a stranger",
    () => ({ tool: "send_sms", args: { to: [six[0], "+15550199777"], content: words }, token: app.token }),
  ],
  ["with one space more", () => one(words.replace(" ", "  "))],
  ["with a space at its end", () => one(`${words} `)],
  ["in capitals", () => one(words.toUpperCase())],
  ["without its signs", () => one(words.replaceAll(/[.,]/g, ""))],
  ["in full-width letters", () => one(wide(words))],
  ["with what nobody sees in it", () => one(words.replace("pool", "po\u200bol"))],
  ["with accents", () => one(words.replace("pool", "pöol"))],
  ["with a slip of the pen", () => one(words.replace("closed", "clossed"))],
  ["with letters that look the same", () => one(words.replaceAll("o", "\u043e").replaceAll("a", "\u0430"))],
  ["with digits for letters", () => one(words.replaceAll("o", "0").replaceAll("e", "3"))],
  ["with letters held down", () => one(words.replace("pool", "pooooool"))],
  ["with a greeting before it", () => one(`Hi! ${words}`)],
  ["with a name behind it", () => one(`${words} Ada`)],
  ["on several lines", () => one(words.replaceAll(", ", ",\n"))],
  [
    "in another order",
    () => ({ tool: "send_bulk_sms", args: { to: [...six].reverse(), content: words }, token: app.token }),
  ],
  [
    "to the six and one more",
    () => ({
      tool: "send_bulk_sms",
      args: { to: [...six, "+15550199778"], content: words },
      token: app.token,
    }),
  ],
  [
    "to two of them with the bulk tool",
    () => ({ tool: "send_bulk_sms", args: { to: six.slice(0, 2), content: words }, token: app.token }),
  ],
  [
    "in another spelling of the number",
    () => ({
      tool: "send_sms",
      args: { to: [`(555) ${six[2]?.slice(5, 8)}-${six[2]?.slice(8)}`], content: words },
      token: app.token,
    }),
  ],
  [
    "under the short list's name",
    () => ({ tool: "send-message", args: { to: six[2], content: words }, token: app.token }),
  ],
  [
    "with a reason",
    () => ({
      tool: "send_sms",
      args: { to: [six[2]], content: words, reasoning: "The owner wants it." },
      token: app.token,
    }),
  ],
  [
    "as wished for twice",
    () => ({
      tool: "send_sms",
      args: { to: [six[2]], content: words, allowDuplicate: true },
      token: app.token,
    }),
  ],
  ["by another app", () => one(words, other.token)],
];

describe("what a person has denied waits again", () => {
  test.each(disguises)("%s", async (_name, make) => {
    const { tool, args, token } = make();
    const { status, body } = await s.call(tool, args, token);
    expect([status, body.status]).toEqual([202, "authorization_required"]);
    const card = await cardOf(body.queue_id);
    expect(card.reason).toContain("A person has denied this to one of them already");
    expect(card.facts).toContain("Denied before");
    expect(card.facts).toContain("Not these guests.");
    const page = await (await s.ada.browser.get(`/authorizations/${body.queue_id}`)).text();
    expect(page).toContain("Denied before");
    expect(await s.textsOf((args as { content: string }).content)).toBe(0);
  });

  test("over MCP too, and once a person allows it, it is sent, and its like is free again", async () => {
    const { body } = await s.callOverMcp("send_sms", { to: [six[1]], content: words }, app.token);
    const { queue_id } = body.structuredContent;
    await s.later(1000);
    expect(await s.allow(queue_id)).toMatchObject({ status: 200, state: "executed" });
    expect(await s.textsOf(words)).toBe(1);
    const again = await s.call("send_sms", { to: [six[1]], content: `${words}!` }, app.token);
    expect(again.status).toBe(200);
  });

  test("what a person allows to one of them is not allowed to the others", async () => {
    const id = await s.ask("send_sms", { to: [six[1]], content: words }, app.token);
    await s.later(1000);
    expect(await s.allow(id)).toMatchObject({ status: 200 });
    expect((await s.call("send_sms", { to: [six[2]], content: words }, app.token)).status).toBe(202);
    const both = { to: [six[1], six[2]], content: `${words}!` };
    expect((await s.call("send_bulk_sms", both, app.token)).status).toBe(202);
    expect((await s.call("send_sms", { to: [six[1]], content: `${words}!` }, app.token)).status).toBe(200);
  });

  test("a standing rule from before it lets none of it through", async () => {
    const id = await s.ask("send_bulk_sms", { to: strangers(6, 900), content: `Rule ${serial}` }, app.token);
    await s.allow(id, {
      upgrade_permission: true,
      narrowed: { this_target: false, this_text: false, cap: 20, daily_cap: 500 },
    });
    expect(
      (await s.call("send_bulk_sms", { to: strangers(6, 910), content: `Rule ${serial}, used` }, app.token))
        .status,
    ).toBe(200);
    expect(
      (await s.call("send_bulk_sms", { to: [...six, "+15550199779"], content: words }, app.token)).status,
    ).toBe(202);
  });
});

describe("what a person has not denied goes out", () => {
  test.each<[string, Try]>([
    ["other words to one of the six", () => one("Breakfast is from eight.")],
    [
      "the same words to somebody else",
      () => ({ tool: "send_sms", args: { to: ["+15550199790"], content: words }, token: app.token }),
    ],
    ["a word of it", () => one("Pool")],
  ])("%s", async (_name, make) => {
    const { tool, args, token } = make();
    expect((await s.call(tool, args, token)).status).toBe(200);
  });

  test("a call to one of the six", async () => {
    expect((await s.call("make_call", { to: six[3] }, app.token)).status).toBe(200);
  });

  test("the same to one of them, when the denial's time is over", async () => {
    await s.later(day + 1000);
    expect((await s.call("send_sms", { to: [six[4]], content: words }, app.token)).status).toBe(200);
  });
});

test("a denied call waits again, whatever else is asked with it", async () => {
  await s.t.set("limits.new_numbers_per_day", 1);
  const [first = "", second = ""] = strangers(2, 500);
  await s.call("make_call", { to: first }, app.token);
  const id = await s.ask("make_call", { to: second }, app.token);
  await s.deny(id);
  await s.t.set("limits.new_numbers_per_day", 10_000);
  const again = await s.call("make_call", { to: second, maxDuration: 120 }, other.token);
  expect(again.status).toBe(202);
  await s.t.set("limits.new_numbers_per_day", 50);
});
