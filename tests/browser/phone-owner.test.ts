import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startFakeTwilio } from "#tests/fakes/twilio.ts";
import { signedPost } from "#tests/fakes/twilio-events.ts";
import { hasChromium, launchChromium, openPage } from "#tests/support/chromium.ts";
import { callTool, connectModern } from "#tests/support/clients.ts";
import { ada, type DeskAtTheDoor, enter, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
const twilio = startFakeTwilio();

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([
    startDesk({ env: { TWILIO_BASE_URL: twilio.url } }),
    launchChromium(),
  ]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.server.stop();
  await twilio.stop();
});

const customer = "+15550100200";

async function writeAsCustomer(page: Page, text: string): Promise<void> {
  await page.goto(`${desk.origin}/sandbox?from=${encodeURIComponent(customer)}`);
  await page.getByLabel("Your text to the desk").fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(text, { exact: true }).first().waitFor();
}

test.skipIf(!hasChromium)(
  "a new owner tries it on the sandbox with an assistant, takes a reminder back, sees a STOP heeded, and brings in a number",
  async () => {
    const { page, strangers, refusals } = await openPage(browser, [desk.origin], {
      timezoneId: "America/Chicago",
    });
    await enter(page, desk.setUpLink);
    const token = (
      await desk.server.cli("token", "create", "Assistant", "--scopes", "phone:read,phone:write")
    ).out.trim();
    const assistant = await connectModern({ url: `${desk.server.url}/mcp/reception`, token }, "legacy");
    const ask = async (name: string, args: Record<string, unknown>) =>
      (await callTool(assistant, name, args)).structuredContent;

    await writeAsCustomer(page, "Can you look at my boiler on Monday?");
    const context = await ask("get_conversation_context", { phoneNumber: customer, days: 7 });
    expect(JSON.stringify(context)).toContain("look at my boiler");
    const sent = await ask("send_sms", { to: [customer], content: "Yes, Monday at nine." });
    expect(sent.messages[0].status).toBe("sent");
    const scheduledAt = new Date(Date.now() + 36 * 3_600_000).toISOString();
    await ask("send_sms", {
      to: [customer],
      content: "See you tomorrow at nine.",
      scheduledAt,
      purpose: "transactional",
    });

    await page.goto(`${desk.origin}/inbox`);
    await page.getByRole("link", { name: "Going out later" }).click();
    await page.getByText("See you tomorrow at nine.").first().waitFor();
    expect(await inspect(page, "scheduled")).toEqual([]);
    await page.getByText("Change it").first().click();
    await page.getByLabel("What it says").fill("See you tomorrow at ten.");
    await page.getByRole("button", { name: "Change it", exact: true }).click();
    await page.getByText("It is changed.").waitFor();
    await page.getByRole("button", { name: /^Take it back/ }).click();
    await page.getByText("will not go out").waitFor();
    await page.getByText("Nothing waits to go out").waitFor();

    await writeAsCustomer(page, "STOP");
    await page.getByText("you will get no more texts from us").waitFor();
    const refused = await callTool(assistant, "send_sms", { to: [customer], content: "One more thing" });
    expect([refused.isError, JSON.stringify(refused.content)]).toEqual([
      true,
      expect.stringContaining("asked for no more texts"),
    ]);
    await page.goto(`${desk.origin}/settings/consents`);
    await page.getByText("wants no texts and calls").first().waitFor();
    expect(await inspect(page, "settings-consents-filled")).toEqual([]);

    await page.goto(`${desk.origin}/settings/phone`);
    await page.getByText("Twilio", { exact: true }).first().click();
    const leave = async (label: string, secret: string) => {
      await page.getByLabel(`Paste the ${label} here`).fill(secret);
      await page.getByLabel(`Paste the ${label} here`).press("Enter");
    };
    await leave("account SID", twilio.accountSid);
    await page.getByText("Kept. It ends in").waitFor();
    await leave("auth token", "not-the-token-of-it-all");
    await page.getByText("Twilio does not accept this").waitFor();
    await leave("auth token", twilio.authToken);
    await page.getByText("Kept. It ends in").waitFor();
    await page.getByText("At Twilio").first().waitFor();
    expect(await inspect(page, "settings-phone-twilio")).toEqual([]);

    const line = twilio.numbers[0]?.phoneNumber ?? "";
    const form = twilio.inboundSms({ from: "+13125550142", to: line, body: "Is this the plumber?" });
    const heard = await fetch(
      `${desk.server.url}/webhooks/twilio/sms`,
      signedPost(`${desk.origin}/webhooks/twilio/sms`, form, twilio.authToken),
    );
    expect([heard.status, await heard.text()]).toEqual([200, expect.stringContaining("<Response/>")]);
    // What came in is processed after it was acknowledged; in quiet hours only who has written may be answered.
    const isHeard = async () =>
      (await ask("get_message_history", { phoneNumber: "+13125550142" })).messages.length > 0;
    while (!(await isHeard())) await Bun.sleep(50);
    const answered = await ask("send_sms", {
      from: line,
      to: ["+13125550142"],
      content: "It is! How can we help?",
      // Another customer’s words were read a moment ago.
      reasoning: "They asked whether this is us",
    });
    expect(answered.messages[0].status).toBe("sent");
    expect(twilio.messages.at(-1)).toMatchObject({ to: "+13125550142", body: "It is! How can we help?" });
    await page.goto(`${desk.origin}/inbox/${encodeURIComponent("+13125550142")}`);
    await page.locator(".bubble", { hasText: "How can we help?" }).waitFor();

    await assistant.close();
    expect([...strangers, ...refusals, ...twilio.violations, ada.name]).toEqual([ada.name]);
    await page.context().close();
  },
  90_000,
);
