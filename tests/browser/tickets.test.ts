import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import type { Browser, BrowserContext } from "playwright-core";
import { ingestEnv, note, token } from "#tests/ingest/caller.ts";
import { hasChromium, launchChromium, openPage, phone, watchedPage } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, enter, signIn, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";

const elevenLabsSecret = "wsec_frontdesk_test";
let desk: DeskAtTheDoor;
let browser: Browser;
let own: BrowserContext;

beforeAll(async () => {
  if (!hasChromium) return;
  const env = { ...ingestEnv, ELEVENLABS_WEBHOOK_SECRET: elevenLabsSecret };
  [desk, browser] = await Promise.all([startDesk({ env }), launchChromium()]);
  own = await browser.newContext({ viewport: phone });
  await enter(await own.newPage(), desk.setUpLink);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.server.stop();
});

/** A voice agent hands a caller over; gives the ticket's number. */
async function handOver(summary: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${desk.server.url}/ingest/oa-handoff`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-auth-token": token },
    body: JSON.stringify({ note: note(summary, more["category"]), source: "night-agent", ...more }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { ticketId: string }).ticketId;
}

/** The voice platform tells what was said. */
async function tellConversation(id: string, caller: string): Promise<void> {
  const at = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    type: "post_call_transcription",
    event_timestamp: at,
    data: {
      agent_id: "agent_demo",
      conversation_id: id,
      status: "done",
      transcript: [
        { role: "agent", message: "Good morning, how can I help?", time_in_call_secs: 0 },
        { role: "user", message: "The lift has stopped between two floors.", time_in_call_secs: 4 },
      ],
      metadata: {
        start_time_unix_secs: at - 60,
        call_duration_secs: 45,
        phone_call: {
          type: "twilio",
          direction: "inbound",
          phone_number_id: "phnum_demo",
          agent_number: "+15550100900",
          external_number: caller,
          call_sid: "CA1",
        },
      },
    },
  });
  const signature = createHmac("sha256", elevenLabsSecret).update(`${at}.${body}`).digest("hex");
  const answer = await fetch(`${desk.server.url}/webhooks/elevenlabs`, {
    method: "POST",
    headers: { "content-type": "application/json", "elevenlabs-signature": `t=${at},v0=${signature}` },
    body,
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
}

test.skipIf(!hasChromium)(
  "what is handed over is found, read, added to, given to somebody and closed; the pages are fine",
  async () => {
    const { page, refusals, strangers } = await watchedPage(own, [desk.origin]);
    await page.goto(`${desk.origin}/tickets`);
    await page.getByText("Nothing is open").waitFor();
    expect(await inspect(page, "tickets-empty")).toEqual([]);

    const caller = "+15550170001";
    const conversationId = "conv_lift";
    await handOver("The WiFi of room 4 is down", { callerNumber: "+15550170002" });
    const ticketId = await handOver("The lift is stuck", { callerNumber: caller, conversationId });
    await handOver(`Still stuck, and ${"W".repeat(120)}`, { callerNumber: caller, conversationId });
    await tellConversation(conversationId, caller);

    await page.goto(`${desk.origin}/tickets`);
    expect(await inspect(page, "tickets")).toEqual([]);
    await page.getByLabel("Search tickets").fill("stuck");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/tickets?**q=stuck**");
    expect(await page.getByRole("listitem").count()).toBe(1);
    await page.getByRole("link", { name: ticketId }).click();

    await page.getByRole("heading", { name: "The lift is stuck" }).waitFor();
    await page.getByText("called 2 times").waitFor();
    await page.getByText("What was said on the call, 45 s").click();
    await page.getByText("The lift has stopped between two floors.").waitFor();
    await page.getByLabel("A note").fill("A mechanic is on the way.");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByText("The note is there.").waitFor();
    await page.getByLabel("Assigned to").selectOption("Ada");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The name is saved.").waitFor();
    expect(await page.getByLabel("Mark it as").inputValue()).toBe("");
    await page.getByLabel("Mark it as").selectOption("in progress");
    await page.getByRole("button", { name: "Mark it" }).click();
    await page.getByText("The ticket is in progress now.").waitFor();
    await page.getByText("It was marked as in progress.").waitFor();
    await page.getByText("A mechanic is on the way.").waitFor();
    expect(await inspect(page, "ticket")).toEqual([]);

    await page.getByLabel("Mark it as").selectOption("completed");
    await page.getByRole("button", { name: "Mark it" }).click();
    await page.goto(`${desk.origin}/tickets`);
    await page.getByRole("heading", { name: "Tickets" }).waitFor();
    expect(await page.getByRole("link", { name: ticketId }).count()).toBe(0);
    await page.getByLabel("Show").selectOption("completed");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: ticketId }).waitFor();
    expect([refusals, strangers]).toEqual([[], []]);
    await page.close();
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "without scripts a ticket is found by its caller's number, and noted",
  async () => {
    const ticketId = await handOver("No heating in the hall", { callerNumber: "+15550170011" });
    const { page } = await openPage(browser, [desk.origin], { javaScriptEnabled: false });
    await page.goto(`${desk.origin}/tickets`);
    await signIn(page);
    await page.waitForURL("**/tickets");
    await page.getByLabel("Search tickets").fill("(555) 017-0011");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: ticketId }).click();
    await page.getByLabel("A note").fill("Called back.");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByText("Called back.").waitFor();
    await page.close();
  },
  30_000,
);
