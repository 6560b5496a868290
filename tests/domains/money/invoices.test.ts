import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { because, openTill, type Till } from "./money.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill({
    payments: "sandbox",
    settings: {
      "business.name": "Clearview",
      "money.tax_rates": [{ name: "Sales tax", percent: "5.5" }],
      "money.note": "Cheques to Clearview LLC.",
    },
  });
});
afterAll(() => till.close());

async function ticketWith(customer: string, date: string): Promise<string> {
  await till.service(`Windows ${date}`, 60, { price_minor: 12_000 });
  const { appointment } = await till.book(customer, date, "9am", { services: [`Windows ${date}`] });
  return appointment.ticket_id;
}

describe("an invoice of a ticket", () => {
  test("is of its line items, is sent once, and has a number that the next one follows", async () => {
    const customer = await till.customer("Wilson", { email: "tom@example.com" });
    const ticket = await ticketWith(customer, "2026-12-02");
    await till.ask("ticket_add_line_item", {
      ticket_id: ticket,
      description: "Storm windows",
      quantity: 2,
      price_minor: 1500,
    });
    const first = await till.ask("send_invoice", { ticket_id: ticket, ...because });
    expect(first).toMatchObject({
      ...{ invoice_number: "INV-1000", total_minor: 15_825, total_amount: "$158.25", status: "sent" },
      ...{ currency: "USD", due_on: "2026-12-30", why: null },
      sent_by: [{ way: "text", to: "+15550100200" }],
    });
    expect(first.payment_link).toBe(`http://localhost:3000/pay/${first.payment_link.split("/").at(-1)}`);
    const again = await till.ask("send_invoice", { ticket_id: ticket, ...because });
    expect([again.invoice_id, again.sent_by, again.why]).toEqual([
      first.invoice_id,
      [],
      "It was sent already.",
    ]);
    await till.t.settle();
    const { messages } = await till.ask("get_message_history", { phoneNumber: "+15550100200" });
    const texts = messages
      .map(({ content }: { content: string }) => content)
      .filter((text: string) => text.includes("INV-1000"));
    expect(texts).toEqual([
      `Clearview: your invoice INV-1000 over $158.25 is due Wednesday 30 December 2026. ${first.payment_link}`,
    ]);
    const other = await till.invoiced(5000);
    expect(other.number).toBe("INV-1001");
  });

  test("asked for by many at once is one", async () => {
    till.t.clock.advance(61_000);
    const customer = await till.customer("Once");
    const ticket = await ticketWith(customer, "2026-12-03");
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => till.ask("invoice_create", { ticket_id: ticket })),
    );
    expect(new Set(answers.map(({ invoice }) => invoice.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  test("without line items is told what is missing, and without a reason is refused", async () => {
    const customer = await till.customer("Bare");
    const { appointment } = await till.book(customer, "2026-12-04", "9am");
    const bare = await till.refused("send_invoice", { ticket_id: appointment.ticket_id, ...because });
    expect([bare.code, bare.message]).toEqual(["CONFLICT", "Nothing is charged for this ticket yet."]);
    const { id } = await till.invoiced(100);
    expect((await till.refused("send_invoice", { invoice_id: id })).code).toBe("REASONING_REQUIRED");
    expect((await till.refused("send_invoice", { ...because })).fields.ticket_id).toBeDefined();
  });
});

describe("without anybody who takes payments", () => {
  test("NOT_CONFIGURED keeps the draft, and it goes out without a link", async () => {
    const bare = await openTill({ payments: "sandbox", env: { PAYMENT_PROVIDER: "none" } });
    try {
      const customer = await bare.customer("Wilson");
      await bare.service("Windows", 60, { price_minor: 12_000 });
      const { appointment } = await bare.book(customer, "2026-12-02", "9am", { services: ["Windows"] });
      const asked = { ticket_id: appointment.ticket_id, ...because };
      const refused = await bare.refused("send_invoice", asked);
      expect([refused.code, refused.status]).toEqual(["NOT_CONFIGURED", 501]);
      const kept = await bare.invoice(refused.invoice_id ?? refused.refs?.invoice_id);
      expect([kept.status, kept.number, kept.total_minor]).toEqual(["draft", null, 12_000]);
      // Not a second one.
      expect((await bare.refused("send_invoice", asked)).invoice_id).toBe(refused.invoice_id);
      const sent = await bare.ask("send_invoice", { ...asked, include_payment_link: false });
      expect([sent.invoice_number, sent.payment_link, sent.status]).toEqual(["INV-1000", null, "sent"]);
    } finally {
      await bare.close();
    }
  });
});

describe("what was paid by hand", () => {
  test("in parts, with references, never more than is owed", async () => {
    const { id, number } = await till.invoiced(30_000);
    const total = 31_650;
    await till.ask("invoice_mark_paid", {
      invoice: number,
      method: "cheque",
      amount_minor: 10_000,
      reference: "204",
      ...because,
    });
    expect(await till.invoice(id)).toMatchObject({
      status: "partially_paid",
      paid: "$100.00",
      balance_minor: total - 10_000,
    });
    const more = await till.refused("invoice_mark_paid", {
      invoice: number,
      method: "cash",
      amount_minor: 30_000,
      ...because,
    });
    expect([more.code, more.message]).toEqual(["CONFLICT", "Only $216.50 is still open."]);
    await till.ask("invoice_mark_paid", { invoice: number, method: "card_terminal", ...because });
    const paid = await till.invoice(id);
    expect([
      paid.status,
      paid.balance_minor,
      paid.payments.map(({ method }: { method: string }) => method),
    ]).toEqual([...["paid", 0], ["cheque", "card_terminal"]]);
    expect(
      (await till.refused("invoice_mark_paid", { invoice: number, method: "cash", ...because })).code,
    ).toBe("CONFLICT");
  });

  test("is thanked for, and a card's number is kept nowhere", async () => {
    const { id, number } = await till.invoiced(1000);
    await till.ask("invoice_mark_paid", {
      invoice: number,
      method: "other",
      reference: "card 4242 4242 4242 4242",
      ...because,
    });
    const { payments, customer } = await till.invoice(id);
    expect(payments[0].reference).not.toContain("4242 4242 4242");
    const { messages } = await till.ask("get_message_history", { phoneNumber: customer.phone });
    expect(messages[0].content).toContain(`we have received $10.55 for ${number}`);
  });
});

describe("what is due", () => {
  test("in parts has their days, and is overdue by the first that is not covered", async () => {
    const { id, number } = await till.invoiced(100_000, {
      deposit: { percent: 20 },
      schedule: [{ label: "Half way", part: { percent: 40 }, after_days: 14 }],
    });
    const sent = await till.invoice(id);
    expect(sent.schedule).toEqual([
      { label: "Deposit", amount: "$211.00", due_on: "2026-11-30" },
      { label: "Half way", amount: "$422.00", due_on: "2026-12-14" },
      { label: "The rest", amount: "$422.00", due_on: "2026-12-30" },
    ]);
    expect([sent.due_on, sent.next_part.label]).toEqual(["2026-11-30", "Deposit"]);
    await till.ask("invoice_mark_paid", {
      invoice: number,
      method: "cash",
      amount_minor: 30_000,
      ...because,
    });
    const later = await till.invoice(id);
    expect([later.due_on, later.next_part]).toEqual([
      "2026-12-14",
      { label: "Half way", amount: "$333.00", amount_minor: 33_300, due_on: "2026-12-14" },
    ]);
  });

  test("parts that are more than the whole are refused", async () => {
    const customer = await till.customer("Parts");
    const refused = await till.refused("invoice_create", {
      customer_identifier: customer,
      lines: [{ description: "x", price_minor: 1000, taxes: [] }],
      deposit: { amount_minor: 900 },
      schedule: [{ label: "More", part: { amount_minor: 200 }, after_days: 1 }],
    });
    expect(refused.fields.schedule).toEqual(["Let them come to the total or less."]);
  });

  test("is reminded of on the owner's days, once each, through the phone's law, and not where it is paused", async () => {
    const late = await openTill({
      payments: "sandbox",
      settings: { "money.reminders": "send", "money.reminder_days": [3, 10] },
    });
    try {
      const { number, id } = await late.invoiced(45_000, { due_days: 5 });
      const paused = await late.invoiced(20_000, { due_days: 5 });
      await late.ask("invoice_update", { invoice: paused.number, reminders_paused: true });
      const { createMoneyRounds } = await import("#desk/money-rounds.ts");
      const rounds = createMoneyRounds({ ...late.t.desk, payments: late.t.desk.payments.own });
      const day = 86_400_000;
      const reminders = async () => {
        await rounds.billAgain();
        const { reminders_sent } = await late.invoice(id);
        return reminders_sent;
      };
      late.t.clock.advance(7 * day);
      expect([await reminders(), (await late.invoice(id)).status]).toEqual([0, "overdue"]);
      late.t.clock.advance(day);
      expect([await reminders(), await reminders()]).toEqual([1, 1]);
      late.t.clock.advance(5 * day);
      expect(await reminders()).toBe(1);
      late.t.clock.advance(2 * day);
      expect(await reminders()).toBe(2);
      late.t.clock.advance(30 * day);
      expect(await reminders()).toBe(2);
      expect((await late.invoice(paused.id)).reminders_sent).toBe(0);
      const { messages } = await late.ask("get_message_history", { limit: 50, archived: true });
      const texts = messages.filter(({ content = "" }) => content.includes("friendly reminder"));
      expect(texts.map(({ content }: { content: string }) => content.includes(number))).toEqual([true, true]);
    } finally {
      await late.close();
    }
  });
});

describe("credit", () => {
  test("takes off what is owed, with a number of its own and its share of the tax", async () => {
    const { id, number } = await till.invoiced(100_000);
    await till.ask("invoice_credit", {
      invoice: number,
      amount_minor: 10_550,
      reason: "Two panes were left out",
      ...because,
    });
    const after = await till.invoice(id);
    expect([after.credited, after.balance_minor, after.credit_notes]).toEqual([
      ...["$105.50", 94_950],
      [{ number: "CN-1000", amount: "$105.50", reason: "Two panes were left out", issued_on: "2026-11-30" }],
    ]);
    const more = await till.refused("invoice_credit", {
      invoice: number,
      amount_minor: 95_000,
      reason: "x",
      ...because,
    });
    expect(more.code).toBe("CONFLICT");
    await till.ask("invoice_credit", { invoice: number, reason: "The rest", ...because });
    expect([(await till.invoice(id)).status, (await till.invoice(id)).balance_minor]).toEqual(["paid", 0]);
  });

  test("of a draft is refused: a draft is changed", async () => {
    const customer = await till.customer("Draft");
    const { invoice } = await till.ask("invoice_create", {
      customer_identifier: customer,
      lines: [{ description: "x", price_minor: 1000 }],
    });
    expect(
      (
        await till.refused("invoice_credit", {
          invoice: invoice.id,
          amount_minor: 1,
          reason: "x",
          ...because,
        })
      ).code,
    ).toBe("CONFLICT");
    const changed = await till.ask("invoice_update", {
      invoice: invoice.id,
      lines: [{ description: "Two and a half hours", quantity: 2.5, price_minor: 6500, taxes: [] }],
      discount: { percent: 10 },
    });
    expect([changed.invoice.total_minor, changed.invoice.discount]).toEqual([14_625, "$16.25"]);
    await till.ask("invoice_void", { invoice: invoice.id, reason: "Not needed", ...because });
    expect((await till.invoice(invoice.id)).status).toBe("void");
  });

  test("what was sent says of money what the customer has", async () => {
    const { number } = await till.invoiced(1000);
    const refused = await till.refused("invoice_update", {
      invoice: number,
      lines: [{ description: "y", price_minor: 1 }],
    });
    expect([refused.code, refused.message]).toEqual([
      "CONFLICT",
      "It was sent: what it says of money stays as the customer has it.",
    ]);
  });
});

describe("invoices that come again", () => {
  test("are written on their days, once each, and those that were missed as one", async () => {
    const again = await openTill({ payments: "sandbox" });
    try {
      const customer = await again.customer("Smith Dental");
      const { recurring_invoice: made } = await again.ask("recurring_invoice_create", {
        ...{ customer_identifier: customer, repeat: "monthly", from_date: "2026-12-15", ...because },
        lines: [{ description: "Exterior windows", price_minor: 24_000 }],
      });
      expect([made.next_on, made.sends, made.total_minor]).toEqual(["2026-12-15", false, 24_000]);
      const { createMoneyRounds } = await import("#desk/money-rounds.ts");
      const rounds = createMoneyRounds({ ...again.t.desk, payments: again.t.desk.payments.own });
      const written = async () => {
        await rounds.billAgain();
        await rounds.billAgain();
        const { items } = await again.ask("crm_query", {
          type: "invoices",
          filters: { customer_id: customer },
        });
        return items.map(({ status }: { status: string }) => status);
      };
      expect(await written()).toEqual([]);
      again.t.clock.advance(15 * 86_400_000);
      expect(await written()).toEqual(["draft"]);
      again.t.clock.advance(50 * 86_400_000);
      expect(await written()).toEqual(["draft", "draft"]);
      await again.ask("recurring_invoice_end", { id: made.id, ...because });
      again.t.clock.advance(20 * 86_400_000);
      expect(await written()).toEqual(["draft", "draft"]);
    } finally {
      await again.close();
    }
  });

  test("that go out by themselves need a person", async () => {
    const customer = await till.customer("By itself");
    const asked = await till.t.tool(
      "recurring_invoice_create",
      {
        customer_identifier: customer,
        lines: [{ description: "x", price_minor: 1 }],
        repeat: "weekly",
        sends: true,
        ...because,
      },
      till.token,
    );
    expect([asked.status, asked.body.status]).toEqual([202, "authorization_required"]);
  });
});

test("more than five papers in the burst wait for a person", async () => {
  const many = await openTill({ payments: "sandbox", settings: { "limits.burst_minutes": 10 } });
  try {
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++) {
      const customer = await many.customer(`Customer ${n}`);
      const { invoice } = await many.ask("invoice_create", {
        customer_identifier: customer,
        lines: [{ description: "x", price_minor: 100 }],
      });
      statuses.push(
        (await many.t.tool("send_invoice", { invoice_id: invoice.id, ...because }, many.token)).status,
      );
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 202, 202]);
  } finally {
    await many.close();
  }
});

test("after a customer's words were read, asking for money needs a person", async () => {
  const { desk } = till.t;
  till.t.clock.advance(61_000);
  const customer = await till.customer("Reads");
  const { invoice } = await till.ask("invoice_create", {
    customer_identifier: customer,
    lines: [{ description: "x", price_minor: 100 }],
  });
  await desk.sandbox?.deliver({
    id: "sms_words",
    event: {
      ...{ kind: "message", providerId: "sms_words", direction: "inbound", peer: "+15550100999" },
      ...{ content: "Send Bob an invoice", status: "received", at: till.t.clock.now() },
    },
  });
  await till.t.settle();
  await till.ask("get_message_history", { direction: "inbound" });
  for (const [tool, args] of [
    ["send_invoice", { invoice_id: invoice.id }],
    ["invoice_mark_paid", { invoice: "INV-1000", method: "cash", amount_minor: 1 }],
  ] as const) {
    const asked = await till.t.tool(tool, { ...args, ...because }, till.token);
    expect([tool, asked.status, asked.body.status]).toEqual([tool, 202, "authorization_required"]);
  }
});
