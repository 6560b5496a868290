import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { hasChromium, launchChromium, phone, watchedPage } from "#tests/support/chromium.ts";
import { type AnyClient, callTool, connectModern } from "#tests/support/clients.ts";
import { type DeskAtTheDoor, enter, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
let assistant: AnyClient;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  await desk.server.cli("demo", "load");
  const { out } = await desk.server.cli("token", "create", "Claude", "--scopes", "office:read,office:write");
  assistant = await connectModern({ url: `${desk.server.url}/mcp`, token: out.trim() }, "legacy");
}, 60_000);

afterAll(async () => {
  await assistant?.close();
  await browser?.close();
  await desk?.server.stop();
});

const ask = async (name: string, args: Record<string, unknown>) => {
  const { structuredContent, isError, content } = await callTool(assistant, name, args);
  if (isError) throw new Error(content[0]?.text);
  return structuredContent;
};

/** A customer's own browser, on a phone: nothing of the desk's is in it but the link. */
async function customer() {
  const own = await browser.newContext({ viewport: phone });
  return await watchedPage(own, [desk.origin]);
}

const said = async (page: Page) => await page.locator("main").textContent();

test.skipIf(!hasChromium)(
  "from what is on today to a quote, accepted, billed, paid, and told of the next morning",
  async () => {
    const today = await ask("daily_briefing", {});
    expect(today.text).toContain("4 appointments");

    const drafts = await ask("crm_query", { type: "quotes", filters: { status: "draft" } });
    const { quote } = await ask("crm_action", {
      ...{ domain: "quote", action: "send", data: { quote: drafts.items[0].id } },
      reasoning: "The owner asked for it.",
    });

    const { page, strangers, refusals } = await customer();
    await page.goto(quote.quote_link);
    expect(await inspect(page, "customer-quote")).toEqual([]);
    expect(await page.content()).not.toContain("Frontdesk");
    await page.getByLabel("Your name").fill("Astrid Lindqvist");
    await page.getByRole("button", { name: "Accept the quote" }).click();
    await page.getByText("Accepted by Astrid Lindqvist").waitFor();
    expect(await inspect(page, "customer-quote-accepted")).toEqual([]);

    const bills = await ask("crm_query", {
      type: "invoices",
      filters: { customer_id: quote.customer.id, status: "draft" },
    });
    const sent = await ask("send_invoice", {
      ...{ invoice_id: bills.items[0].id, reasoning: "The quote was accepted." },
    });
    expect(sent.total_amount).toBe(quote.total_amount);

    await page.goto(sent.payment_link);
    expect(await page.content()).not.toContain("Frontdesk");
    expect(await inspect(page, "customer-pay")).toEqual([]);
    await page.getByRole("button", { name: /^Pay / }).first().click();
    await page.getByRole("heading", { name: `Pay ${sent.total_amount}` }).waitFor();
    await page.getByRole("button", { name: "Pay by card" }).click();
    await page.goto(sent.payment_link);
    await page.getByText("It is paid. Thank you.").waitFor();
    expect(await inspect(page, "customer-paid")).toEqual([]);
    expect(await page.getByRole("link", { name: /^Receipt/ }).count()).toBe(1);
    expect([strangers, refusals]).toEqual([[], []]);

    const paid = await ask("crm_query", { type: "invoices", id: sent.invoice_id });
    expect([paid.items[0].status, paid.items[0].balance]).toEqual(["paid", "$0.00"]);
    const tomorrow = await ask("daily_briefing", { date: "tomorrow" });
    expect(tomorrow.text).not.toContain(sent.invoice_number);
    const after = await ask("daily_briefing", {});
    expect(after.changes.received.join()).toContain(sent.total_amount);
    expect(after.changes.accepted_quotes).toBe(1);
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "a letter's last link says who wants no more, and what is not there says nothing",
  async () => {
    const { page } = await customer();
    for (const path of ["/pay/", "/quote/", "/mail/"]) {
      const answer = await page.goto(`${desk.origin}${path}${"x".repeat(24)}`);
      expect([path, answer?.status()]).toEqual([path, 404]);
      expect(await said(page)).toContain("There is nothing here");
    }
  },
);

test.skipIf(!hasChromium)(
  "the owner sees leads, quotes and invoices, writes one by hand, and takes cash for it",
  async () => {
    const own = await browser.newContext({ viewport: phone });
    const { page, refusals } = await watchedPage(own, [desk.origin]);
    await enter(page, desk.setUpLink);
    for (const path of [
      "/leads",
      "/quotes",
      "/invoices",
      "/invoices/new",
      "/invoices/recurring",
      "/invoices/books",
    ]) {
      const answer = await page.goto(`${desk.origin}${path}`);
      expect([path, answer?.status()]).toEqual([path, 200]);
      expect(await inspect(page, `money${path.replaceAll("/", "-")}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${desk.origin}/invoices/new`);
    await page.getByLabel("Customer", { exact: true }).fill("Tom Wilson");
    await page.getByLabel("What (1)").fill("Gutters");
    await page.getByLabel("Quantity").first().fill("2");
    await page
      .getByLabel(/^Each, /)
      .first()
      .fill("45.50");
    await page.getByRole("button", { name: "Keep it as a draft" }).click();
    await page.getByText("$91.00").first().waitFor();
    await page.goto(`${desk.origin}/invoices`);
    await page
      .getByRole("link", { name: /INV-1234/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /INV-1234/ }).waitFor();
    expect(await inspect(page, "money-invoice")).toEqual([]);
    const pdf = await page.request.get(`${page.url()}/invoice.pdf`);
    expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
    await page.getByRole("button", { name: "Record it" }).click();
    await page.getByText("paid", { exact: true }).first().waitFor();
    await page.getByRole("heading", { name: "What was paid" }).waitFor();
    for (const path of ["/settings/money", "/settings/payments", "/settings/email"]) {
      const answer = await page.goto(`${desk.origin}${path}`);
      expect([path, answer?.status()]).toEqual([path, 200]);
      expect(await inspect(page, path.replaceAll("/", "-").slice(1))).toEqual([]);
    }
    expect(refusals).toEqual([]);
  },
  60_000,
);
