import type { Database } from "#db/client.ts";
import { askedAbout, unsettledCheckouts } from "#domains/money/payments/checkout-store.ts";
import { refundsUnderWay } from "#domains/money/payments/payment-store.ts";
import { PaymentFailure, type PaymentProviders } from "#domains/money/payments/provider.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { logOf } from "#platform/log.ts";
import { systemPrincipal } from "#webhooks/system.ts";

export interface MoneyRounds {
  /** Asks what became of payments and refunds of which no webhook has told. */
  settlePayments(): Promise<void>;
  /** Writes invoices that come again, and reminds of what is overdue where the owner lets the desk do it. */
  billAgain(): Promise<void>;
  /** Sends the owner the day, at their time. */
  brief(): Promise<void>;
}

/** A page is asked about when nothing was heard of it for so long, in milliseconds. */
const silence = 5 * 60_000;
/** At most so many in a round: the others have the next one. */
const most = 20;

/** What is done about money again and again. */
export function createMoneyRounds(parts: {
  gate: Gate;
  database: Database;
  clock: Clock;
  payments: PaymentProviders;
  settings(): Settings;
  operation(name: string): Operation;
}): MoneyRounds {
  const { gate, database, clock, payments, operation } = parts;
  const log = logOf("money");

  return {
    async settlePayments() {
      const before = clock.now() - silence;
      for (const { id, provider, providerId } of await unsettledCheckouts(database.read, before, most))
        await asked("checkouts", id, async () => {
          const event = await payments.get(provider)?.read(providerId ?? "");
          if (event) await run("checkout.record", { provider, ...event });
        });
      for (const { id, provider, providerId } of await refundsUnderWay(database.read, before, most))
        await asked("refunds", id, async () => {
          const event = await payments.get(provider ?? "")?.readRefund(providerId ?? "");
          if (event) await run("refund.record", { provider, ...event });
        });
    },
    async billAgain() {
      for (let made = 0; made < most; made++) {
        const found = (await run("recurring_invoice.make", {})) as { made: string | null } | undefined;
        if (!found?.made) break;
      }
      if (parts.settings().get("money.reminders") !== "send") return;
      const due = (await run("invoice.remind_due", {})) as { ids: string[] } | undefined;
      for (const invoice of due?.ids ?? [])
        await run("invoice.remind", {
          invoice,
          reasoning: "It is overdue, and the owner lets the desk remind.",
        });
    },
    async brief() {
      if (parts.settings().get("briefing.at") !== "") await run("briefing.deliver", {});
    },
  };

  /** Whoever does not answer is asked again, after all the others. */
  async function asked(what: "checkouts" | "refunds", id: string, ask: () => Promise<void>): Promise<void> {
    await database.write([askedAbout(what, id, clock.now())]);
    try {
      await ask();
    } catch (failure) {
      if (!(failure instanceof PaymentFailure)) throw failure;
      log.warning("A payment provider could not be asked; it is asked again.", { reason: failure.reason });
    }
  }

  async function run(name: string, input: object): Promise<unknown> {
    const outcome = await gate.execute(operation(name), input, systemPrincipal, { requestId: "money" });
    if (outcome.kind === "done") return outcome.output;
    if (outcome.kind === "refused" && outcome.error.code !== "CONFLICT")
      log.warning("Something about money was refused.", { operation: name, code: outcome.error.code });
    return undefined;
  }
}
