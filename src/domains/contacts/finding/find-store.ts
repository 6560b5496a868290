import type { SlowReader } from "#db/client.ts";
import { matchesFor } from "#db/search.ts";

/** Everything that a contact can be found by. */
export interface Profile {
  id: string;
  name: string;
  email: string;
  /** Notes, addresses, tags, attributes and what else there is, one after the other. */
  words: string;
  isArchived: boolean;
}

const columns = `contact_profiles.id, coalesce(contact_profiles.name, ''), coalesce(contact_profiles.email, ''),
  contact_profiles.words, contacts.archived_at IS NOT NULL`;

/** Contacts with every one of these words, those that fit best first. */
export async function withAllWords(
  slow: SlowReader,
  words: readonly string[],
  limit: number,
): Promise<Profile[]> {
  const matches = matchesFor(words.join(" "));
  if (!matches) return [];
  return profilesIn(
    await slow.read(
      `${byWords} WHERE contact_words MATCH ?1 ORDER BY bm25(contact_words, 10.0, 5.0, 1.0) LIMIT ?2`,
      [matches.all, limit],
    ),
  );
}

/**
 * Contacts with any one of these words, at most `limit` of each. Of a word that more have, only some are looked at:
 * whoever has a rare one beside it is found by that.
 */
export async function withAnyWord(
  slow: SlowReader,
  words: readonly string[],
  limit: number,
): Promise<Profile[]> {
  const found = await Promise.all(
    words.map(async (word) => {
      const matches = matchesFor(word);
      return matches
        ? await slow.read(`${byWords} WHERE contact_words MATCH ?1 LIMIT ?2`, [matches.any, limit])
        : [];
    }),
  );
  return profilesIn(found.flat());
}

const byWords = `SELECT ${columns} FROM contact_words
  JOIN contact_profiles ON contact_profiles.place = contact_words.rowid
  JOIN contacts ON contacts.rowid = contact_profiles.place`;

/**
 * Contacts that have four letters in a row of one of these words, at most `limit` of each word: for what is half
 * remembered. How like they are is for whoever asks to say.
 */
export async function withLetters(
  slow: SlowReader,
  words: readonly string[],
  limit: number,
): Promise<Profile[]> {
  const found = await Promise.all(
    words.map(async (word) => {
      const grams = gramsOf(word).map((gram) => `"${gram.replaceAll('"', '""')}"`);
      const pairs = grams.slice(1).map((gram, at) => `(${grams[at]} AND ${gram})`);
      if (pairs.length === 0) return [];
      const byPairs = await slow.read(byGrams, [pairs.slice(0, 20).join(" OR "), limit]);
      if (byPairs.length >= fewLike || word.length > shortWord) return byPairs;
      // Two letters that have changed places spoil every pair of a short word: its beginning or end has to do.
      return [...byPairs, ...(await slow.read(byGrams, [`${grams[0]} OR ${grams.at(-1)}`, limit]))];
    }),
  );
  return profilesIn(found.flat());
}

const byGrams = `SELECT ${columns} FROM contact_grams
  JOIN contact_profiles ON contact_profiles.place = contact_grams.rowid
  JOIN contacts ON contacts.rowid = contact_profiles.place
  WHERE contact_grams MATCH ?1 LIMIT ?2`;
/** With so many that are like a word, no others are looked for; and up to how many letters a word is short. */
const fewLike = 20;
const shortWord = 8;

/** Contacts with a number that these digits are in. */
export async function withDigits(slow: SlowReader, digits: string, limit: number): Promise<Profile[]> {
  return profilesIn(
    await slow.read(
      `SELECT DISTINCT ${columns} FROM contact_phones JOIN contact_profiles ON contact_profiles.id = contact_phones.contact_id
        JOIN contacts ON contacts.id = contact_profiles.id WHERE contact_phones.phone LIKE ?1 LIMIT ?2`,
      [`%${digits}%`, limit],
    ),
  );
}

export async function profilesOf(slow: SlowReader, ids: readonly string[]): Promise<Profile[]> {
  if (ids.length === 0) return [];
  const places = ids.map((_, at) => `?${at + 1}`).join(", ");
  return profilesIn(
    await slow.read(
      `SELECT ${columns} FROM contact_profiles JOIN contacts ON contacts.id = contact_profiles.id
        WHERE contact_profiles.id IN (${places})`,
      [...ids],
    ),
  );
}

/** Every three letters that follow each other. */
export function gramsOf(word: string): string[] {
  const letters = [...word];
  return letters.slice(2).map((_, at) => letters.slice(at, at + 3).join(""));
}

function profilesIn(rows: unknown[][]): Profile[] {
  const seen = new Map<string, Profile>();
  for (const [id, name, email, words, archived] of rows)
    seen.set(String(id), {
      id: String(id),
      name: String(name),
      email: String(email),
      words: String(words),
      isArchived: Number(archived) === 1,
    });
  return [...seen.values()];
}
