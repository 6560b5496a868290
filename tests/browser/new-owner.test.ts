import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { hasChromium, launchChromium, openPage, phone, screenshot } from "#tests/support/chromium.ts";
import { callTool, connectModern } from "#tests/support/clients.ts";
import { ada, type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { startLocalApp } from "#tests/support/local-app.ts";
import { strangers } from "#tests/support/waiting.ts";

let desk: DeskAtTheDoor;
let browser: Browser;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.server.stop();
});

/** What a hand does on a page, counted: filling in a field, ticking a box, pressing something. */
function handOn(page: Page) {
  let steps = 0;
  const step = async (act: Promise<unknown>) => {
    steps++;
    await act;
  };
  return {
    fill: (label: string, text: string) => step(page.getByLabel(label).fill(text)),
    press: (name: string) => step(page.getByRole("button", { name, exact: true }).click()),
    follow: (name: string | RegExp) => step(page.getByRole("link", { name }).first().click()),
    open: (text: string) => step(page.getByText(text).first().click()),
    untick: (label: string) => step(page.getByLabel(label).uncheck()),
    /** How many there were since the last time this was asked. */
    taken() {
      const counted = steps;
      steps = 0;
      return counted;
    },
  };
}

test.skipIf(!hasChromium)(
  "a new owner comes from the printed link to a rule of her own without a terminal, on a phone",
  async () => {
    const began = performance.now();
    const { page, refusals } = await openPage(browser, [desk.origin], { timezoneId: "America/Chicago" });
    await page.setViewportSize(phone);
    const hand = handOn(page);
    const taken: Record<string, number> = {};

    await page.goto(desk.setUpLink);
    expect(await page.getByLabel("Time zone").inputValue()).toBe("America/Chicago");
    await hand.fill("Email address", ada.email);
    await hand.fill("Your name", ada.name);
    await hand.fill("Password", ada.password);
    await hand.fill("Business name", "Harbour Yoga");
    await hand.press("Become the owner");
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    expect(await page.title()).toContain("Harbour Yoga");
    taken["become the owner of a named desk"] = hand.taken();

    const app = await startLocalApp(desk, "Claude");
    await page.goto(app.authorizeUrl("phone:read phone:write"));
    await hand.press("Allow");
    const tokens = await app.exchange((await app.answer()).get("code") ?? "");
    await app.stop();
    await page.goto(desk.origin);
    await page.locator(".is-done").filter({ hasText: "Connect an assistant" }).waitFor();
    taken["let an assistant in"] = hand.taken();

    await hand.follow("Try it: write as a customer on the sandbox phone");
    await hand.fill("Your text to the desk", "Is the 9 am class still on?");
    await hand.press("Send");
    await page.getByText("Is the 9 am class still on?").waitFor();
    taken["write as a guest"] = hand.taken();

    await hand.follow(/Inbox/);
    await hand.follow(/Is the 9 am class/);
    await hand.fill("Your answer", "It is. See you there!");
    await hand.press("Send");
    await page.locator(".ours").getByText("It is. See you there!").waitFor();
    await page.goto(`${desk.origin}/inbox?show=unanswered`);
    await page.getByText("Everybody has been answered").waitFor();
    await page.goto(`${desk.origin}/sandbox`);
    await page.getByText("It is. See you there!").waitFor();
    taken["answer by hand"] = hand.taken();

    const assistant = await connectModern(
      { url: `${desk.server.url}/mcp`, token: tokens.access_token },
      "legacy",
    );
    const bulk = (content: string, to = strangers(1)) =>
      callTool(assistant, "send_bulk_sms", { to, content });
    expect((await bulk("Closed on Friday.")).structuredContent.status).toBe("authorization_required");
    await page.goto(desk.origin);
    await hand.follow(/waiting for you/);
    await page.getByText("Closed on Friday.").waitFor();
    await screenshot(page, "deciding-on-a-phone");
    await hand.press("Allow once");
    await page.getByText("Text many people: allowed, and under way.").waitFor();
    taken["decide a request"] = hand.taken();

    expect((await bulk("Open again.", strangers(2))).structuredContent.status).toBe("authorization_required");
    await page.reload();
    await hand.open("Allow always…");
    await hand.untick("Only with this text");
    await hand.press("Allow this, and always");
    await page.getByText("The rule stands under").waitFor();
    await hand.follow("Standing rules");
    await page.getByText("only for", { exact: false }).first().waitFor();
    await page.getByText(", any text, ").waitFor();
    const free = await bulk("Every week the same.", strangers(2));
    expect(free.structuredContent.messages).toHaveLength(6);
    taken["make a rule, and read it"] = hand.taken();

    await assistant.close();
    await page.context().close();
    expect(refusals).toEqual([]);
    // What it takes today; more than that is a step backwards.
    expect(taken).toEqual({
      "become the owner of a named desk": 5,
      "let an assistant in": 1,
      "write as a guest": 3,
      "answer by hand": 4,
      "decide a request": 2,
      "make a rule, and read it": 4,
    });
    process.stderr.write(
      `\n  ${Object.values(taken).reduce((a, b) => a + b)} steps in ${Math.round(performance.now() - began)} ms\n`,
    );
  },
  60_000,
);
