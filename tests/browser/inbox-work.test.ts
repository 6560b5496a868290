import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startFakeTwilio } from "#tests/fakes/twilio.ts";
import { signedPost } from "#tests/fakes/twilio-events.ts";
import { hasChromium, launchChromium, openPage } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, enter, signIn, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
const twilio = startFakeTwilio();
const line = twilio.numbers[0]?.phoneNumber ?? "";
const ann = "+13125550142";
const ben = "+13125550143";

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([
    startDesk({
      env: {
        TWILIO_BASE_URL: twilio.url,
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
      },
    }),
    launchChromium(),
  ]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.server.stop();
  await twilio.stop();
});

async function hook(kind: string, form: Record<string, string>): Promise<void> {
  const path = `/webhooks/twilio/${kind}`;
  const answer = await fetch(desk.server.url + path, signedPost(desk.origin + path, form, twilio.authToken));
  if (!answer.ok) throw new Error(`${kind}: ${answer.status}`);
}

test.skipIf(!hasChromium)(
  "an owner works through the inbox: missed calls with what was left, put aside, assigned, noted, done",
  async () => {
    const { page, strangers, refusals } = await openPage(browser, [desk.origin], {
      timezoneId: "America/Chicago",
    });
    await enter(page, desk.setUpLink);
    await hook("sms", twilio.inboundSms({ from: ann, to: line, body: "Is the flat free in May?" }));
    const call = { CallSid: `CA${"7".repeat(32)}`, From: ben, To: line, Direction: "inbound" };
    await hook("voice-status", { ...call, CallStatus: "no-answer" });
    const recording = { RecordingSid: `RE${"7".repeat(32)}`, RecordingUrl: "https://example.com/r" };
    await hook("transcription", {
      ...{ ...call, ...recording, TranscriptionSid: `TR${"7".repeat(32)}`, TranscriptionStatus: "completed" },
      TranscriptionText: "Hello, the key does not fit. Please call me back.",
    });

    await page.goto(`${desk.origin}/inbox`);
    await page.getByLabel("Line", { exact: true }).selectOption(line);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("Is the flat free in May?").first().waitFor();
    await page.getByRole("link", { name: "Missed calls" }).click();
    await page.getByText("the key does not fit").waitFor();
    expect(await inspect(page, "inbox-missed")).toEqual([]);

    await page.getByText("the key does not fit").click();
    await page.getByText("What was said").click();
    await page.getByText("Please call me back").waitFor();
    const renewed = page.waitForResponse((response) => response.url().endsWith(new URL(page.url()).pathname));
    await page.evaluate(`document.body.dispatchEvent(new Event("news"))`);
    await renewed;
    await hook("sms", twilio.inboundSms({ from: ben, to: line, body: "Are you there?" }));
    await page.getByText("Are you there?").first().waitFor();
    expect(await page.getByText("Please call me back").isVisible()).toBe(true);
    await page.getByText("Who looks after it, a note, later").click();
    await page.getByLabel("A note that only you see").fill("The new key is with Maria");
    await page.getByLabel("Put aside until").fill("2099-01-01T09:00");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Put aside until").first().waitFor();
    await page.getByText("The new key is with Maria").first().waitFor();
    expect(await inspect(page, "inbox-standing")).toEqual([]);

    await page.goto(`${desk.origin}/inbox?show=snoozed`);
    await page.getByText("+1 312 555 0143").first().waitFor();
    expect(await inspect(page, "inbox-snoozed")).toEqual([]);
    await page.goto(`${desk.origin}/inbox/${encodeURIComponent(ann)}`);
    await page.getByText("Who looks after it, a note, later").click();
    await page.getByRole("button", { name: "Done", exact: true }).click();
    await page.getByText("Everybody has been answered").waitFor();
    await page.goto(`${desk.origin}/inbox?show=done`);
    await page.getByText("+1 312 555 0142").first().waitFor();

    const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const file = await fetch(`${desk.origin}/conversations.csv`, { headers: { cookie: cookies } });
    const [heading = "", ...rows] = (await file.text()).trim().split("\r\n");
    expect([file.status, heading.split(",")[0], rows.length]).toEqual([
      200,
      expect.stringContaining("Number"),
      2,
    ]);
    expect([...strangers, ...refusals]).toEqual([]);
    await page.context().close();
  },
  90_000,
);

test.skipIf(!hasChromium)(
  "an owner says where texts go, keeps an answer, tries both, and finds them in the inbox; a text is sent later and written again",
  async () => {
    const cody = "+13125550177";
    const { page, strangers, refusals } = await openPage(browser, [desk.origin], {
      timezoneId: "America/Chicago",
    });
    await page.goto(`${desk.origin}/login`);
    await signIn(page);
    await page.goto(`${desk.origin}/settings/routing`);
    await page.getByText("Add a rule").click();
    await page.getByLabel("When it is about").selectOption("maintenance");
    await page.getByLabel("It goes to").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Add the rule" }).click();
    await page
      .getByText(/When it is about something broken, it goes to/)
      .first()
      .waitFor();
    await page.getByText("Add an answer").click();
    await page.getByLabel("The question", { exact: true }).fill("Parking");
    await page.getByLabel("A text asks it that says").fill("parking\nwhere can we park");
    await page.getByLabel("Your answer").fill("Behind the house, left of the gate.");
    await page.getByRole("button", { name: "Add the answer" }).click();
    await page.getByText("offered to you").waitFor();
    await page
      .getByLabel("A text as a customer would write it")
      .fill("The tap in the kitchen drips. And is there parking?");
    await page.getByRole("button", { name: "See what would happen" }).click();
    await page.getByText(/It seems to be about/).waitFor();
    await page.getByText(/You would be offered your answer/).waitFor();
    expect(await inspect(page, "settings-routing-used")).toEqual([]);

    await hook("sms", twilio.inboundSms({ from: cody, to: line, body: "Hi, is there parking?" }));
    const suggested = page.getByText(
      "This is the answer that is kept for such a question. It has not been sent.",
    );
    // The event is stored when the webhook is answered, and processed a moment later.
    for (let tries = 0; tries < 100 && (await suggested.count()) === 0; tries++)
      await page.goto(`${desk.origin}/inbox/${encodeURIComponent(cody)}`);
    await suggested.waitFor();
    expect(await page.getByLabel("Your answer").inputValue()).toBe("Behind the house, left of the gate.");
    expect(await inspect(page, "inbox-suggested")).toEqual([]);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("Behind the house, left of the gate.").first().waitFor();

    await page.getByLabel("Your answer").fill("See you next year");
    await page.getByText("Send it later").click();
    await page.getByLabel("When it goes out").fill(`${new Date().getFullYear() + 1}-01-05T12:00`);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.waitForURL(/inbox\/scheduled/);
    await page.getByText("See you next year").first().waitFor();

    // What the carrier did not deliver is written again, and sent only by another press.
    await page.goto(`${desk.origin}/inbox/${encodeURIComponent(cody)}`);
    const sent = twilio.messages.find(({ body }) => body.startsWith("Behind the house"));
    await hook("sms-status", {
      ...{ MessageSid: sent?.sid ?? "", MessageStatus: "undelivered", ErrorCode: "30003" },
      ...{ From: line, To: cody },
    });
    await page.getByRole("link", { name: "Write it again" }).click();
    expect(await page.getByLabel("Your answer").inputValue()).toBe("Behind the house, left of the gate.");
    expect(twilio.messages.filter(({ body }) => body.startsWith("Behind the house"))).toHaveLength(1);
    expect(await inspect(page, "inbox-again")).toEqual([]);

    // Who asks to be forgotten is erased once it has been decided on, and nothing of them is found again.
    await page.goto(`${desk.origin}/contacts/${encodeURIComponent(cody)}`);
    await page.getByRole("button", { name: "Erase this person" }).click();
    expect(await inspect(page, "contact-erase")).toEqual([]);
    await page.getByRole("button", { name: "Erase them" }).click();
    await page.waitForURL(/authorizations\/auth_/);
    expect(await inspect(page, "contact-erase-card")).toEqual([]);
    await page.getByRole("button", { name: /Allow/ }).first().click();
    await page
      .getByText(/[Dd]one|carried out|executed/)
      .first()
      .waitFor();
    await page.goto(`${desk.origin}/inbox`);
    await page.getByText("+1 312 555 0142").first().waitFor();
    expect(await page.getByText("+1 312 555 0177").count()).toBe(0);
    expect([...strangers, ...refusals]).toEqual([]);
    await page.context().close();
  },
  90_000,
);
