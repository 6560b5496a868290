import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { because, openTill, type Till } from "./money.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const completed = "checkout.session.completed";
const succeeded = "checkout.session.async_payment_succeeded";
const failed = "checkout.session.async_payment_failed";

/** What of an invoice has to be right. */
async function shown(id: string) {
  const { status, paid_minor, balance_minor, processing, payments } = await till.invoice(id);
  return {
    ...{ status, paid: paid_minor, balance: balance_minor, processing },
    payments: payments.map(({ status: state, flag, amount_minor }: Record<string, unknown>) => [
      state,
      flag,
      amount_minor,
    ]),
  };
}

const paid = (amount: number) => ({
  ...{ status: "paid", paid: amount, balance: 0, processing: null },
  payments: [["received", null, amount]],
});

describe("a payment page", () => {
  test("is one at a time: the same is handed out again, another amount closes it first", async () => {
    const { id, token } = await till.invoiced(40_000, { deposit: { percent: 25 } });
    const first = await till.begin(token);
    expect(await till.begin(token)).toBe(first);
    expect(till.stripe.sessions.get(first)).toMatchObject({
      amount_total: 10_000,
      currency: "usd",
      status: "open",
    });
    const second = await till.begin(token, "everything");
    expect(second).not.toBe(first);
    expect([first, second].map((each) => till.stripe.sessions.get(each)?.status)).toEqual([
      "expired",
      "open",
    ]);
    expect(till.stripe.sessions.get(second)?.amount_total).toBe(40_000);
    await till.tell(completed, till.stripe.complete(second));
    expect(await shown(id)).toEqual(paid(40_000));
  });

  test("asked for by many at once is opened once", async () => {
    const { token } = await till.invoiced(12_300);
    const before = till.stripe.sessions.size;
    const urls = await Promise.all(
      Array.from({ length: 8 }, () => till.asCustomer("checkout.begin", { token, what: "next" })),
    );
    expect(till.stripe.sessions.size - before).toBe(1);
    expect(new Set(urls.map(({ url }) => url).filter(Boolean)).size).toBe(1);
  });

  test("whose answer was lost is asked for again under its name, and is one", async () => {
    const { id, token } = await till.invoiced(5100);
    const before = till.stripe.sessions.size;
    till.stripe.fail("/v1/checkout/sessions", "lost");
    expect((await till.asCustomer("checkout.begin", { token, what: "next" })).url).toBeNull();
    till.t.clock.advance(20_000);
    await till.t.desk.outbox.lookUpUnknown();
    const page = await till.begin(token);
    expect(till.stripe.sessions.size - before).toBe(1);
    await till.tell(completed, till.stripe.complete(page));
    expect(await shown(id)).toEqual(paid(5100));
  });

  test("the provider refuses is no page, and the next try is another", async () => {
    const { token } = await till.invoiced(5200);
    till.stripe.fail("/v1/checkout/sessions", "refused");
    expect((await till.asCustomer("checkout.begin", { token, what: "next" })).url).toBeNull();
    expect(await till.begin(token)).toStartWith("cs_test_");
  });
});

describe("events", () => {
  test("of one payment, twice and four times under other ids, are one payment", async () => {
    const { id, token } = await till.invoiced(45_000);
    const session = till.stripe.complete(await till.begin(token));
    const first = await till.tell(completed, session, "evt_same");
    const again = await till.tell(completed, session, "evt_same");
    expect([await first.json(), await again.json()]).toEqual([
      { status: "ok", repeated: false },
      { status: "ok", repeated: true },
    ]);
    for (let n = 0; n < 3; n++) await till.tell(completed, session);
    expect(await shown(id)).toEqual(paid(45_000));
  });

  test("of a bank debit: completed is on its way, and paid only once the money is there", async () => {
    const { id, token } = await till.invoiced(20_000);
    const session = till.stripe.complete(await till.begin(token), { paid: false });
    await till.tell(completed, session);
    expect(await shown(id)).toEqual({
      ...{ status: "processing", paid: 0, balance: 20_000, processing: "$200.00" },
      payments: [["processing", null, 20_000]],
    });
    expect(till.begin(token)).rejects.toThrow("A payment is on its way.");
    await till.tell(succeeded, { ...session, payment_status: "paid" });
    expect(await shown(id)).toEqual(paid(20_000));
  });

  test("in the wrong order come to the same: paid first, then completed and unpaid, then failed of another try", async () => {
    const { id, token } = await till.invoiced(21_000);
    const session = till.stripe.complete(await till.begin(token), { paid: false });
    await till.tell(succeeded, { ...session, payment_status: "paid" });
    await till.tell(completed, session);
    await till.tell("checkout.session.expired", { ...session, status: "expired" });
    await till.tell(failed, session);
    expect(await shown(id)).toEqual(paid(21_000));
  });

  test("of a debit that fails leave it owed; failed before completed does too", async () => {
    for (const order of [
      [completed, failed],
      [failed, completed],
    ]) {
      const { id, token } = await till.invoiced(22_000);
      const session = till.stripe.complete(await till.begin(token), { paid: false });
      for (const type of order) await till.tell(type, session);
      const now = await shown(id);
      expect([order[0], now.status, now.balance, now.processing]).toEqual([order[0], "sent", 22_000, null]);
      expect(await till.begin(token)).toStartWith("cs_test_");
    }
  });

  test("in another currency, or over another amount, settle nothing and are flagged", async () => {
    const other = await till.invoiced(23_000);
    const euros = till.stripe.complete(await till.begin(other.token), { currency: "eur" });
    await till.tell(completed, euros);
    expect(await shown(other.id)).toMatchObject({
      status: "sent",
      paid: 0,
      payments: [["received", "wrong_currency", 23_000]],
    });
    const less = await till.invoiced(24_000);
    await till.tell(completed, till.stripe.complete(await till.begin(less.token), { amount: 2400 }));
    expect(await shown(less.id)).toMatchObject({
      status: "sent",
      paid: 0,
      payments: [["received", "wrong_amount", 2400]],
    });
  });

  test("of pages that are not ours, and of kinds that say nothing, change nothing and fail nothing", async () => {
    const stranger = { id: "cs_test_elsewhere", payment_status: "paid", amount_total: 1, currency: "usd" };
    expect((await till.tell(completed, stranger)).status).toBe(200);
    expect((await till.tell("payment_intent.created", { id: "pi_x" })).status).toBe(200);
    const failedEvents = await till.t.desk.inbox.list({ state: "failed", limit: 10 });
    expect(failedEvents).toEqual([]);
  });

  test("with a wrong signature, an old one, or of a live account to a test key are refused", async () => {
    const event = till.stripe.event(completed, {});
    const now = till.t.clock.now();
    const post = async ({ body, headers }: { body: string; headers: Record<string, string> }) =>
      (await till.t.request("/webhooks/stripe", { method: "POST", body, headers })).status;
    expect(await post(till.stripe.signed(event, now, "whsec_another_secret"))).toBe(401);
    expect(await post(till.stripe.signed(event, now - 400_000))).toBe(401);
    expect(await post(till.stripe.signed(event, now + 400_000))).toBe(401);
    expect(await post({ body: "{}", headers: { "stripe-signature": "t=1,v1=zz" } })).toBe(401);
    expect(await post(till.stripe.signed({ ...event, livemode: true }, now))).toBe(400);
    expect(await post(till.stripe.signed({ ...event, id: "evt_fine" }, now))).toBe(200);
  });

  test("keep to the published example of the signature", async () => {
    const { checkSignature } = await import("#domains/money/stripe/signature.ts");
    const body = new TextEncoder().encode(
      '{"id":"evt_1","object":"event","type":"checkout.session.completed"}',
    );
    const signature = "t=1767225600,v1=2d7a615ba63c38ecdbc6471ae6ea0ba1aeef044c7e307ef88b88be835762d28a";
    const request = { header: () => signature, url: "", hook: "", body, now: 1_767_225_600_000 };
    expect(() => checkSignature(request, ["whsec_frontdesk_test"])).not.toThrow();
    expect(() => checkSignature(request, ["frontdesk_test"])).toThrow();
  });
});

describe("money that nothing is owed for", () => {
  test("a late payment on a page that was left is flagged, and is given back by a person alone", async () => {
    const { id, token, number } = await till.invoiced(30_000);
    const old = await till.begin(token);
    await till.ask("invoice_mark_paid", { invoice: number, method: "cash", ...because });
    await till.t.settle();
    expect(till.stripe.sessions.get(old)?.status).toBe("expired");
    // Somebody was in the middle of it.
    const session = {
      ...till.stripe.sessions.get(old),
      status: "complete",
      payment_status: "paid",
      payment_intent: "pi_late",
    };
    till.stripe.sessions.set(old, session as never);
    await till.tell(completed, session);
    const now = await shown(id);
    expect([now.status, now.paid, now.payments[1]]).toEqual([
      "paid",
      30_000,
      ["received", "paid_already", 30_000],
    ]);
    // Nobody gives anything back but a person.
    expect(till.stripe.refunds.size).toBe(0);
    const { items } = await till.ask("crm_query", {
      type: "payments",
      filters: { invoice: number, flagged: true },
    });
    expect(items.map(({ flag, refundable_minor: left }: Record<string, unknown>) => [flag, left])).toEqual([
      ["paid_already", 30_000],
    ]);
  });

  test("a deposit that is paid twice counts once; the second can be kept by a person, for what is still owed", async () => {
    const { id, token } = await till.invoiced(40_000, { deposit: { amount_minor: 10_000 } });
    const first = await till.begin(token);
    const session = till.stripe.complete(first);
    await till.tell(completed, session);
    expect(await shown(id)).toMatchObject({ status: "partially_paid", paid: 10_000, balance: 30_000 });
    // The same customer had a second page of the deposit open, of before.
    await till.t.desk.database.write([
      {
        sql: `INSERT INTO checkouts (id, invoice_id, state, amount, currency, settled_before, provider, provider_id, expires_at, created_at, updated_at)
          VALUES ('chk_twice', ?, 'closed', 10000, 'USD', 0, 'stripe', 'cs_test_twice', 0, 0, 0)`,
        args: [id],
      },
    ]);
    await till.tell(completed, { ...session, id: "cs_test_twice", payment_intent: "pi_twice" });
    const now = await till.invoice(id);
    const second = now.payments.find(({ flag }: { flag: string | null }) => flag !== null);
    expect([now.paid_minor, second.flag]).toEqual([10_000, "paid_already"]);
    await till.ask("payment_keep", { payment_id: second.id, ...because });
    expect(await shown(id)).toMatchObject({ status: "partially_paid", paid: 20_000, balance: 20_000 });
  });

  test("a payment that comes while an invoice is made void keeps it, and it is not void", async () => {
    const { id, token, number } = await till.invoiced(31_000);
    const page = await till.begin(token);
    till.stripe.complete(page);
    await till.ask("invoice_void", { invoice: number, reason: "Billed twice", ...because });
    expect((await till.invoice(id)).status).toBe("voiding");
    await till.tell(completed, till.stripe.sessions.get(page) ?? {});
    expect(await shown(id)).toEqual(paid(31_000));
  });

  test("an unpaid invoice is void once its page is closed; what comes after that is flagged", async () => {
    const { id, token, number } = await till.invoiced(32_000);
    const page = await till.begin(token);
    await till.ask("invoice_void", { invoice: number, reason: "Billed twice", ...because });
    expect((await till.invoice(id)).status).toBe("void");
    expect(till.stripe.sessions.get(page)?.status).toBe("expired");
    expect(till.begin(token)).rejects.toThrow("This invoice is void");
    await till.tell(completed, {
      ...till.stripe.sessions.get(page),
      ...{ status: "complete", payment_status: "paid", payment_intent: "pi_void" },
    });
    expect(await shown(id)).toMatchObject({ status: "void", payments: [["received", "void", 32_000]] });
  });

  test("a bank debit on its way keeps an invoice from being made void", async () => {
    const { token, number } = await till.invoiced(33_000);
    await till.tell(completed, till.stripe.complete(await till.begin(token), { paid: false }));
    const refused = await till.refused("invoice_void", {
      invoice: number,
      reason: "Billed twice",
      ...because,
    });
    expect([refused.code, refused.message]).toEqual(["CONFLICT", "A payment of it is on its way."]);
  });
});

describe("giving back", () => {
  test("always waits for a person; then it goes back the way it came, once", async () => {
    const { id, token } = await till.invoiced(50_000);
    await till.tell(completed, till.stripe.complete(await till.begin(token)));
    const [payment] = (await till.invoice(id)).payments;
    const asked = await till.t.tool(
      "payment_refund",
      { payment_id: payment.id, amount_minor: 20_000, reason: "Two panes were left out" },
      till.token,
    );
    expect([asked.status, asked.body.status]).toEqual([202, "authorization_required"]);
    expect(till.stripe.refunds.size).toBe(0);
    expect(await till.decide(asked.body.queue_id)).toBe("executed");
    expect([...till.stripe.refunds.values()].map(({ amount }) => amount)).toEqual([20_000]);
    const after = await till.invoice(id);
    expect([after.status, after.refunded, after.balance_minor]).toEqual(["paid", "$200.00", 0]);
    // What Stripe tells of it afterwards is known already.
    const [made] = till.stripe.refunds.values();
    await till.tell("refund.created", { object: "refund", ...made });
    await till.tell("refund.updated", { object: "refund", ...made });
    expect((await till.invoice(id)).refunded).toBe("$200.00");
  });

  test("a paid invoice is refunded first and void then", async () => {
    const { id, token, number } = await till.invoiced(51_000);
    const page = await till.begin(token);
    await till.tell(completed, till.stripe.complete(page));
    const asked = await till.t.tool(
      "invoice_void",
      { invoice: number, reason: "Cancelled", ...because },
      till.token,
    );
    expect([asked.status, asked.body.status]).toEqual([202, "authorization_required"]);
    expect(await till.decide(asked.body.queue_id)).toBe("executed");
    const after = await till.invoice(id);
    expect([after.status, after.refunded]).toEqual(["void", "$510.00"]);
    expect([...till.stripe.refunds.values()].at(-1)).toMatchObject({
      payment_intent: `pi_${page}`,
      amount: 51_000,
    });
  });

  test("that is pending keeps the invoice from being void until Stripe says that it is done", async () => {
    const { id, token, number } = await till.invoiced(52_000);
    await till.tell(completed, till.stripe.complete(await till.begin(token)));
    const asked = await till.t.tool(
      "invoice_void",
      { invoice: number, reason: "Cancelled", ...because },
      till.token,
    );
    const answer = till.stripe.refunds.set;
    till.stripe.refunds.set = (name, refund) =>
      answer.call(till.stripe.refunds, name, Object.assign(refund, { status: "pending" }));
    await till.decide(asked.body.queue_id);
    till.stripe.refunds.set = answer;
    expect((await till.invoice(id)).status).toBe("voiding");
    const made = [...till.stripe.refunds.values()].at(-1);
    await till.tell("refund.updated", { object: "refund", ...made, status: "succeeded" });
    expect((await till.invoice(id)).status).toBe("void");
  });

  test("whose answer is lost is looked up under its name, and given back once", async () => {
    const { id, token } = await till.invoiced(53_000);
    await till.tell(completed, till.stripe.complete(await till.begin(token)));
    const [payment] = (await till.invoice(id)).payments;
    const asked = await till.t.tool(
      "payment_refund",
      { payment_id: payment.id, reason: "Cancelled" },
      till.token,
    );
    const before = till.stripe.refunds.size;
    till.stripe.fail("/v1/refunds", "lost", 1);
    await till.decide(asked.body.queue_id);
    till.t.clock.advance(20_000);
    await till.t.desk.outbox.lookUpUnknown();
    expect(till.stripe.refunds.size - before).toBe(1);
    const after = await till.invoice(id);
    expect([after.status, after.refunded]).toEqual(["refunded", "$530.00"]);
  });

  test("done at Stripe itself is known here too", async () => {
    const { id, token } = await till.invoiced(54_000);
    const page = await till.begin(token);
    await till.tell(completed, till.stripe.complete(page));
    const refund = {
      ...{
        id: "re_by_hand",
        object: "refund",
        payment_intent: `pi_${page}`,
        amount: 54_000,
        currency: "usd",
      },
      ...{ status: "succeeded", metadata: {} },
    };
    await till.tell("refund.created", refund);
    await till.tell("refund.updated", refund);
    expect([(await till.invoice(id)).status, (await till.invoice(id)).refunded]).toEqual([
      "refunded",
      "$540.00",
    ]);
  });
});

test("what no webhook has told is asked for by the rounds", async () => {
  const { id, token } = await till.invoiced(60_000);
  till.stripe.complete(await till.begin(token));
  expect((await till.invoice(id)).status).toBe("sent");
  till.t.clock.advance(6 * 60_000);
  const { createMoneyRounds } = await import("#desk/money-rounds.ts");
  const { desk } = till.t;
  await createMoneyRounds({ ...desk, payments: desk.payments.own }).settlePayments();
  expect(await shown(id)).toEqual(paid(60_000));
});
