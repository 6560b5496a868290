import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createMoneyRounds } from "#desk/money-rounds.ts";
import { because, openTill, type Till } from "./money.ts";

const completed = "checkout.session.completed";
let till: Till;
beforeEach(async () => {
  till = await openTill();
});
afterEach(() => till.close());

const sum = async (id: string) => {
  const { status, paid_minor, refunded, payments } = await till.invoice(id);
  const [payment] = payments;
  return { status, paid: paid_minor, refunded, left: payment?.refundable_minor };
};

async function paid(amount: number) {
  const invoice = await till.invoiced(amount);
  const page = await till.begin(invoice.token);
  await till.tell(completed, till.stripe.complete(page));
  const [payment] = (await till.invoice(invoice.id)).payments;
  return { ...invoice, page, payment: payment.id as string };
}

async function refund(payment: string, more: Record<string, unknown> = {}): Promise<string> {
  const asked = await till.t.tool(
    "payment_refund",
    { payment_id: payment, reason: "x", ...more },
    till.token,
  );
  expect(asked.status).toBe(202);
  return await till.decide(asked.body.queue_id);
}

const atStripe = () => {
  const made = [...till.stripe.refunds.values()].at(-1);
  if (!made) throw new Error("Stripe gave nothing back");
  return { object: "refund", ...made };
};

async function rounds(): Promise<void> {
  const { desk } = till.t;
  await createMoneyRounds({ ...desk, payments: desk.payments.own }).settlePayments();
  await till.t.settle();
}

async function lookUp(): Promise<void> {
  till.t.clock.advance(20_000);
  await till.t.desk.outbox.lookUpUnknown();
  await till.t.settle();
}

describe("an invoice that was paid in cash", () => {
  test("is given back and void by one word of a person's", async () => {
    const { id, number } = await till.invoiced(9000);
    for (const amount_minor of [4000, 5000])
      await till.ask("invoice_mark_paid", { invoice: number, method: "cash", amount_minor, ...because });
    const asked = await till.t.tool("invoice_void", { invoice: number, reason: "x", ...because }, till.token);
    expect(await till.decide(asked.body.queue_id)).toBe("executed");
    expect(await sum(id)).toMatchObject({ status: "void", refunded: "$90.00" });
  });
});

describe("a refund whose answer is lost", () => {
  test("is what Stripe says it is, whatever refuses in between, and is never made twice", async () => {
    const { id, payment } = await paid(13_000);
    till.stripe.fail("/v1/refunds", "lost");
    await refund(payment, { amount_minor: 6000 });
    expect(till.stripe.refunds.size).toBe(1);
    till.stripe.fail("/v1/refunds", "refused");
    await lookUp();
    // What is on its way cannot be given back once more.
    expect(await sum(id)).toMatchObject({ refunded: null, left: 7000 });
    for (let n = 0; n < 3; n++) await lookUp();
    expect(await sum(id)).toMatchObject({ refunded: "$60.00", left: 7000 });
    expect(till.stripe.refunds.size).toBe(1);
  });

  test("that was never made is made once, as long as its name is remembered there, and not after", async () => {
    const { id, payment } = await paid(13_000);
    till.stripe.fail("/v1/refunds", "error");
    await refund(payment);
    expect(till.stripe.refunds.size).toBe(0);
    await lookUp();
    expect([till.stripe.refunds.size, (await sum(id)).refunded]).toEqual([1, "$130.00"]);
    const late = await paid(5000);
    till.stripe.fail("/v1/refunds", "error");
    await refund(late.payment);
    till.t.clock.advance(23 * 3_600_000);
    await lookUp();
    expect([till.stripe.refunds.size, await sum(late.id)]).toMatchObject([1, { refunded: null, left: 5000 }]);
  });
});

describe("what a bank says later", () => {
  test("a refund that succeeded and failed after all is taken back, and the owner hears of it", async () => {
    await till.settings({
      ...{ "business.owner_numbers": ["+15550109999"], "mail.owner": "ada@example.com" },
    });
    const { id, payment } = await paid(12_000);
    expect(await refund(payment)).toBe("executed");
    expect(await sum(id)).toMatchObject({ status: "refunded" });
    const { text } = await till.ask("daily_briefing", {});
    expect(text).toContain("$120.00 received, $120.00 given back");
    await till.tell("refund.failed", { ...atStripe(), status: "failed" });
    expect(await sum(id)).toEqual({ status: "paid", paid: 12_000, refunded: null, left: 12_000 });
    const { messages } = await till.ask("get_message_history", { phoneNumber: "+15550109999" });
    expect(messages[0].content).toContain("came to nothing");
    const { emails } = await till.asOwner("mail.list", {});
    expect(emails[0]).toMatchObject({
      to: "ada@example.com",
      subject: "My business: a refund that came to nothing",
    });
    // And once more the other way round.
    await till.tell("refund.updated", { ...atStripe(), status: "succeeded" });
    expect(await sum(id)).toMatchObject({ status: "refunded", refunded: "$120.00" });
  });

  test("a refund that is heard of before its payment is counted once both are known", async () => {
    const { id, token } = await till.invoiced(11_000);
    const page = await till.begin(token);
    const session = till.stripe.complete(page);
    await till.tell("refund.created", {
      ...{ id: "re_early", object: "refund", payment_intent: `pi_${page}`, amount: 11_000 },
      ...{ currency: "usd", status: "succeeded", metadata: {} },
    });
    await till.tell(completed, session);
    till.t.clock.advance(10 * 60_000);
    await till.t.desk.inbox.resume();
    await till.t.settle();
    expect(await sum(id)).toMatchObject({ status: "refunded", refunded: "$110.00" });
  });

  test("while it is on its way an invoice is made void by a person alone, and lives on where it fails", async () => {
    const { id, number, payment } = await paid(14_000);
    const { refunds } = till.stripe;
    const set = refunds.set.bind(refunds);
    refunds.set = (name, made) => set(name, Object.assign(made, { status: "pending" as const }));
    await refund(payment);
    const asked = await till.t.tool("invoice_void", { invoice: number, reason: "x", ...because }, till.token);
    expect(asked.status).toBe(202);
    await till.decide(asked.body.queue_id);
    expect((await sum(id)).status).toBe("voiding");
    await till.tell("refund.failed", { ...atStripe(), status: "failed" });
    expect(await sum(id)).toMatchObject({ status: "paid", refunded: null, left: 14_000 });
  });

  test("a bank debit that failed is found without a webhook", async () => {
    const { id, token } = await till.invoiced(15_000);
    const session = till.stripe.complete(await till.begin(token), { paid: false });
    await till.tell(completed, session);
    expect((await till.invoice(id)).status).toBe("processing");
    session.intent_status = "requires_payment_method";
    till.t.clock.advance(10 * 60_000);
    await rounds();
    expect((await till.invoice(id)).status).toBe("sent");
  });
});

describe("pages that are another account's by now", () => {
  const goneAway = (page: string) => {
    const session = till.stripe.sessions.get(page);
    till.stripe.sessions.delete(page);
    if (session) till.stripe.sessions.set(`gone_${page}`, session);
  };

  test("keep nobody from paying, and none of the others from being asked about", async () => {
    const gone: { token: string }[] = [];
    for (let n = 0; n < 20; n++) {
      const invoice = await till.invoiced(1000 + n);
      goneAway(await till.begin(invoice.token));
      gone.push(invoice);
    }
    const good = await till.invoiced(16_000);
    till.stripe.complete(await till.begin(good.token));
    for (let n = 0; n < 3; n++) {
      till.t.clock.advance(6 * 60_000);
      await rounds();
    }
    expect((await till.invoice(good.id)).status).toBe("paid");
    till.t.clock.advance(23 * 3_600_000);
    expect(await till.begin(gone[0]?.token ?? "")).toMatch(/^cs_test_/);
  });

  test("of the trial are over once real money is taken", async () => {
    const trial = await openTill({ payments: "sandbox" });
    try {
      const { id, token } = await trial.invoiced(45_000);
      const { url } = await trial.asCustomer("checkout.begin", { token });
      await trial.asOwner("secret.set", { name: "stripe_secret_key", secret: "sk_live_0123456789abcdef" });
      expect(await trial.t.desk.payments.sandbox.act(url.split("/").at(-1), "pay")).toBe(false);
      await trial.t.settle();
      expect((await trial.invoice(id)).status).toBe("sent");
    } finally {
      await trial.close();
    }
  });
});

test("a flagged payment that counts after all closes the page that asked for what was owed before", async () => {
  const part = (label: string, after_days: number) => ({ label, part: { amount_minor: 10_000 }, after_days });
  const { id, token } = await till.invoiced(30_000, {
    schedule: [part("a", 0), part("b", 10), part("c", 20)],
  });
  const first = till.stripe.complete(await till.begin(token));
  await till.t.desk.database.write([
    {
      sql: `INSERT INTO checkouts (id, invoice_id, state, amount, currency, settled_before, provider, provider_id,
        expires_at, created_at, updated_at) VALUES ('chk_b', ?, 'closed', 10000, 'USD', 0, 'stripe', 'cs_test_b', 0, 0, 0)`,
      args: [id],
    },
  ]);
  await till.tell(completed, first);
  await till.tell(completed, { ...first, id: "cs_test_b", payment_intent: "pi_b" });
  const before = await till.begin(token);
  const flagged = (await till.invoice(id)).payments.find(({ flag }: { flag: string | null }) => flag);
  await till.ask("payment_keep", { payment_id: flagged.id, ...because });
  const after = await till.begin(token);
  expect(after).not.toBe(before);
  await till.tell(completed, till.stripe.complete(after));
  expect((await till.invoice(id)).status).toBe("paid");
});
