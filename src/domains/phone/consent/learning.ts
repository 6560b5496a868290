import { guard, type Statement } from "#db/statement.ts";
import type { Asking } from "#domains/phone/privacy/erased-numbers.ts";
import { newId } from "#platform/ids.ts";
import { type ConsentAct, insertConsent } from "./consent-store.ts";
import { type ConsentSource, consent, hasNotOptedOut, hasNotStoppedSince } from "./opt-out-store.ts";

/** What somebody wants, as it was heard. */
export interface Heard {
  phone: string;
  state: "out" | "in";
  source: ConsentSource;
  /** Their words, or what they were shown; null where there are none. */
  words: string | null;
  /** A text's id, an address, a paper's place. */
  evidence: string | null;
  recordedBy: string;
  at: number;
  now: number;
}

/** Keeps what somebody wants, with the evidence for it. */
export function learn({ phone, state, source, at, now, ...how }: Heard): Statement[] {
  const act: ConsentAct = state === "out" ? "opt_out" : "opt_in";
  return [
    consent(phone, state, source, at),
    insertConsent({ id: newId("cns", now), phone, act, source, at, createdAt: now, ...how }),
  ];
}

/** The provider or the carrier says that they want no more texts. */
export function refusedByProvider(messageId: string, phone: string, at: number, now = at): Statement[] {
  const how = { source: "provider", words: null, evidence: messageId, recordedBy: "system" } as const;
  return learn({ phone, state: "out", at, now, ...how });
}

/** Ends the unit where they have said stop since the desk wrote its word on being texted: then that word is wrong. */
export function isStillToSay(notice: { peer: string; createdAt: number }): Statement {
  return guard("they have not said stop since", hasNotStoppedSince(notice.peer, notice.createdAt));
}

/** Ends the unit where they have said stop meanwhile: also at the very moment at which a text is to go out. */
export function hasNoOptOut(phone: string, ctx: Pick<Asking, "service">): Statement {
  return guard("they have not said stop", hasNotOptedOut(phone, ctx));
}
