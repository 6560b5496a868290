import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { lookAt } from "#desk/checkup.ts";
import { startFakeSmtp } from "#tests/fakes/smtp.ts";
import { because, openTill, type Till } from "./money.ts";

let smtp: Awaited<ReturnType<typeof startFakeSmtp>>;
let till: Till;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  till = await openTill({
    payments: "sandbox",
    env: { SMTP_URL: smtp.url },
    settings: {
      "business.name": "Clearview",
      "mail.from": "office@clearview.example",
      "mail.owner": "ada@clearview.example",
    },
  });
});
afterAll(async () => {
  await till.close();
  await smtp.stop();
});

/** Until everything that is to be mailed has been: the first letter waits for the library that draws its paper. */
async function delivered(of: Till = till): Promise<void> {
  await of.t.settle();
  const waiting = async () =>
    (await of.asOwner("mail.list", {})).emails.filter(({ state }: { state: string }) => state === "queued");
  for (let tries = 0; (await waiting()).length > 0; tries++) {
    if (tries > 400) throw new Error("A letter was not sent within 10 seconds.");
    await Bun.sleep(25);
  }
}

async function mailed(name: string, email: string): Promise<{ id: string; sent: Record<string, unknown> }> {
  till.t.clock.advance(61_000);
  const { contact } = await till.ask("create_contact", { name, email });
  const { invoice } = await till.ask("invoice_create", {
    customer_identifier: contact.id,
    lines: [{ description: "Windows", price_minor: 45_000 }],
  });
  const sent = await till.ask("send_invoice", { invoice_id: invoice.id, ...because });
  await delivered();
  return { id: contact.id, sent };
}

/** The letter's own words, and the paper that came with it. */
function read(raw: string) {
  const parts = raw.split(/\r\n--[-\w.]+(?:--)?\r\n/);
  const pdf = parts.find((part) => part.includes("application/pdf")) ?? "";
  const bytes = Buffer.from(pdf.split("\r\n\r\n")[1]?.replaceAll(/\s/g, "") ?? "", "base64");
  return { text: raw.replaceAll("=\r\n", ""), pdf: bytes };
}

const shown = async () =>
  (await till.asOwner("mail.list", {})).emails.map(({ to, state, why }: Record<string, unknown>) => ({
    to,
    state,
    why,
  }));

describe("an invoice by email", () => {
  test("goes to whoever has no number, from the business, with the paper and a way to have no more", async () => {
    const { sent } = await mailed("Tom Wilson", "tom@wilson.example");
    expect(sent["sent_by"]).toEqual([{ way: "email", to: "tom@wilson.example" }]);
    expect(smtp.mails).toHaveLength(1);
    const [mail] = smtp.mails;
    expect([mail?.from, mail?.to]).toEqual(["office@clearview.example", ["tom@wilson.example"]]);
    const { text, pdf } = read(mail?.raw ?? "");
    expect(text).toContain(`Subject: Invoice ${String(sent["invoice_number"])} from Clearview`);
    expect(text).toContain("From: Clearview <office@clearview.example>");
    expect(text).toContain("Dear Tom Wilson,");
    expect(text).toContain(String(sent["payment_link"]).replaceAll("=", "=3D"));
    expect(text).toMatch(/List-Unsubscribe: <http:\/\/localhost:3000\/mail\/[\w-]{24}>/);
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(text).toContain(`filename=invoice-${String(sent["invoice_number"])}.pdf`);
  });

  test("is not told again by anything that is asked again, and its payment is thanked for with a receipt", async () => {
    const { sent } = await mailed("Again", "again@example.com");
    const before = smtp.mails.length;
    await till.ask("send_invoice", { invoice_id: sent["invoice_id"], ...because });
    await delivered();
    expect(smtp.mails.length).toBe(before);
    await till.ask("invoice_mark_paid", { invoice: sent["invoice_number"], method: "cash", ...because });
    await delivered();
    const receipt = smtp.mails.at(-1);
    expect(receipt?.raw).toContain("Subject: Your payment for invoice");
    expect(receipt?.raw).toContain("filename=receipt-");
  });

  test("that the server refuses is not sent, in our words; one whose end nobody knows is never sent twice", async () => {
    smtp.faults.push("refuse");
    await mailed("Nobody", "nobody@example.com");
    smtp.faults.push("hang_up_after_data");
    await mailed("Lost", "lost@example.com");
    const all = await shown();
    expect(all.find(({ to }: { to: string }) => to === "nobody@example.com")).toEqual({
      ...{
        to: "nobody@example.com",
        state: "failed",
        why: "The mail server did not take it: check the address.",
      },
    });
    expect(all.find(({ to }: { to: string }) => to === "lost@example.com")).toMatchObject({
      state: "unknown",
    });
    const before = smtp.mails.length;
    till.t.clock.advance(60_000);
    await till.t.desk.jobs.idle();
    expect(smtp.mails.length).toBe(before);
    expect(till.t.log.filter((line) => line.includes("secret words"))).toEqual([]);
  });

  test("keeps a name with a line's end in it out of its headers", async () => {
    till.t.clock.advance(61_000);
    await till.settings({ "business.name": "Clear\r\nBcc: evil@example.com" });
    await mailed("Header", "header@example.com");
    await till.settings({ "business.name": "Clearview" });
    const { raw, to } = smtp.mails.at(-1) ?? { raw: "", to: [] };
    expect(to).toEqual(["header@example.com"]);
    const [headers, words] = raw.split(/\r\n\r\n/, 2);
    expect(headers).not.toMatch(/^Bcc:/m);
    expect(headers).toContain("List-Unsubscribe:");
    expect(words).toBeDefined();
  });
});

describe("who wants no more", () => {
  test("says so by the link, is mailed and texted no more, and can have email again", async () => {
    const { id } = await mailed("Stops", "stops@example.com");
    await till.ask("crm_update", {
      domain: "contact",
      action: "update",
      data: { id, add_phones: ["+15550107777"] },
    });
    const token = /mail\/([\w-]{24})/.exec(smtp.mails.at(-1)?.raw ?? "")?.[1] ?? "";
    expect((await till.asCustomer("mail.show", { token })).stopped).toBe(false);
    expect((await till.asCustomer("mail.stop", { token, wants: false })).stopped).toBe(true);
    const before = smtp.mails.length;
    till.t.clock.advance(86_400_000);
    const { invoice } = await till.ask("invoice_create", {
      customer_identifier: id,
      lines: [{ description: "x", price_minor: 100 }],
    });
    await till.ask("send_invoice", { invoice_id: invoice.id, send_by: "both", ...because });
    await delivered();
    expect(smtp.mails.length).toBe(before);
    expect((await till.ask("get_message_history", { phoneNumber: "+15550107777" })).messages).toEqual([]);
    expect((await till.asCustomer("mail.stop", { token, wants: true })).stopped).toBe(false);
  });

  test("by text is not mailed either", async () => {
    const { id } = await mailed("Texts stop", "texts@example.com");
    await till.ask("crm_update", {
      domain: "contact",
      action: "update",
      data: { id, add_phones: ["+15550108888"] },
    });
    await till.ask("consent_record", { phoneNumber: "+15550108888", act: "opt_out", words: "No more" });
    const before = smtp.mails.length;
    till.t.clock.advance(86_400_000);
    const { invoice } = await till.ask("invoice_create", {
      customer_identifier: id,
      lines: [{ description: "x", price_minor: 100 }],
    });
    await till.ask("send_invoice", { invoice_id: invoice.id, send_by: "email", ...because });
    await delivered();
    expect(smtp.mails.length).toBe(before);
  });
});

test("without a mail server nothing goes out and that is said; a desk that is tried out shows what would have", async () => {
  const bare = await openTill({ payments: "sandbox" });
  try {
    const { contact } = await bare.ask("create_contact", { name: "Tom", email: "tom@example.com" });
    const { invoice } = await bare.ask("invoice_create", {
      customer_identifier: contact.id,
      lines: [{ description: "x", price_minor: 100 }],
    });
    await bare.ask("send_invoice", { invoice_id: invoice.id, ...because });
    await delivered(bare);
    const { provider, emails } = await bare.asOwner("mail.list", {});
    expect([provider, emails.map(({ to, state }: Record<string, unknown>) => [to, state])]).toEqual([
      "sandbox",
      [["tom@example.com", "sent"]],
    ]);
  } finally {
    await bare.close();
  }
});

test("the check-up says what is missing before anybody can pay or be written to", async () => {
  const bare = await openTill({
    payments: "sandbox",
    env: { SMTP_URL: smtp.url, STRIPE_SECRET_KEY: "sk_test_0123456789abcdef" },
  });
  try {
    const found = (await lookAt(bare.t.desk, (name, input) => bare.asOwner(name, input as object))).filter(
      ({ about }) => about === "payments" || about === "email",
    );
    expect(found.map(({ level, about }) => [level, about])).toEqual([
      ["warn", "payments"],
      ["warn", "email"],
    ]);
    await bare.settings({ "mail.from": "office@clearview.example" });
    const after = await lookAt(bare.t.desk, (name, input) => bare.asOwner(name, input as object));
    expect(after.filter(({ about }) => about === "email")).toEqual([]);
  } finally {
    await bare.close();
  }
});
