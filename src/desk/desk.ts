import { catalog } from "#catalog/index.ts";
import { createToolTable, type ToolTable } from "#catalog/tool-table.ts";
import type { Database } from "#db/client.ts";
import { erasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import type { SandboxEvent, SandboxSide } from "#domains/phone/sandbox/sandbox.ts";
import { type AuditMemory, createAuditMemory } from "#gate/audit/memory.ts";
import { createSealer } from "#gate/audit/sealer.ts";
import { createGate, type Gate } from "#gate/gate.ts";
import { createUntrustedMemory } from "#gate/untrusted.ts";
import { type Bearer, createBearer, rightsChanged } from "#oauth/bearer.ts";
import type { EventDraft, Operation, ServiceKey } from "#operation/operation.ts";
import { type Settings, settingsOf } from "#operation/settings.ts";
import { storedSettings } from "#operation/settings-store.ts";
import { type Clock, systemClock } from "#platform/clock.ts";
import { createJobs, type Jobs } from "#platform/jobs.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { createMetrics, type Metrics } from "#platform/metrics.ts";
import { rootSecrets } from "#platform/root-secret.ts";
import { createSeal, type Seal } from "#platform/seal.ts";
import { pause } from "#platform/turn.ts";
import { createDeliverer, type Deliverer, type DelivererParts } from "#webhooks/deliver.ts";
import { createInbox, type Inbox } from "#webhooks/inbox.ts";
import { createOutbox, type Outbox } from "#webhooks/outbox.ts";
import { createReactor, type Reactor } from "#webhooks/react.ts";
import { createSources, type Sources } from "#webhooks/sources.ts";
import { createAttention } from "./attention.ts";
import { openBackups, rememberingOf } from "./backups/open-backups.ts";
import { createSchedule } from "./backups/schedule.ts";
import { createCalendarReading } from "./calendar-reading.ts";
import type { Config } from "./config.ts";
import { housekeeping } from "./housekeeping.ts";
import { beginJobs } from "./jobs.ts";
import { createKeys, type Keys } from "./keys.ts";
import { createLineReading, patienceForLines } from "./line-reading.ts";
import { createModels, type Models } from "./models.ts";
import { createMoneyRounds } from "./money-rounds.ts";
import { createNews, type News } from "./news.ts";
import { createOfficeRounds } from "./office-rounds.ts";
import { openMeasured } from "./open-measured.ts";
import { createPayments, type Payments } from "./payments.ts";
import { createPhones } from "./phones.ts";
import { createProcesses, type Processes } from "./processes.ts";
import { createProviderRounds } from "./provider-rounds.ts";
import { reactions } from "./reactions.ts";
import { reseal, rotateSecret } from "./reseal.ts";
import { openServices } from "./service-keys.ts";

/** The desk, open: everything that the faces and the command line call. */
export interface Desk {
  config: Config;
  clock: Clock;
  metrics: Metrics;
  database: Database;
  catalog: typeof catalog;
  tools: ToolTable;
  gate: Gate;
  audit: AuditMemory;
  seal: Seal;
  bearer: Bearer;
  inbox: Inbox;
  outbox: Outbox;
  reactor: Reactor;
  deliverer: Deliverer;
  jobs: Jobs;
  phone: PhoneProviders;
  sources: Sources;
  payments: Payments;
  models: Models;
  settings(): Settings;
  /** A named service, as operations have it. @throws TypeError for a name there is not. */
  service<T>(key: ServiceKey<T>): T;
  /** An operation of the catalog. @throws TypeError for a name there is not. */
  operation(name: string): Operation;
  /** Has `listener` told of the events of each commit, right after it. It must not throw. */
  watch(listener: (events: readonly EventDraft[]) => void): void;
  /** Makes a new root secret in the data folder, and seals again what is sealed. */
  rotateSecret(): Promise<void>;
  /** Called with the events of a commit outside an operation, right after it. */
  committed(events: readonly EventDraft[]): Promise<void>;
  /** This process among those that share the database, and what it hears of them. */
  processes: Processes;
  news: News;
  /** The secrets of services, as they are now. */
  keys: Keys;
  /** The customers' side of the sandbox; undefined while the sandbox is not this desk's provider. */
  readonly sandbox: SandboxSide | undefined;
  /** Begins the background work: recovery, lines, retries, housekeeping. */
  start(): Promise<void>;
  /** Finishes what was acknowledged. */
  close(): Promise<void>;
}

export interface DeskOptions {
  clock?: Clock;
  /** Units the write queue takes, and milliseconds it waits for another program's lock. */
  maxQueue?: number;
  patience?: number;
  /** Milliseconds for one try at a provider. */
  providerTimeout?: number;
  /** Milliseconds to the first byte of a model’s answer, and between two. */
  modelSilence?: number;
  /** What a test changes about reaching subscribers. */
  reaching?: DelivererParts["reaching"];
}

/** Opens the database and joins the parts. @throws DatabaseLockedError, MigrationError */
export async function openDesk(config: Config, options: DeskOptions = {}): Promise<Desk> {
  const clock = options.clock ?? systemClock;
  const metrics = createMetrics();
  const secrets = rootSecrets(config.dataFolder, config.secrets);
  const database = await openMeasured(config, { ...options, now: clock.now() }, metrics);
  const log = logOf("desk");
  const jobs = createJobs();
  const processes = createProcesses(database);
  const news = createNews({ database, takeUp: (...what) => takeUp(...what) });
  await Promise.all([processes.beat(), news.read()]);
  let current = settingsOf(await storedSettings(database.read));
  const settings = () => current;
  const deliverSandbox = async (event: SandboxEvent) => {
    const { id: eventId, event: said } = event;
    await inbox.receive({ source: "sandbox", eventId, type: said.kind, raw: JSON.stringify(event) });
  };
  const seal = createSeal(secrets);
  const audit = createAuditMemory(database);
  const keys = createKeys({ config, database, seal });
  await keys.load();
  const phones = createPhones({
    keys,
    quoBaseUrl: config.quo.baseUrl,
    twilioBaseUrl: config.twilio.baseUrl,
    publicUrl: config.baseUrl,
    segmentsPerSecond: () => settings().get("texts.segments_per_second"),
    metrics,
    clock,
    timeout: options.providerTimeout,
    sharers: () => processes.sharers,
    deliver: (event) => jobs.soon("sandbox", () => deliverSandbox(event)),
  });
  const phone = phones.own;
  const payments = createPayments({
    ...{ keys, stripeBaseUrl: config.stripe.baseUrl, publicUrl: config.baseUrl },
    timeout: options.providerTimeout,
    deliver: (arrival) => inbox.receive(arrival),
  });
  const models = createModels({
    ...{ keys, database, seal, clock, metrics, settings, baseUrl: config.model.baseUrl },
    silence: options.modelSilence,
    committed: (events) => news.committed(events),
  });
  const sources = createSources(phone, payments.own);
  const backups = openBackups(config, database, clock);
  const untrusted = createUntrustedMemory({ database, clock, settings });
  const service = await openServices({
    ...{ config, database, seal, keys, audit, untrusted, backups, phones, payments, models },
    underWay: { stop: (ref) => outbox.stop(ref), follow: (...what) => outbox.follow(...what) },
    calendars: { readAgain: (rows) => calendars.readAgain(rows) },
    reaching: options.reaching,
  });
  const takeUp = async (events: readonly EventDraft[], isOwn: boolean) => {
    if (events.some(({ type }) => rightsChanged.has(type))) bearer.forget();
    if (events.some(({ type }) => type === "contact.erased")) service(erasedNumbers).noted();
    for (const { type, subject } of events) {
      if (type === "secret.changed") await takeUpKey(subject, isOwn);
      if (type !== "provider_key.changed") continue;
      const learning = lines.welcomeKeyOf(subject);
      jobs.soon("keys", () => learning);
      if (isOwn) await learning;
    }
    if (events.some((event) => event.type === "setting.changed"))
      current = settingsOf(await storedSettings(database.read));
  };
  news.watch((events) => {
    if (!processes.hasRounds) return;
    if (events.some(({ type }) => Object.hasOwn(reactions, type))) reactor.wake();
    deliverer.wake();
  });

  const operation = (name: string): Operation => {
    const found = catalog.get(name);
    if (!found) throw new TypeError(`${name} is not in the catalog`);
    return found;
  };

  const openKey = (sealed: string, id: string) => seal.tryOpen("provider key", sealed, id);
  const gate = createGate({
    catalog,
    database,
    clock,
    metrics,
    baseUrl: config.baseUrl,
    settings,
    service,
    welcomeKey: (key) => lines.welcomeKey(key),
    sealKey: (key, id) => seal.seal("provider key", key, id),
    openKey,
    untrusted,
    effects: () => outbox,
    onEvents: news.committed,
    audit,
  });
  const shared = { catalog, database, gate, clock, metrics, audit, seal, baseUrl: config.baseUrl };
  const outbox = createOutbox({
    ...{ ...shared, settings, service, openKey, onEvents: news.committed },
    ...{ holder: processes.self, isAlone: () => processes.sharers === 1 },
  });
  const inbox = createInbox({ ...shared, phone, sources, settings, service, holder: processes.self });
  const reactor = createReactor({ ...shared, table: reactions });
  const deliverer = createDeliverer({
    ...shared,
    ...(options.reaching ? { reaching: options.reaching } : {}),
  });
  const bearer = createBearer({ ...shared, isFresh: () => news.isFresh });
  const lines = createLineReading({ ...shared, phones, operation });
  const sealAudit = createSealer(shared);
  const office = createOfficeRounds({ gate, operation });
  const calendars = createCalendarReading({ ...shared, settings, operation, reaching: options.reaching });

  return {
    config,
    clock,
    metrics,
    database,
    catalog,
    tools: createToolTable(catalog),
    gate,
    ...{ audit, seal, bearer, inbox, outbox, reactor, deliverer, jobs },
    ...{ phone, sources, payments, models },
    ...{ settings, service, operation },
    watch: news.watch,
    ...{ processes, news },
    committed: news.committed,
    rotateSecret: () => rotateSecret({ ...shared, dataFolder: config.dataFolder }),
    keys,
    get sandbox() {
      return phone.get("sandbox") ? { ...phones.network, deliver: deliverSandbox } : undefined;
    },
    start,
    close,
  };

  async function start(): Promise<void> {
    await reseal(database, seal);
    await untrusted.load();
    await outbox.recover();
    await lines.begin((reading) => jobs.soon("lines", () => reading));
    await inbox.resume();
    if (processes.hasRounds) jobs.soon("visits to come", office.lookAhead);
    if (processes.hasRounds) reactor.wake();
    beginJobs({
      ...{ jobs, processes, news, inbox, outbox, reactor, deliverer, lines, sealAudit, writeTheAudit },
      attend: createAttention({ ...shared, operation }),
      backUp: createSchedule({
        ...{ ...shared, settings, operation, service: backups },
        remember: rememberingOf(config, database, service(erasedNumbers).hashOf),
      }),
      flushTokens: bearer.flush,
      ...office,
      ...createMoneyRounds({ ...shared, settings, operation, payments: payments.own }),
      readCalendars: calendars.readCalendars,
      ...createProviderRounds({ ...shared, phone, settings, service, operation }),
      keepHouse: () => housekeeping(database, settings(), clock.now()),
    });
  }

  /** A secret was left, or let go: what it opens is there at once. */
  async function takeUpKey(name: string, isOwn: boolean): Promise<void> {
    await keys.load();
    payments.renew();
    if (!/^(?:quo|twilio|elevenlabs)_/.test(name)) return;
    phones.renew();
    if (name !== "quo_api_key" && name !== "twilio_auth_token") return;
    const reading = phones.own.get("sandbox") ? lines.readSandbox() : lines.readAll();
    jobs.soon("lines", () => reading);
    if (isOwn) await Promise.race([reading, pause(patienceForLines)]);
  }

  /** What is still in memory is written. */
  async function writeTheAudit(): Promise<void> {
    await untrusted.flush();
    await audit.flush();
  }

  async function close(): Promise<void> {
    await jobs.stop();
    await inbox.stop();
    await outbox.close();
    await reactor.idle();
    await deliverer.stop();
    for (const flush of [writeTheAudit, sealAudit, bearer.flush]) {
      await flush().catch((failure: unknown) =>
        log.error("The last lines of the audit could not be written.", describeFailure(failure)),
      );
    }
    await processes.leave();
    await database.close();
  }
}
