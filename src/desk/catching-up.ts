import type { Database } from "#db/client.ts";
import { ProviderFailure } from "#domains/phone/failures.ts";
import { allLines, type LineRow } from "#domains/phone/lines/store.ts";
import { erasedAt, lateEvent } from "#domains/phone/privacy/erased-numbers.ts";
import type { PhoneProvider, PhoneProviders, ProviderContact } from "#domains/phone/provider.ts";
import type { PhoneEvent } from "#domains/phone/provider-events.ts";
import { unheard, untranscribed } from "#domains/phone/sync/sync-store.ts";
import type { ServiceKey } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { logOf } from "#platform/log.ts";
import { peerIn } from "#platform/phone-number.ts";

interface CallName {
  providerId: string;
  at: number;
}

export interface CatchingUpParts {
  database: Database;
  clock: Clock;
  phone: PhoneProviders;
  settings(): Settings;
  service<T>(key: ServiceKey<T>): T;
  /** Runs one of the desk's own operations; throws what refuses it. */
  run(name: string, input: object): Promise<void>;
}

const day = 86_400_000;
/** Events that are recorded in one unit. */
const batch = 50;
/** Calls whose words are asked for in a round, and for how long after the call they may still come, in milliseconds. */
const mostCalls = 2000;
const mayStillCome = day;

/**
 * Puts what providers have kept beside what is here, so that nothing stays missing that a webhook has missed. A line is
 * read from where it was read to the last time; where that breaks off it is read from there again, and nothing is
 * recorded twice.
 */
export function createCatchingUp(parts: CatchingUpParts): { catchUp(): Promise<void> } {
  const { database, clock, phone, run } = parts;
  const log = logOf("sync");
  let isUnderWay = false;
  /** When each provider's address book was read last. */
  const met = new Map<string, number>();

  return {
    async catchUp() {
      const minutes = parts.settings().get("sync.minutes");
      if (isUnderWay || minutes === 0) return;
      isUnderWay = true;
      try {
        const lines = await allLines(database.read);
        const failing = new Set<string>();
        for (const line of lines) {
          const provider = phone.get(line.provider);
          const isDue = clock.now() - (line.syncedAt ?? 0) >= minutes * 60_000;
          if (provider?.recent && provider.capabilities.has("sync") && line.active && isDue)
            if (!(await catchUpWith(provider, line))) failing.add(provider.name);
        }
        // Who does not answer about texts is not asked about people.
        for (const provider of phone.all)
          if (!failing.has(provider.name)) await meetContacts(provider, lines);
      } finally {
        isUnderWay = false;
      }
    },
  };

  /** Who stands in a provider's address book: at the start what was changed since the last one, then once a day. */
  async function meetContacts(provider: PhoneProvider, lines: readonly LineRow[]): Promise<void> {
    const begun = clock.now();
    const own = lines.filter((line) => line.provider === provider.name && line.active);
    const last = met.get(provider.name);
    if (!provider.contacts || own.length === 0 || (last !== undefined && begun - last < day)) return;
    const before = last ?? Math.min(...own.map(({ syncedAt }) => syncedAt ?? 0));
    try {
      for await (const contacts of provider.contacts(before - day))
        for (const each of contacts) await meet(each);
      met.set(provider.name, begun);
    } catch (failure) {
      if (!(failure instanceof ProviderFailure)) throw failure;
      // It is tried again tomorrow, or at the next start: names are worth no more than that.
      met.set(provider.name, begun);
      log.info("An address book could not be read.", { provider: provider.name, reason: failure.reason });
    }
  }

  /** Whoever has been erased here is not brought back by an address book elsewhere. */
  async function meet({ phones, ...contact }: ProviderContact): Promise<void> {
    const region = parts.settings().get("business.region");
    const asking = { db: database.read, service: parts.service };
    const gone = await Promise.all(phones.map((each) => erasedAt(asking, peerIn(each, region))));
    const others = phones.filter((_, n) => gone[n] === undefined);
    if (others.length > 0) await run("contact.adopt", { ...contact, phones: others });
  }

  /** False where the provider did not answer to the end. */
  async function catchUpWith(provider: PhoneProvider, line: LineRow): Promise<boolean> {
    const begun = clock.now();
    const oldest = begun - parts.settings().get("sync.days") * day;
    const since = Math.max(line.syncedAt ?? 0, oldest);
    try {
      // What an overlap brings from before is here, or was let go of.
      for await (const events of provider.recent?.(line, since) ?? [])
        await record(
          provider,
          await withoutErased(
            provider.name,
            events.filter((event) => !("at" in event) || (event.at ?? begun) >= oldest),
          ),
        );
      await fetchWords(provider, Math.max(since - mayStillCome, oldest));
      await run("line.synced", { id: line.id, at: begun });
      return true;
    } catch (failure) {
      if (!(failure instanceof ProviderFailure)) throw failure;
      log.warning("A line could not be read to the end; it is tried again.", {
        provider: provider.name,
        reason: failure.reason,
      });
      return false;
    }
  }

  /** The provider still has what was exchanged with somebody who has been erased here. */
  async function withoutErased(provider: string, events: readonly PhoneEvent[]): Promise<PhoneEvent[]> {
    const kept: PhoneEvent[] = [];
    for (const event of events) {
      const asking = { db: database.read, service: parts.service, settings: parts.settings() };
      const late = await lateEvent(provider, event, { ...asking, heardAt: clock.now() });
      if (!late) kept.push(event);
      else if (late.isStop && late.hash !== undefined) await run("stop.keep", { hash: late.hash });
    }
    return kept;
  }

  async function record(provider: PhoneProvider, events: readonly PhoneEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += batch)
      await run("history.record", { provider: provider.name, events: events.slice(at, at + batch) });
  }

  /** What was said on calls, and left on those that nobody took. */
  async function fetchWords(provider: PhoneProvider, since: number): Promise<void> {
    const { name, voicemail } = provider;
    const spoken = provider.capabilities.has("transcripts")
      ? await untranscribed(database.read, name, since, mostCalls)
      : [];
    await fetchEach(provider, spoken, async (id) => [await provider.transcript(id)], noTranscript);
    const missed = voicemail ? await unheard(database.read, name, since, mostCalls) : [];
    await fetchEach(provider, missed, async (id) => (await voicemail?.(id)) ?? [], noVoicemail);
  }

  /** A plan without transcripts refuses all of them: that keeps nothing else from being here. */
  async function fetchEach(
    provider: PhoneProvider,
    of: readonly CallName[],
    fetchOne: (id: string) => Promise<PhoneEvent[]>,
    nothing: (id: string) => PhoneEvent,
  ): Promise<void> {
    try {
      for (const call of of) await record(provider, await wordsOf(call, fetchOne, nothing));
    } catch (failure) {
      if (!(failure instanceof ProviderFailure)) throw failure;
      log.info("What was said on calls could not be fetched.", {
        provider: provider.name,
        reason: failure.reason,
      });
    }
  }

  /** What there is not is remembered so once it cannot come any more. */
  async function wordsOf(
    { providerId, at }: CallName,
    fetchOne: (id: string) => Promise<PhoneEvent[]>,
    nothing: (id: string) => PhoneEvent,
  ): Promise<PhoneEvent[]> {
    try {
      return await fetchOne(providerId);
    } catch (failure) {
      if (!(failure instanceof ProviderFailure) || failure.reason !== "not_there") throw failure;
      return clock.now() - at > mayStillCome ? [nothing(providerId)] : [];
    }
  }
}

function noTranscript(providerCallId: string): PhoneEvent {
  return { kind: "transcript", providerCallId, status: "absent", dialogue: [], duration: null, at: 0 };
}

function noVoicemail(providerCallId: string): PhoneEvent {
  return {
    ...{ kind: "recording", providerId: `none:${providerCallId}`, providerCallId },
    ...{ what: "voicemail", status: "absent", duration: null },
  };
}
