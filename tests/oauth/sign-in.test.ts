import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import process from "node:process";
import { runOperation } from "#src/cli/command.ts";
import { expectLogWithout, refusedPage } from "#tests/support/answers.ts";
import { becomeOwner, joinAs, openBrowser, password, type TestBrowser } from "#tests/support/browser.ts";
import { type JsonResponse, openTestDesk, type TestDesk } from "#tests/support/desk.ts";

setDefaultTimeout(60_000);

const [known, nobody, staff] = ["ada@example.com", "nobody@example.com", "staff@example.com"];
const wrong = "zanzibar zanzibar";
const noMatch = "The address and the password do not belong together. Nobody was signed in.";

let t: TestDesk;
let ada: TestBrowser;
let addresses = 0;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  await joinAs(t, ada, "staff");
});
afterAll(() => t.close());

/** A browser at an address that nobody has tried from. */
const stranger = () => openBrowser(t, `198.51.100.${++addresses}`);
const signIn = (browser: TestBrowser, email: string, secret: string) =>
  browser.submit("/login", { email, password: secret });

/** All that an answer says, but for the address that was typed and what is this browser's own. */
async function told(answer: JsonResponse, email: string) {
  const { status, words } = await refusedPage(answer);
  const [, token = "no token"] = /name="form" value="([^"]+)"/.exec(words) ?? [];
  const headers = [...answer.headers].filter(([name]) => name !== "x-request-id");
  return { status, words: words.replaceAll(email, "…").replaceAll(token, "…"), headers };
}

test("an address that is none lets nobody in", async () => {
  const answer = await signIn(stranger(), "staff@example.com'--", password);
  expect(answer.headers.getSetCookie()).toEqual([]);
  const { status, words } = await refusedPage(answer);
  expect([status, words.includes(noMatch)]).toEqual([400, true]);
});

test("somebody who may not come in is told what somebody is told who is not there", async () => {
  await runOperation(t.desk, "person.change", { email: staff, active: false });
  const browser = stranger();
  await browser.get("/login");
  const [theirs, others] = [
    await told(await signIn(browser, staff, password), staff),
    await told(await signIn(browser, nobody, password), nobody),
  ];
  expect(theirs).toMatchObject({ status: 400, words: expect.stringContaining(noMatch) });
  expect(theirs).toEqual(others);
});

test("a wrong password and an address there is not are alike: in the answer, the work, and how many tries there are", async () => {
  const tries = [
    { email: known, browser: stranger() },
    { email: "no.one@example.com", browser: stranger() },
  ];
  const answers: unknown[] = [];
  const work: number[][] = [[], []];
  for (const { browser } of tries) await browser.get("/login");
  for (let round = 0; round < 2; round++) {
    for (const [n, { email, browser }] of tries.entries()) {
      const before = process.cpuUsage();
      const answer = await signIn(browser, email, wrong);
      const { user, system } = process.cpuUsage(before);
      work[n]?.push(user + system);
      answers.push(await told(answer, email));
    }
  }
  expect(answers[0]).toMatchObject({ status: 400, words: expect.stringContaining(noMatch) });
  for (const each of answers) expect(each).toEqual(answers[0]);
  const [there, absent] = work.map((spent) => Math.min(...spent));
  expect(absent! / there!).toBeWithin(0.6, 1.7);

  const spelled = (email: string, n: number) => [email, email.toUpperCase(), ` ${email} `][n % 3] ?? "";
  const rest = Array.from({ length: 8 }, (_, n) =>
    tries.map(({ email, browser }) => signIn(browser, spelled(email, n), wrong)),
  );
  const statuses = (await Promise.all(rest.flat())).map(({ status }) => status);
  expect(statuses).toEqual(Array(16).fill(400));
  for (const { email, browser } of tries) await expectTooOften(browser, email);

  // Twenty tries are all there are from one place, whomever they are for.
  const { email: spent, browser: place } = tries[1]!;
  for (let n = 11; n < 19; n++) await expectTooOften(place, spent);
  expect((await signIn(place, "somebody.else@example.com", wrong)).status).toBe(400);
  await expectTooOften(place, "another@example.com");
});

/** The right password would not be looked at either. */
async function expectTooOften(browser: TestBrowser, email: string) {
  const answer = await signIn(browser, email, password);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 901);
  const { status, words } = await refusedPage(answer);
  expect([status, words.includes("Too many tries."), words.includes(noMatch)]).toEqual([429, true, false]);
}

test("what strangers try elsewhere keeps nobody out", async () => {
  expect((await signIn(stranger(), known, password)).status).toBe(303);
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar", password, known, staff));
