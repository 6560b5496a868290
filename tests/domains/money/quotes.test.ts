import { afterAll, beforeAll, expect, test } from "bun:test";
import { because, openTill, type Till } from "./money.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill({
    settings: { "business.owner_numbers": ["+15550109999"], "business.name": "Clearview" },
  });
});
afterAll(() => till.close());

async function quoted(more: Record<string, unknown> = {}) {
  // What was read of a customer before is half an hour ago.
  till.t.clock.advance(31 * 60_000);
  const customer = await till.customer("Martha");
  const { quote } = await till.ask("quote_create", {
    ...{
      customer_identifier: customer,
      lines: [{ description: "All windows", quantity: 25, price_minor: 1200 }],
    },
    ...more,
  });
  const sent = await till.ask("quote_send", { quote: quote.id, ...because });
  await till.t.settle();
  return {
    customer,
    id: quote.id,
    number: sent.quote.number,
    token: sent.quote.quote_link.split("/").at(-1),
    sent,
  };
}

test("a quote is sent, accepted with a name, and is a booking and an invoice with what was agreed", async () => {
  const { customer, id, number, token, sent } = await quoted({ deposit: { percent: 20 } });
  expect([number, sent.quote.total_amount, sent.quote.deposit]).toEqual(["Q-1000", "$300.00", "$60.00"]);
  const { messages } = await till.ask("get_message_history", { phoneNumber: sent.quote.customer.phone });
  expect(messages[0].content).toContain(`/quote/${token}`);
  expect(till.asCustomer("quote.answer", { token, accepts: true, name: " " })).rejects.toThrow(
    "accepted with a name",
  );
  expect(await till.asCustomer("quote.answer", { token, accepts: true, name: "Martha Whitfield" })).toEqual({
    status: "accepted",
  });
  // Once more is the same, not a second invoice.
  await till.asCustomer("quote.answer", { token, accepts: true, name: "Martha Whitfield" });
  await till.t.settle();
  const { items } = await till.ask("crm_query", { type: "quotes", id });
  expect(items[0]).toMatchObject({
    status: "accepted",
    accepted_by: "Martha Whitfield",
    accepted_at: expect.any(String),
  });
  const { items: invoices } = await till.ask("crm_query", {
    type: "invoices",
    filters: { customer_id: customer },
  });
  expect(
    invoices.map(({ id: each, total_minor, status }: Record<string, unknown>) => [each, total_minor, status]),
  ).toEqual([[items[0].invoice_id, 30_000, "sent"]]);
  expect(invoices[0].next_part).toMatchObject({ label: "Deposit", amount_minor: 6000 });
  const { items: reminders } = await till.ask("crm_query", { type: "reminders" });
  expect(reminders[0].content).toContain("Martha has accepted Q-1000");
  const told = await till.ask("get_message_history", { phoneNumber: "+15550109999" });
  expect(told.messages[0].content).toContain("Martha has accepted Q-1000 over $300.00.");

  const booked = await till.ask("quote_book", {
    quote: number,
    requested_date: "2026-12-03",
    requested_time: "9am",
  });
  expect(booked.quote.ticket_id).toStartWith("TKT-");
  expect((await till.invoice(items[0].invoice_id)).ticket_id).toBe(booked.quote.ticket_id);

  const shown = await till.asCustomer("quote.show", { token });
  expect([shown.status, shown.pay_link]).toEqual(["accepted", invoices[0].payment_link]);
  const page = await till.begin(shown.pay_link.split("/").at(-1));
  expect(till.stripe.sessions.get(page)?.amount_total).toBe(6000);
  await till.tell("checkout.session.completed", till.stripe.complete(page));
  expect(await till.invoice(items[0].invoice_id)).toMatchObject({
    status: "partially_paid",
    balance_minor: 24_000,
  });
});

test("of many who accept at once one does, and there is one invoice", async () => {
  const { customer, token } = await quoted();
  const answers = await Promise.allSettled(
    Array.from({ length: 6 }, (_, n) =>
      till.asCustomer("quote.answer", { token, accepts: true, name: `Martha ${n}` }),
    ),
  );
  expect(answers.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  const { items } = await till.ask("crm_query", { type: "invoices", filters: { customer_id: customer } });
  expect(items).toHaveLength(1);
});

test("one that is over, withdrawn or declined cannot be accepted, and a draft is nobody's", async () => {
  const over = await quoted({ valid_days: 2 });
  till.t.clock.advance(4 * 86_400_000);
  expect(
    till.asCustomer("quote.answer", { token: over.token, accepts: true, name: "Martha" }),
  ).rejects.toThrow("It is over.");
  expect((await till.asCustomer("quote.show", { token: over.token })).status).toBe("expired");
  const taken = await quoted();
  expect((await till.refused("quote_withdraw", { quote: taken.number })).code).toBe("REASONING_REQUIRED");
  await till.ask("quote_withdraw", { quote: taken.number, ...because });
  expect(
    till.asCustomer("quote.answer", { token: taken.token, accepts: true, name: "Martha" }),
  ).rejects.toThrow("taken it back");
  const declined = await quoted();
  await till.asCustomer("quote.answer", { token: declined.token, accepts: false });
  expect(
    till.asCustomer("quote.answer", { token: declined.token, accepts: true, name: "Martha" }),
  ).rejects.toThrow("declined");
  const customer = await till.customer("Draft");
  const { quote } = await till.ask("quote_create", {
    customer_identifier: customer,
    lines: [{ description: "x", price_minor: 1 }],
  });
  const [[token]] = (await till.t.desk.database.slow.read("SELECT token FROM quotes WHERE id = ?", [
    quote.id,
  ])) as [[string]];
  expect(till.asCustomer("quote.show", { token })).rejects.toThrow("There is no such quote.");
});

test("what was sent says what the customer has; only its days can be changed", async () => {
  const { number } = await quoted();
  const refused = await till.refused("quote_update", {
    quote: number,
    lines: [{ description: "y", price_minor: 1 }],
  });
  expect(refused.message).toBe("It was sent: what it says stays as the customer has it.");
  expect((await till.ask("quote_update", { quote: number, valid_days: 60 })).quote.total_minor).toBe(30_000);
});
