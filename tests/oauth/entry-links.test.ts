import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { expectLogWithout, refusedPage } from "#tests/support/answers.ts";
import { becomeOwner, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { type JsonResponse, openTestDesk, type TestDesk } from "#tests/support/desk.ts";

setDefaultTimeout(30_000);

const hour = 3_600_000;
const used = [410, true];

let t: TestDesk;
let ada: TestBrowser;
let addresses = 0;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterEach(() => t.clock.set(noon));
afterAll(() => t.close());

const stranger = (desk = t) => openBrowser(desk, `198.51.100.${++addresses}`);
/** Somebody who holds a link enters by it. */
const enter = (link: string, fields: Record<string, string> = {}, browser = stranger()) =>
  browser.submit(link, { email: "eve@example.com", name: "Eve", password, ...fields });
const refusal = async (answer: JsonResponse) => {
  expect(answer.headers.getSetCookie().filter((cookie) => !cookie.includes("visitor"))).toEqual([]);
  const { status, words } = await refusedPage(answer);
  return [status, words.includes("This link opens nothing")];
};
/** Sends a form as it is; its token was fetched before. */
const send = (browser: TestBrowser, path: string, fields: Record<string, string>) =>
  browser.post(path, {
    body: new URLSearchParams({ email: "hal@example.com", name: "Hal", password, ...fields }).toString(),
    headers: { "sec-fetch-site": "same-origin" },
  });
/** Shown and sent, the link lets nobody in. */
async function expectUsedUp(link: string, desk = t) {
  const browser = stranger(desk);
  expect(await refusal(await browser.get(link))).toEqual(used);
  expect(
    await refusal(await browser.submit("/login", { email: "eve@example.com", name: "Eve", password }, link)),
  ).toEqual(used);
}
const linkFrom = async (operation: string, input: Record<string, string>) =>
  `/setup/${(await runOperation<{ link: string }>(t.desk, operation, input)).link}`;
const invite = (email: string, role = "viewer") => linkFrom("person.invite", { email, role });
const reset = (email: string) => linkFrom("person.reset", { email });
const secretOf = (link: string) => link.split("/").at(-1) ?? "";
const people = async (desk = t) => {
  const list = await runOperation<{ people: { email: string; role: string }[] }>(
    desk.desk,
    "person.list",
    {},
  );
  return list.people.map(({ email, role }) => `${email} ${role}`);
};
const isIn = async (browser: TestBrowser) => (await browser.get("/settings/account")).status === 200;

describe("an invitation", () => {
  test("lets its address in with its role, whatever the form says, and once", async () => {
    const link = await invite("bea@example.com", "viewer");
    const browser = stranger();
    expect(
      (await enter(link, { email: "ada@example.com", role: "owner", purpose: "setup" }, browser)).status,
    ).toBe(303);
    expect(await people()).toEqual(["ada@example.com owner", "bea@example.com viewer"]);
    expect((await browser.get("/settings/people")).status).toBe(403);
    await expectUsedUp(link);
  });

  test("makes one person of two who use it at once", async () => {
    const link = await invite("cy@example.com", "staff");
    const answers = await Promise.all([enter(link), enter(link)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect((await people()).filter((each) => each.startsWith("cy@"))).toEqual(["cy@example.com staff"]);
  });

  test("is good for a week, and until the next one for the same address", async () => {
    const [first, other, second] = [
      await invite("di@example.com"),
      await invite("ed@example.com"),
      await invite("DI@example.com"),
    ];
    await expectUsedUp(first);
    for (const link of [other, second]) expect((await stranger().get(link)).status).toBe(200);
    t.clock.advance(7 * 24 * hour - 1);
    const browser = stranger();
    const form = await browser.tokenOn(second);
    expect(form).not.toBe("");
    t.clock.advance(1);
    const body = new URLSearchParams({ form, email: "di@example.com", name: "Di", password }).toString();
    expect(
      await refusal(await browser.post(second, { body, headers: { "sec-fetch-site": "same-origin" } })),
    ).toEqual(used);
    await expectUsedUp(other);
    expect((await people()).filter((each) => /^(di|ed)@/.test(each))).toEqual([]);
  });

  test("that another site sends for somebody is refused, and stays good", async () => {
    const link = await invite("fay@example.com");
    const fields = { email: "fay@example.com", name: "Fay", password };
    const browser = stranger();
    const form = await browser.tokenOn(link);
    const post = (more: Record<string, string>, headers: Record<string, string>, from = browser) =>
      from.post(link, { body: new URLSearchParams({ ...fields, ...more }).toString(), headers });
    for (const answer of [
      await post({}, { "sec-fetch-site": "same-origin" }),
      await post({ form }, { "sec-fetch-site": "same-origin" }, stranger()),
      await post({ form }, { "sec-fetch-site": "cross-site" }),
      await post({ form }, { origin: "https://zanzibar.example" }),
    ])
      expect((await refusedPage(answer)).status).toBe(403);
    expect((await people()).filter((each) => each.startsWith("fay@"))).toEqual([]);
    expect((await stranger().get(link)).status).toBe(200);
  });

  test.each([
    ["short", "too short"],
    ["x".repeat(201), "too long"],
    ["gil@example.com1", "easy to guess"],
    ["ababababab", "easy to guess"],
  ])("does not take the password %p, and stays good", async (weak, why) => {
    const link = await invite("gil@example.com");
    const { status, words } = await refusedPage(await enter(link, { password: weak }));
    expect([status, words.includes(why), words.includes(`value="${weak}"`)]).toEqual([400, true, false]);
    expect((await stranger().get(link)).status).toBe(200);
  });
});

describe("a link for a new password", () => {
  test("works once, for its own person, and signs them out everywhere else", async () => {
    const [before, after] = [stranger(), stranger()];
    expect((await enter(await invite("hal@example.com"), {}, before)).status).toBe(303);
    for (const [name, value] of before.cookies) after.cookies.set(name, value);
    expect([await isIn(before), await isIn(after)]).toEqual([true, true]);
    const link = await reset("hal@example.com");
    const fields = { email: "ada@example.com", password: "zanzibar zanzibar" };
    expect((await enter(link, fields, after)).status).toBe(303);
    expect([await isIn(before), await isIn(after), await isIn(ada)]).toEqual([false, true, true]);
    expect(await (await after.get("/settings/account")).text()).toContain("hal@example.com");
    await expectUsedUp(link);
    const login = (secret: string) =>
      stranger().submit("/login", { email: "hal@example.com", password: secret });
    expect([(await login(password)).status, (await login("zanzibar zanzibar")).status]).toEqual([400, 303]);
  });

  test("lets in one of two who use it at once", async () => {
    const link = await reset("hal@example.com");
    const answers = await Promise.all([enter(link), enter(link)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
  });

  test("leaves nobody in whose sign-in with the old password was under way", async () => {
    const email = "hal@example.com";
    const old = "zanzibar zanzibar two";
    expect((await enter(await reset(email), { password: old })).status).toBe(303);
    const [link, thief, busy] = [await reset(email), stranger(), stranger()];
    const owner = stranger();
    const forms = [await owner.tokenOn(link), await busy.tokenOn("/login"), await thief.tokenOn("/login")];
    // Two passwords are worked on at a time: the thief's comes third, and is right until the first is done.
    const entering = send(owner, link, { form: forms[0]!, password: "zanzibar zanzibar three" });
    const another = send(busy, "/login", { form: forms[1]!, password: "zanzibar nothing" });
    await Bun.sleep(20);
    const stealing = send(thief, "/login", { form: forms[2]!, password: old });
    const statuses = (await Promise.all([entering, another, stealing])).map(({ status }) => status);
    expect(statuses.slice(0, 2)).toEqual([303, 400]);
    // Refused, or let in a moment before the password was another one and out again with it: which, the machine decides.
    expect([303, 400]).toContain(statuses[2] ?? 0);
    expect([await isIn(thief), await isIn(owner)]).toEqual([false, true]);
  });

  test("is good for a day, until the next one, and until the person's rights change", async () => {
    const [first, second] = [await reset("hal@example.com"), await reset("hal@example.com")];
    await expectUsedUp(first);
    t.clock.advance(24 * hour - 1);
    expect((await stranger().get(second)).status).toBe(200);
    t.clock.advance(1);
    await expectUsedUp(second);
    t.clock.set(noon);
    expect((await stranger().get(second)).status).toBe(200);
    for (const active of [false, true]) {
      await runOperation(t.desk, "person.change", { email: "hal@example.com", active });
      await expectUsedUp(second);
    }
  });
});

test("the page of a link is kept nowhere, and its address is told to nobody", async () => {
  const link = await invite("ivy@example.com");
  const { status, headers } = await stranger().get(link);
  expect([status, headers.get("cache-control"), headers.get("referrer-policy")]).toEqual([
    200,
    "no-store",
    "no-referrer",
  ]);
});

test("who tries one link after another is slowed down", async () => {
  const eve = stranger();
  for (let n = 0; n < 60; n++) expect((await eve.get(`/setup/zanzibar${n}`)).status).toBe(410);
  const answer = await eve.get(await invite("joe@example.com"));
  expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 301);
  expect((await refusedPage(answer)).status).toBe(429);
  expect(await refusal(await stranger().get("/setup/zanzibar"))).toEqual(used);
});

test("has logged nothing of it", async () => {
  const link = await invite("kim@example.com");
  await stranger().get(link);
  expectLogWithout(t, "zanzibar", password, "@example.com", secretOf(link));
});

// Last: a desk that is opened takes the log of the one before.
describe("the set-up link", () => {
  test("makes one owner, of two who use it at once, and nobody after", async () => {
    const fresh = await openTestDesk();
    const link = (await fresh.app.setUpLink()) ?? "";
    const answers = await Promise.all([
      enter(link, { email: "one@example.com" }, stranger(fresh)),
      enter(link, { email: "two@example.com" }, stranger(fresh)),
    ]);
    const lost = answers.find(({ status }) => status !== 303);
    expect(await refusal(lost!)).toEqual(used);
    expect((await people(fresh)).length).toBe(1);
    await expectUsedUp(link, fresh);
    expect(await fresh.app.setUpLink()).toBeUndefined();
    expectLogWithout(fresh, password, "@example.com", secretOf(link));
    await fresh.close();
  });

  test("is good for a day, until the next one, and while there is nobody", async () => {
    const fresh = await openTestDesk();
    const [first = "", second = ""] = [await fresh.app.setUpLink(), await fresh.app.setUpLink()];
    const browser = stranger(fresh);
    const form = await browser.tokenOn(second);
    expect(form).not.toBe("");
    const isOver = async (link: string) => {
      expect(await refusal(await browser.get(link))).toEqual(used);
      expect(await refusal(await send(browser, link, { form }))).toEqual(used);
    };
    await isOver(first);
    fresh.clock.advance(24 * hour);
    await isOver(second);
    const third = (await fresh.app.setUpLink()) ?? "";
    expect((await browser.get(third)).status).toBe(200);
    const input = { email: "one@example.com", role: "owner" };
    const { link } = await runOperation<{ link: string }>(fresh.desk, "person.invite", input);
    expect((await enter(`/setup/${link}`, {}, stranger(fresh))).status).toBe(303);
    expect(await refusal(await send(browser, third, { form }))).toEqual(used);
    expect(await people(fresh)).toEqual(["one@example.com owner"]);
    expectLogWithout(fresh, password, "@example.com", secretOf(third), link);
    await fresh.close();
  });

  test("without its secret is nothing, from anywhere but this machine", async () => {
    const fresh = await openTestDesk();
    expect((await refusedPage(await stranger(fresh).get("/setup"))).status).toBe(404);
    const here = await fresh.request("/setup", { address: "127.0.0.1" });
    expect((await refusedPage(here)).words).not.toContain("/setup/");
    await fresh.close();
    expect((await stranger().get("/setup")).headers.get("location")).toBe("/login");
  });
});
