import type { Database } from "#db/client.ts";
import { untoldConsents } from "#domains/phone/consent/opt-out-store.ts";
import { underWay } from "#domains/phone/messages/following-store.ts";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import { logOf } from "#platform/log.ts";
import { systemPrincipal } from "#webhooks/system.ts";

/** What is asked of providers, and told them, again and again. */
export interface ProviderRounds {
  /** Tells providers that keep a ledger of their own who wants what. */
  tellConsents(): Promise<void>;
  /** Asks what became of texts whose end no webhook has told. */
  followTexts(): Promise<void>;
}

export function createProviderRounds(parts: {
  gate: Gate;
  database: Database;
  clock: Clock;
  phone: PhoneProviders;
  operation(name: string): Operation;
}): ProviderRounds {
  const { gate, database, clock, phone, operation } = parts;

  // Nothing stands in the audit for a round in which there was nothing to do.
  return {
    async tellConsents() {
      const isKept = phone.all.some(({ capabilities }) => capabilities.has("consents"));
      if (isKept && (await untoldConsents(database.read, 1)).length > 0) await run("consent.tell");
    },
    async followTexts() {
      const canAsk = phone.all.some(({ readText, capabilities }) => readText && capabilities.has("send"));
      if (canAsk && (await underWay(database.read, clock.now(), 1)).length > 0) await run("message.follow");
    },
  };

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
