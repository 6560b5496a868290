import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const ann = "+15550100200";
const ben = "+15550100300";
let t: TestDesk;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
  await hear(ann, "The boiler makes a noise");
  await hear(ann, "And it smells of gas");
  await hear(ben, "My boiler is cold");
  for (let n = 0; n < 12; n++) await hear(ben, `Radiator number ${n} drips`);
  await t.tool("send_sms", { to: [ann], content: "We look at the boiler at nine" }, token);
});

afterAll(() => t.close());

async function hear(customer: string, text: string): Promise<void> {
  t.clock.advance(1000);
  const form = new URLSearchParams({ from: customer, text });
  const answer = await t.request("/sandbox/messages", { method: "POST", body: form, address: "127.0.0.1" });
  if (answer.status >= 400) throw new Error(await answer.text());
  await t.settle();
}

async function search(args: Record<string, unknown>) {
  const { status, body } = await t.tool("search_messages", args, token);
  expect(status).toBe(200);
  return body as {
    messages: { id: string; content?: string; untrustedContent?: string; from: string; to: string }[];
    truncated: boolean;
    nextCursor: string | null;
  };
}

const words = ({ messages }: Awaited<ReturnType<typeof search>>) =>
  messages.map(({ content, untrustedContent }) => untrustedContent ?? content);

describe("search_messages", () => {
  test("finds texts both ways, and says which words are a customer's", async () => {
    const { messages } = await search({ query: "boiler" });
    expect(messages.map(({ content, untrustedContent }) => [content, untrustedContent]).sort()).toEqual(
      [
        ["We look at the boiler at nine", undefined],
        [undefined, "My boiler is cold"],
        [undefined, "The boiler makes a noise"],
      ].sort(),
    );
  });

  test("wants every word, and takes any where no text has them all", async () => {
    expect(words(await search({ query: "boiler noise" }))).toEqual(["The boiler makes a noise"]);
    expect(words(await search({ query: "gas radio" }))).toEqual(["And it smells of gas"]);
    expect(words(await search({ query: "noises" }))).toEqual(["The boiler makes a noise"]);
    expect(words(await search({ query: "unheard" }))).toEqual([]);
    expect(words(await search({ query: "!!" }))).toEqual([]);
  });

  test("is narrowed by the other side, in any readable form, and by direction", async () => {
    expect(words(await search({ query: "boiler", phoneNumber: "(555) 010-0300" }))).toEqual([
      "My boiler is cold",
    ]);
    expect(words(await search({ query: "boiler", direction: "outbound" }))).toEqual([
      "We look at the boiler at nine",
    ]);
    for (const number of ["200", "1555", "15550100200"])
      expect(words(await search({ query: number }))).toEqual([]);
  });

  test("gives pages that hold each text once", async () => {
    const all: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof search>> = await search({
        query: "radiator drips",
        limit: 5,
        ...(cursor ? { cursor } : {}),
      });
      all.push(...words(page));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(all).size).toBe(12);
    expect(all).toHaveLength(12);
    const beyond = Buffer.from("500.msg_1").toString("base64url");
    expect(words(await search({ query: "boiler noise", cursor: beyond }))).toEqual([]);
  });

  test("puts the most fitting first", async () => {
    await hear(ben, "Zebra, zebra, zebra");
    await hear(ben, "A long text about many things, of which one among all the others is a zebra");
    expect(words(await search({ query: "zebra" }))[0]).toBe("Zebra, zebra, zebra");
  });

  test("is a read: it raises the bar for other numbers, as reading their words does", async () => {
    const reader = await t.token("phone:read", "phone:write");
    await t.tool("search_messages", { query: "gas" }, reader);
    const { status, body } = await t.tool("send_sms", { to: ["+15550107777"], content: "Hello" }, reader);
    expect([status, body.code]).toEqual([422, "REASONING_REQUIRED"]);
    expect((await t.tool("send_sms", { to: [ann], content: "Hello" }, reader)).status).toBe(200);
  });

  test("refuses no words, an unreadable number, and whoever lacks the scope", async () => {
    expect((await t.tool("search_messages", { query: " " }, token)).status).toBe(400);
    expect((await t.tool("search_messages", { query: "x", phoneNumber: "no" }, token)).status).toBe(400);
    const office = await t.token("office:read");
    expect((await t.tool("search_messages", { query: "x" }, office)).status).toBe(403);
  });
});

describe("words inside a run of letters without spaces are found", () => {
  const chen = "+15550100400";
  const texts = [
    "我想预订明天晚上的房间，谢谢",
    "明日の夜、お部屋を予約したいのですが",
    "ขอจองห้องพักสำหรับคืนพรุ่งนี้",
    "내일저녁호텔예약부탁드립니다",
    "ຂໍຈອງຫ້ອງພັກ",
    "ខ្ញុំចង់កក់បន្ទប់",
    "房间的WiFi密码是什么",
    "東京タワーの3階です",
  ];

  beforeAll(async () => {
    for (const text of texts) await hear(chen, text);
  });

  test.each<[string, number]>([
    ["房间", 0],
    ["预订", 0],
    ["明天 房间", 0],
    ["部屋", 1],
    ["予約", 1],
    ["予約 部屋", 1],
    ["ห้องพัก", 2],
    ["พรุ่งนี้", 2],
    ["호텔", 3],
    ["예약", 3],
    ["ຫ້ອງ", 4],
    ["បន្ទប់", 5],
    ["密码", 6],
    ["WiFi", 6],
    ["wifi 密码", 6],
    ["タワー", 7],
    ["東京 3階", 7],
  ])("%s", async (query, at) => {
    expect(words(await search({ query }))).toContain(texts[at]!);
    expect(words(await search({ query, phoneNumber: chen }))).toContain(texts[at]!);
  });

  test.each(["北京", "会議室", "โรงแรม", "100%", "密马", "password"])("and no others: %s", async (query) => {
    expect(words(await search({ query })).filter((text) => texts.includes(text ?? ""))).toEqual([]);
  });

  test("in the names and notes of contacts too", async () => {
    await t.tool("create_contact", { name: "王小明", phone: "+15550100401", notes: "喜欢靠窗的座位" }, token);
    for (const query of ["小明", "靠窗"]) {
      const { body } = await t.tool("search", { query }, token);
      expect(JSON.stringify(body)).toContain("王小明");
    }
  });
});
