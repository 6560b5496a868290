import { catalog as deskCatalog } from "#catalog/index.ts";
import type { Unit } from "#db/statement.ts";
import { erasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { createAuditMemory } from "#gate/audit/memory.ts";
import { createGate } from "#gate/gate.ts";
import type { Call, Outcome } from "#gate/passage.ts";
import { createUntrustedMemory } from "#gate/untrusted.ts";
import { createCatalog } from "#operation/catalog.ts";
import type { EventDraft, Operation, Principal, ServiceKey } from "#operation/operation.ts";
import { settingsOf } from "#operation/settings.ts";
import { storedSettings } from "#operation/settings-store.ts";
import type { TestDesk } from "#tests/support/desk.ts";
import { createOutbox, type Outbox } from "#webhooks/outbox.ts";
import { createCarrier, type Outside, sandboxThrough } from "./carrier.ts";
import { createFuse, type Fuse, mortal } from "./fuse.ts";
import { carrierKey, noteDrop, notePost } from "./notes.ts";

export const catalog = createCatalog([...deskCatalog.operations, noteDrop, notePost]);

/** What a process of the desk has in memory: its gate and its outbox, on a database that outlives them. */
export interface DeskProcess {
  fuse: Fuse;
  outbox: Outbox;
  call(operation: string, input: unknown, principal: Principal, call?: Partial<Call>): Promise<Outcome>;
  write(unit: Unit): Promise<{ ok: boolean }>;
  /** Resolves when nothing that the process has handed to the database is under way. */
  idle(): Promise<void>;
}

/** A process begins; `recover` is its outbox's to do. */
export async function beginProcess({ desk, clock }: TestDesk, outside: Outside): Promise<DeskProcess> {
  const fuse = createFuse();
  const { database, idle } = mortal(desk.database, fuse);
  let current = settingsOf(await storedSettings(database.read));
  const settings = () => current;
  const carrier = createCarrier(outside, fuse);
  const services = new Map<string, unknown>([
    [carrierKey.name, carrier],
    [phoneProviders.name, sandboxThrough(carrier)],
    [erasedNumbers.name, { hashOf: (text: string) => `hash of ${text}`, areThere: false, noted() {} }],
  ]);
  const service = <T>(key: ServiceKey<T>) => services.get(key.name) as T;
  const onEvents = async (events: readonly EventDraft[]) => {
    if (events.some(({ type }) => type === "setting.changed"))
      current = settingsOf(await storedSettings(database.read));
  };
  const { metrics, seal } = desk;
  const openKey = (sealed: string, id: string) => seal.tryOpen("provider key", sealed, id);
  const gate = createGate({
    catalog,
    database,
    clock,
    metrics,
    settings,
    service,
    openKey,
    onEvents,
    baseUrl: desk.config.baseUrl,
    welcomeKey: async () => {},
    sealKey: (key, id) => seal.seal("provider key", key, id),
    untrusted: createUntrustedMemory({ database, clock, settings }),
    effects: () => outbox,
    audit: createAuditMemory(database),
  });
  const outbox = createOutbox({
    holder: "alone",
    isAlone: () => true,
    catalog,
    database,
    gate,
    clock,
    metrics,
    settings,
    service,
    openKey,
    onEvents,
  });

  return {
    fuse,
    outbox,
    idle,
    call: (name, input, principal, call) =>
      gate.execute(catalog.get(name) as Operation, input, principal, { requestId: "last-word", ...call }),
    write: (unit) => database.write(unit),
  };
}
