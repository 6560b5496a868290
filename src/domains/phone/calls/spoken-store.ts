import type { SlowReader } from "#db/client.ts";
import { matchesFor, partsFor } from "#db/search.ts";
import { mostRanked, type WordSearch, whichRows } from "#domains/phone/search-conditions.ts";

/** A call on which the words were said, and some of what was said around them. */
export interface Spoken {
  id: string;
  excerpt: string;
}

/**
 * Calls on which it was said, the most fitting first: those with every word, or where there is none, with any. Words of
 * languages that put no spaces between them are looked for anywhere in what was said.
 */
export async function searchSpoken(slow: SlowReader, search: WordSearch): Promise<Spoken[]> {
  const matches = matchesFor(search.query);
  if (!matches) return [];
  const { patterns, isSpaceless } = partsFor(search.query);
  if (isSpaceless) return await lookedThrough(slow, patterns, search);
  const all = await ranked(slow, matches.all, search);
  return all.length > 0 ? all : await ranked(slow, matches.any, search);
}

async function ranked(slow: SlowReader, words: string, search: WordSearch): Promise<Spoken[]> {
  const { where, values } = whichRows("calls", search, 4);
  const rows = await slow.read(
    `WITH newest AS (
      SELECT transcript_words.rowid AS doc FROM transcript_words ${joined}
      WHERE transcript_words MATCH ?1 ${where} ORDER BY transcript_words.rowid DESC LIMIT ?2)
    SELECT calls.id, snippet(transcript_words, 0, '', '', '…', 32) FROM transcript_words ${joined}
    WHERE transcript_words MATCH ?1 ${where} AND transcript_words.rowid >= (SELECT min(doc) FROM newest)
    ORDER BY bm25(transcript_words), calls.at DESC, calls.id DESC LIMIT ?3`,
    [`{words} : (${words})`, mostRanked, search.limit, ...values],
  );
  return rows.map(spoken);
}

async function lookedThrough(
  slow: SlowReader,
  patterns: readonly string[],
  search: WordSearch,
): Promise<Spoken[]> {
  const { where, values } = whichRows("calls", search, 3 + patterns.length);
  const parts = patterns.map((_, at) => `AND transcripts.words LIKE ?${at + 3} ESCAPE '\\'`).join(" ");
  const rows = await slow.read(
    `SELECT calls.id, substr(transcripts.words, 1, 300) FROM transcripts ${ofCalls}
      WHERE transcripts.rowid > (SELECT coalesce(max(rowid), 0) FROM transcripts) - ?2 ${where} ${parts}
      ORDER BY transcripts.rowid DESC LIMIT ?1`,
    [search.limit, mostLookedThrough, ...patterns, ...values],
  );
  return rows.map(spoken);
}

const mostLookedThrough = 200_000;

const ofCalls = `JOIN calls ON calls.provider = transcripts.provider
  AND calls.provider_id = transcripts.provider_call_id`;
const joined = `JOIN transcripts ON transcripts.rowid = transcript_words.rowid ${ofCalls}`;

function spoken([id, excerpt]: readonly unknown[]): Spoken {
  return { id: String(id), excerpt: String(excerpt).replaceAll(/\s+/g, " ").trim() };
}
