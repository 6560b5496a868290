import type { Reader } from "#db/client.ts";
import { consentWord } from "#domains/phone/consent/opt-out-words.ts";
import type { PhoneEvent } from "#domains/phone/provider-events.ts";
import type { ServiceKey } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import { peerIn } from "#platform/phone-number.ts";
import { erasedAtOf, isErasedName } from "./erased-store.ts";

/** What a number is known by once whoever had it is erased: an HMAC under a key that never leaves the desk. */
export interface ErasedNumbers {
  hashOf(text: string): string;
  /** False while nobody was ever erased: then nothing has to be asked. */
  readonly areThere: boolean;
  /** Somebody has been erased, here or by another process. */
  noted(): void;
}

export const erasedNumbers: ServiceKey<ErasedNumbers> = { name: "erased numbers" };

/** What it takes to ask whether somebody has said stop, or was erased. */
export interface Asking {
  db: Reader;
  service<T>(key: ServiceKey<T>): T;
}

/** How a text or call of a provider's is known once it is erased. */
export function nameOf(provider: string, providerId: string): string {
  return `${provider} ${providerId}`;
}

/** An event about somebody who has been erased since it happened, or about what was erased of them. */
export interface LateEvent {
  /** Their number's, where the event says it. */
  hash: string | undefined;
  /** True where it says that they want no more texts. */
  isStop: boolean;
}

/** Undefined for an event that is kept as any other; one that says no time is of `heardAt`. */
export async function lateEvent(
  provider: string,
  event: PhoneEvent,
  { settings, heardAt, ...asking }: Asking & { settings: Settings; heardAt: number },
): Promise<LateEvent | undefined> {
  const { areThere, hashOf } = asking.service(erasedNumbers);
  if (!areThere) return undefined;
  const peer = "peer" in event ? event.peer : event.kind === "wish" ? event.phone : undefined;
  const hash = peer ? hashOf(peerIn(peer, settings.get("business.region"))) : undefined;
  const gone = hash === undefined ? undefined : await erasedAtOf(asking.db, hash);
  const at = ("at" in event ? event.at : null) ?? heardAt;
  const isBefore = gone !== undefined && at <= gone;
  if (!isBefore && !(await isOfErased(provider, event, asking))) return undefined;
  return { hash, isStop: saysStop(event) };
}

async function isOfErased(provider: string, event: PhoneEvent, { db, service }: Asking): Promise<boolean> {
  const { hashOf } = service(erasedNumbers);
  const ids = [
    ...("providerId" in event && event.providerId ? [event.providerId] : []),
    ...("providerCallId" in event ? [event.providerCallId] : []),
  ];
  for (const id of ids) if (await isErasedName(db, hashOf(nameOf(provider, id)))) return true;
  return false;
}

function saysStop(event: PhoneEvent): boolean {
  if (event.kind === "wish") return event.state === "out";
  if (event.kind !== "message") return false;
  if (event.direction === "outbound") return event.reason === "opted_out";
  return event.wish === "out" || (event.wish === undefined && consentWord(event.content) === "out");
}

/** When whoever had the number was erased; undefined where nobody was. */
export async function erasedAt({ db, service }: Asking, phone: string): Promise<number | undefined> {
  const { areThere, hashOf } = service(erasedNumbers);
  return areThere ? await erasedAtOf(db, hashOf(phone)) : undefined;
}
