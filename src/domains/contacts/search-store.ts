import type { SlowReader } from "#db/client.ts";
import { matchesFor, partsFor, spacelessGlob } from "#db/search.ts";

/** Digits of a number that are worth looking for. */
const fewestDigits = 4;

/**
 * Ids of the contacts whose number holds these digits, then of those whose name, email or notes have every word,
 * or where there is none, any of them; the most fitting first.
 */
export async function searchContacts(slow: SlowReader, query: string, limit: number): Promise<string[]> {
  const digits = query.replaceAll(/\D/g, "");
  const byNumber = digits.length < fewestDigits ? [] : await slow.read(numbered, [`%${digits}%`, limit]);
  const matches = matchesFor(query);
  const all = matches ? await slow.read(worded, [matches.all, limit]) : [];
  const inRuns = matches && all.length === 0 ? await lookedThrough(slow, query, limit) : [];
  const any =
    matches && all.length + inRuns.length === 0 ? await slow.read(worded, [matches.any, limit]) : [];
  const ids = [...byNumber, ...all, ...inRuns, ...any].map(([id]) => String(id));
  return [...new Set(ids)].slice(0, limit);
}

/** Contacts in a script without spaces whose name or notes hold every part. */
async function lookedThrough(slow: SlowReader, query: string, limit: number): Promise<unknown[][]> {
  const { patterns } = partsFor(query);
  const text = "(coalesce(name, '') || ' ' || coalesce(notes, ''))";
  const parts = patterns.map((_, at) => `AND ${text} LIKE ?${at + 3} ESCAPE '\\'`).join(" ");
  const found = `SELECT id FROM contacts WHERE ${text} GLOB ?2 ${parts} ORDER BY id DESC LIMIT ?1`;
  return patterns.length === 0 ? [] : await slow.read(found, [limit, spacelessGlob, ...patterns]);
}

const numbered = "SELECT DISTINCT contact_id FROM contact_phones WHERE phone LIKE ?1 LIMIT ?2";

/** A name counts for more than a note. */
const worded = `SELECT contact_profiles.id FROM contact_words
  JOIN contact_profiles ON contact_profiles.place = contact_words.rowid
  WHERE contact_words MATCH ?1 ORDER BY bm25(contact_words, 10.0, 5.0, 1.0), contact_profiles.id DESC LIMIT ?2`;
