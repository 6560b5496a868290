import type { Database } from "#db/client.ts";
import { providerKeyOf } from "#domains/people/provider-keys/provider-key-store.ts";
import { allLines } from "#domains/phone/lines/store.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import { logOf } from "#platform/log.ts";
import type { Seal } from "#platform/seal.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import type { Phones } from "./phones.ts";

/** How long the first start with a provider, or somebody who has left a key, waits for its lines, in milliseconds. */
export const patienceForLines = 2000;

export interface LineReading {
  /** Reads what lines there are; waits for the cloud only where none is known yet. */
  begin(goOn: (reading: Promise<void>) => void): Promise<void>;
  /** Takes up the sandbox's line. */
  readSandbox(): Promise<void>;
  /** Asks every provider in the cloud for its lines. */
  readAll(): Promise<void>;
  /** Learns which lines a caller's own key is good for, where the desk has no key of its own. */
  welcomeKey(providerKey: string): Promise<void>;
  /** The same for the key that a person has left here. */
  welcomeKeyOf(personId: string): Promise<void>;
}

/** Which lines the phone providers have, as the desk asks for them by itself. */
export function createLineReading(parts: {
  gate: Gate;
  database: Database;
  clock: Clock;
  seal: Seal;
  phones: Phones;
  operation(name: string): Operation;
}): LineReading {
  const { gate, database, clock, seal, phones, operation } = parts;
  const log = logOf("desk");

  return {
    async begin(goOn) {
      if (phones.own.get("sandbox")) await readLines("sandbox");
      const reading = readAll();
      goOn(reading);
      if (!(await hasLines()))
        await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, patienceForLines))]);
    },
    async readSandbox() {
      await readLines("sandbox");
    },
    readAll,
    welcomeKey,
    async welcomeKeyOf(personId) {
      const row = await providerKeyOf(database.read, personId);
      const key = row && seal.tryOpen("provider key", row.sealed, personId);
      if (key !== undefined) await welcomeKey(key);
    },
  };

  async function hasLines(): Promise<boolean> {
    return (await allLines(database.read)).some(
      (line) => line.active && phones.own.get(line.provider) !== undefined,
    );
  }

  async function readAll(): Promise<void> {
    for (const { name, capabilities } of phones.own.all) {
      if (name !== "sandbox" && capabilities.has("lines")) await readLines(name);
    }
  }

  /** A provider that does not answer keeps the lines it had; the next hour asks again. */
  async function readLines(provider: string, key?: string): Promise<boolean> {
    const principal = key === undefined ? systemPrincipal : { ...systemPrincipal, providerKey: key };
    const outcome = await gate.execute(operation("line.record"), { provider }, principal, {
      requestId: "lines",
    });
    if (outcome.kind === "refused") {
      log.warning("A provider's lines could not be read.", { provider, code: outcome.error.code });
    }
    return outcome.kind === "done";
  }

  async function welcomeKey(providerKey: string): Promise<void> {
    await phones.welcome(providerKey, clock.now(), () => readLines("quo", providerKey));
  }
}
