import type { SlowReader } from "#db/client.ts";
import { matchesFor, partsFor, spacelessGlob } from "#db/search.ts";
import { mostRanked, type WordSearch, whichRows } from "#domains/phone/search-conditions.ts";

/** Texts that are looked through for a part of them, the newest. */
const mostLookedThrough = 1_000_000;
/** The same for words that a text has in the index, unless they stand inside a run of another script. */
const fewLookedThrough = 200_000;

/**
 * Ids of the texts that say it, the most fitting first: those with every word, or where there is none, with any. Words of
 * languages that put no spaces between them are looked for anywhere in a text, the newest text first.
 */
export async function searchMessages(slow: SlowReader, search: WordSearch): Promise<string[]> {
  const matches = matchesFor(search.query);
  if (!matches) return [];
  const { patterns, isSpaceless } = partsFor(search.query);
  if (isSpaceless) return await lookedThrough(slow, patterns, mostLookedThrough, search);
  const all = await ranked(slow, matches.all, search);
  const hasAll =
    all.length > 0 || (search.offset > 0 && (await ranked(slow, matches.all, first(search))).length > 0);
  if (hasAll) return all;
  const inRuns = await lookedThrough(slow, patterns, fewLookedThrough, search);
  return inRuns.length > 0 ? inRuns : await ranked(slow, matches.any, search);
}

/**
 * Texts in a script without spaces that hold every part. Such a letter takes three bytes: what is all of one byte is
 * told from it without being looked through.
 */
async function lookedThrough(
  slow: SlowReader,
  patterns: readonly string[],
  most: number,
  search: WordSearch,
): Promise<string[]> {
  const parts = patterns.map((_, at) => `AND content LIKE ?${at + 5} ESCAPE '\\'`).join(" ");
  const { where, values } = whichRows("messages", search, 5 + patterns.length);
  const rows = await slow.read(
    `SELECT id FROM messages WHERE rowid > (SELECT coalesce(max(rowid), 0) FROM messages) - ?1
      AND octet_length(content) >= length(content) + 2 AND content GLOB ?4 ${where} ${parts} ORDER BY rowid DESC LIMIT ?2 OFFSET ?3`,
    [most, search.limit, search.offset, spacelessGlob, ...patterns, ...values],
  );
  return rows.map(([id]) => String(id));
}

function first(search: WordSearch): WordSearch {
  return { ...search, offset: 0, limit: 1 };
}

async function ranked(slow: SlowReader, words: string, search: WordSearch): Promise<string[]> {
  const { peers, offset, limit } = search;
  // The index knows the other side of each text: it narrows before anything is joined.
  const whose = peers ? ` AND {peer} : (${peers.map((peer) => `"${peer}"`).join(" OR ")})` : "";
  const { where, values } = whichRows("messages", search, 5);
  const rows = await slow.read(
    `WITH newest AS (
      SELECT message_words.rowid AS doc FROM message_words ${joined}
      WHERE message_words MATCH ?1 ${where} ORDER BY message_words.rowid DESC LIMIT ?2)
    SELECT messages.id FROM message_words ${joined}
    WHERE message_words MATCH ?1 ${where} AND message_words.rowid >= (SELECT min(doc) FROM newest)
    ORDER BY bm25(message_words, 1.0, 0.0), messages.at DESC, messages.id DESC LIMIT ?3 OFFSET ?4`,
    [`{content} : (${words})${whose}`, mostRanked, limit, offset, ...values],
  );
  return rows.map(([id]) => String(id));
}

const joined = "JOIN messages ON messages.rowid = message_words.rowid";
