import { contactIdOf } from "#domains/contacts/contact-export.ts";
import { contactsByEmail, contactsByIds, contactsNamed } from "#domains/contacts/details/details-store.ts";
import { removalOf } from "#domains/contacts/removed-store.ts";
import { type ContactRow, contactById, contactByPhone } from "#domains/contacts/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import {
  type Profile,
  profilesOf,
  withAllWords,
  withAnyWord,
  withDigits,
  withLetters,
} from "./find-store.ts";
import { ranked, wordsIn } from "./ranking.ts";

/** The fewest digits of a number that are worth looking for. */
const fewestDigits = 4;
const mostLookedAt = 200;
/** With so many that fit wholly, nothing that is only like it is looked for. */
const enough = 20;

/** Contacts that fit what somebody remembers, the best first. */
export async function lookFor(query: string, limit: number, ctx: OperationContext): Promise<ContactRow[]> {
  const words = wordsIn(query);
  const digits = query.replaceAll(/\D/g, "");
  const isNumber = digits.length >= fewestDigits && /^[\s\d()+.-]+$/.test(query.trim());
  const exact = isNumber ? readPhoneNumber(query, ctx.settings.get("business.region")) : undefined;
  const owner = exact === undefined ? undefined : await contactByPhone(ctx.db, exact);
  if (owner) return [owner];
  if (isNumber) return await rowsOf(await withDigits(ctx.slow, digits, limit), ctx);
  const [exactly, byTickets] = await Promise.all([
    withAllWords(ctx.slow, words, mostLookedAt),
    inHistory(query, words, ctx),
  ]);
  // Where enough have all of it, nobody looks for those who have only some.
  const others = exactly.length >= enough ? [] : await likely(words, ctx);
  const all = new Map([...others, ...exactly].map((profile) => [profile.id, profile]));
  const best = ranked([...all.values()], words).map(({ profile }) => profile);
  const known = new Set(best.map(({ id }) => id));
  return await rowsOf([...best, ...byTickets.filter(({ id }) => !known.has(id))].slice(0, limit), ctx);
}

/** Those who have some of the words, or words that are like them. */
async function likely(words: readonly string[], { slow }: OperationContext): Promise<Profile[]> {
  const [byWord, byLetters] = await Promise.all([
    withAnyWord(slow, words, mostLookedAt),
    withLetters(
      slow,
      words.filter((word) => word.length >= 4 && !/\d/.test(word)),
      mostLookedAt,
    ),
  ]);
  return [...byLetters, ...byWord];
}

/** Whose tickets have every word, for what was never written down about them. */
async function inHistory(query: string, words: readonly string[], ctx: OperationContext): Promise<Profile[]> {
  if (words.length === 0) return [];
  const named = /^tkt[-_ ]/i.test(query.trim()) ? query.trim() : words.join(" ");
  const { tickets } = await ctx.use<{ tickets: { contactId: string | null }[] }>("ticket.search", {
    query: named.slice(0, 200),
    limit: 10,
  });
  const ids = new Set(tickets.flatMap(({ contactId }) => contactId ?? []));
  return await profilesOf(ctx.slow, [...ids]);
}

async function rowsOf(profiles: readonly Profile[], ctx: OperationContext): Promise<ContactRow[]> {
  const rows = new Map(
    (
      await contactsByIds(
        ctx.db,
        profiles.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  return profiles.flatMap(({ id }) => rows.get(id) ?? []);
}

/** What stands before a name and is none. */
const titles = new Set("mr mrs ms miss dr the sr sra senor senora don dona".split(" "));

/**
 * Whom somebody means by an id, a number, an address or a name: exactly one, or those it may be. A name that is one
 * contact's, letter for letter, is theirs.
 */
export async function identify(
  given: string,
  ctx: OperationContext,
): Promise<{ rows: ContactRow[]; isSure: boolean }> {
  const sure = await identifySurely(given.trim(), ctx);
  if (sure.length > 0) return { rows: sure, isSure: true };
  return { rows: inUse(await lookFor(given.trim(), 6, ctx)), isSure: false };
}

/** Whoever it names wholly: nobody by a note, an address, or a name that is only like it. */
async function identifySurely(text: string, ctx: OperationContext): Promise<ContactRow[]> {
  if (text.startsWith("con_")) return await byId(text, ctx);
  const id = await contactIdOf(text, ctx);
  if (id !== text) return await byId(id, ctx);
  if (/^\S+@\S+$/.test(text)) return inUse(await contactsByEmail(ctx.db, text));
  const exact = inUse(await contactsNamed(ctx.db, text));
  if (exact.length > 0) return exact;
  const number = readPhoneNumber(text, ctx.settings.get("business.region"));
  const owner = number === undefined ? undefined : await contactByPhone(ctx.db, number);
  if (owner) return [owner];
  const words = wordsIn(text).filter((word) => !titles.has(word));
  if (words.length === 0) return [];
  return inUse(await lookFor(words.join(" "), 20, ctx))
    .filter(({ name }) => {
      const parts = new Set(wordsIn(name ?? ""));
      return words.every((word) => parts.has(word));
    })
    .slice(0, 6);
}

function inUse(rows: readonly ContactRow[]): ContactRow[] {
  const used = rows.filter(({ archivedAt }) => archivedAt === null);
  return used.length > 0 ? used : [...rows];
}

/** A contact by its id, also one that was merged since. */
async function byId(id: string, ctx: OperationContext): Promise<ContactRow[]> {
  const row = await contactById(ctx.db, id);
  if (row) return [row];
  const into = (await removalOf(ctx.db, id))?.mergedInto;
  return into ? await byId(into, ctx) : [];
}
