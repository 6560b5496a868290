import type { Database } from "#db/client.ts";
import { untoldConsents } from "#domains/phone/consent/opt-out-store.ts";
import { underWay } from "#domains/phone/messages/following-store.ts";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import { monthOf } from "#domains/phone/usage/budget.ts";
import { usedIn } from "#domains/phone/usage/usage-store.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation, ServiceKey } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { createCatchingUp } from "./catching-up.ts";

/** What is asked of providers, and told them, again and again. */
export interface ProviderRounds {
  /** Puts what providers have kept beside what is here. */
  catchUp(): Promise<void>;
  /** Tells providers that keep a ledger of their own who wants what. */
  tellConsents(): Promise<void>;
  /** Puts the month's texts and what they cost into the metrics. */
  countUse(): Promise<void>;
  /** Asks what became of texts whose end no webhook has told. */
  followTexts(): Promise<void>;
}

export function createProviderRounds(parts: {
  gate: Gate;
  database: Database;
  clock: Clock;
  phone: PhoneProviders;
  settings(): Settings;
  service<T>(key: ServiceKey<T>): T;
  metrics: Metrics;
  operation(name: string): Operation;
}): ProviderRounds {
  const { gate, database, clock, phone, operation } = parts;
  const { catchUp } = createCatchingUp({ ...parts, run: insist });

  // Nothing stands in the audit for a round in which there was nothing to do.
  return {
    catchUp,
    async tellConsents() {
      const isKept = phone.all.some(({ capabilities }) => capabilities.has("consents"));
      if (isKept && (await untoldConsents(database.read, 1)).length > 0) await run("consent.tell");
    },
    async countUse() {
      for (const { lineId, texts, textCost, callCost } of await usedIn(
        database.read,
        monthOf(clock.now(), parts.settings()),
      )) {
        parts.metrics.phoneTexts.at(lineId).value = texts;
        parts.metrics.phoneSpent.at(lineId).value = (textCost + callCost) / 1_000_000;
      }
    },
    async followTexts() {
      const canAsk = phone.all.some(({ readText, capabilities }) => readText && capabilities.has("send"));
      if (canAsk && (await underWay(database.read, clock.now(), 1)).length > 0) await run("message.follow");
    },
  };

  /** @throws DeskError what refuses it */
  async function insist(name: string, input: object): Promise<void> {
    const outcome = await gate.execute(operation(name), input, systemPrincipal, { requestId: "sync" });
    if (outcome.kind === "refused") throw outcome.error;
  }

  async function run(name: string): Promise<void> {
    const outcome = await gate.execute(operation(name), {}, systemPrincipal, {
      requestId: "rounds",
      wait: 0,
    });
    if (outcome.kind === "refused")
      logOf("desk").warning("A round of the providers was refused.", {
        operation: name,
        code: outcome.error.code,
      });
  }
}
