import type { Reader } from "#db/client.ts";
import type { CardLine } from "#operation/card.ts";
import type { Permission } from "#operation/permission.ts";
import { plainText } from "#platform/plain-text.ts";
import { isoIn, spoken } from "#platform/zone.ts";
import { type DecidedRow, decidedSince } from "./decided-store.ts";

/** A person's no to something that reaches the same people with the same words. */
export interface Denial {
  id: string;
  /** Milliseconds, UTC. */
  at: number;
  note: string | null;
}

/** Whom a call reaches and what it says, as its plan's facts have it; undefined for one that reaches nobody. */
interface Reached {
  /** `message` or `call`: a call is not denied by a no to a text. */
  by: string;
  recipients: ReadonlySet<string>;
  words: string[];
}

/**
 * The last word on what this plan is about, where it was a no: of everything decided since then that reaches one of
 * the same people and says the same, spelling aside, whichever app asked, by whatever tool and for whomever else. What
 * a person has allowed since then is allowed.
 */
export async function denialOf(
  db: Reader,
  operation: string,
  facts: Record<string, unknown>,
  since: number,
): Promise<Denial | undefined> {
  const wanted = reachedBy(operation, facts);
  if (wanted === undefined) return undefined;
  const decided = await decidedSince(db, since);
  const last = decided.find((row) => isAboutTheSame(wanted, reachedIn(row)));
  return last?.state === "denied" ? { id: last.id, at: last.decidedAt ?? 0, note: last.note } : undefined;
}

/** What a denial asks for: a person again. */
export function permissionAfter(denial: Denial, zone: string): Permission {
  const reason = `A person has denied this to one of them already, on ${spoken(isoIn(zone, denial.at))}.`;
  return { level: "requires_authorization", reason, causes: ["denied"] };
}

/** The line of the card that says so. */
export function denialLine({ at, note }: Denial, zone: string): CardLine {
  const when = spoken(isoIn(zone, at));
  return note
    ? { label: `Denied before, on ${when}, with the note`, quote: note }
    : { label: "Denied before", value: `On ${when}, to one of them or more, in the same words.` };
}

function reachedIn({ operation, facts }: DecidedRow): Reached | undefined {
  const shown = JSON.parse(facts) as { facts?: Record<string, unknown> };
  return reachedBy(operation, shown.facts ?? {});
}

function reachedBy(
  operation: string,
  { recipients, contents }: Record<string, unknown>,
): Reached | undefined {
  if (!Array.isArray(recipients) || recipients.length === 0) return undefined;
  const words = Array.isArray(contents) ? contents.map(String) : [];
  return {
    by: operation.slice(0, operation.indexOf(".")),
    recipients: new Set(recipients.map(String)),
    words: words.map(lettersOf),
  };
}

function isAboutTheSame(wanted: Reached, decided: Reached | undefined): boolean {
  if (decided === undefined || decided.by !== wanted.by) return false;
  if (![...wanted.recipients].some((each) => decided.recipients.has(each))) return false;
  if (wanted.words.length === 0 && decided.words.length === 0) return true;
  return wanted.words.some((text) => decided.words.some((other) => saysTheSame(text, other)));
}

/** Letters and digits alone: spaces, signs, accents and capitals are spelling. */
function lettersOf(text: string): string {
  return plainText(text)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** So much of two texts has to be alike for a change to count as spelling. */
const alike = 0.85;
/** A text of so many letters says the same where it stands inside another. */
const longEnough = 20;

function saysTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= longEnough && long.includes(short)) return true;
  return short.length >= 4 && likeness(a, b) >= alike;
}

/** How many of their pairs of letters two texts share, 0 to 1 (Sørensen and Dice). */
function likeness(a: string, b: string): number {
  const pairs = new Map<string, number>();
  for (let at = 0; at < a.length - 1; at++) {
    const pair = a.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at < b.length - 1; at++) {
    const pair = b.slice(at, at + 2);
    const left = pairs.get(pair) ?? 0;
    if (left > 0) shared++;
    pairs.set(pair, left - 1);
  }
  return (2 * shared) / Math.max(1, a.length - 1 + (b.length - 1));
}
