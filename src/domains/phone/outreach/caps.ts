import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { guard, type Statement } from "#db/statement.ts";
import type { Settings } from "#operation/settings.ts";
import { counted } from "#platform/words.ts";
import { dateAfter, instantOf, isoIn, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { countTexts, type Day, textsOn } from "./caps-store.ts";

/** How many texts there may be in a day of the business: to one contact, over all its numbers, and altogether. */
export interface Caps {
  day: Day;
  perContact: number;
  altogether: number;
}

/** Whom texts go to: a contact's numbers, or a number that is nobody's yet, and how many it would get. */
export interface Share {
  peers: readonly string[];
  texts: number;
}

/** The caps of the day on which something goes out. */
export function capsOn(at: number, settings: Settings): Caps {
  const zone = settings.get("business.zone");
  const { date } = localMoment(zone, at);
  return {
    day: { begins: instantOf(zone, date, 0), ends: instantOf(zone, dateAfter(date, 1), 0) },
    perContact: settings.get("limits.texts_per_contact_per_day"),
    altogether: settings.get("limits.texts_per_day"),
  };
}

/** Why these would be too many; undefined when they would not. */
export async function overCap(
  db: Reader,
  caps: Caps,
  shares: readonly Share[],
): Promise<{ whole?: string; contacts: ReadonlySet<Share> }> {
  const [all, ...each] = await Promise.all([
    countTexts(db, caps.day),
    ...shares.map(({ peers }) => countTexts(db, caps.day, peers)),
  ]);
  const texts = shares.reduce((sum, share) => sum + share.texts, 0);
  const contacts = new Set(shares.filter((share, n) => (each[n] ?? 0) + share.texts > caps.perContact));
  return (all ?? 0) + texts > caps.altogether
    ? { whole: `It would be more than ${counted(caps.altogether, "text")} on that day.`, contacts }
    : { contacts };
}

export function capError(message: string, { day }: Caps, settings: Settings): DeskError {
  const nextAllowedAt = isoIn(settings.get("business.zone"), day.ends);
  return new DeskError("RATE_LIMIT_EXCEEDED", message, {
    nextAllowedAt,
    next: `Send it on ${nextAllowedAt} or later; the owner sets how many there may be in a day.`,
  });
}

export function contactCapMessage({ perContact }: Caps): string {
  return `They would get more than ${counted(perContact, "text")} on that day, over all of their numbers.`;
}

/** Two calls at once both find room: the second one's unit ends here. */
export function keepsCaps(caps: Caps, shares: readonly Share[]): Statement[] {
  const texts = shares.reduce((sum, share) => sum + share.texts, 0);
  if (texts === 0) return [];
  return [
    guard("the day's texts are not used up", sql`(${textsOn(caps.day)}) + ${texts} <= ${caps.altogether}`),
    ...shares.map(({ peers, texts: own }) =>
      guard(
        "the contact's texts are not used up",
        sql`(${textsOn(caps.day, peers)}) + ${own} <= ${caps.perContact}`,
      ),
    ),
  ];
}
