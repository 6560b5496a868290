import type { SlowReader } from "#db/client.ts";
import { matchesFor, partsFor, spacelessGlob } from "#db/search.ts";

/** Ranking a common word over a million texts takes half a second: the newest matches alone are ranked. */
const mostRanked = 2000;

/** Which texts: every part that is set narrows the search. */
export interface MessageSearch {
  query: string;
  /** E.164. */
  peer: string | undefined;
  direction: "inbound" | "outbound" | undefined;
  offset: number;
  limit: number;
}

/** Texts that are looked through for a part of them, the newest. */
const mostLookedThrough = 1_000_000;
/** The same for words that a text has in the index, unless they stand inside a run of another script. */
const fewLookedThrough = 200_000;

/**
 * Ids of the texts that say it, the most fitting first: those with every word, or where there is none, with any. Words of
 * languages that put no spaces between them are looked for anywhere in a text, the newest text first.
 */
export async function searchMessages(slow: SlowReader, search: MessageSearch): Promise<string[]> {
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

/** Texts in a script without spaces that hold every part. */
async function lookedThrough(
  slow: SlowReader,
  patterns: readonly string[],
  most: number,
  { peer, direction, offset, limit }: MessageSearch,
): Promise<string[]> {
  const parts = patterns.map((_, at) => `AND content LIKE ?${at + 7} ESCAPE '\\'`).join(" ");
  const rows = await slow.read(
    `SELECT id FROM messages WHERE rowid > (SELECT coalesce(max(rowid), 0) FROM messages) - ?1
      AND (?2 IS NULL OR peer = ?2) AND (?3 IS NULL OR direction = ?3) AND content GLOB ?6 ${parts}
      ORDER BY rowid DESC LIMIT ?4 OFFSET ?5`,
    [most, peer ?? null, direction ?? null, limit, offset, spacelessGlob, ...patterns],
  );
  return rows.map(([id]) => String(id));
}

function first(search: MessageSearch): MessageSearch {
  return { ...search, offset: 0, limit: 1 };
}

async function ranked(slow: SlowReader, words: string, search: MessageSearch): Promise<string[]> {
  const { peer, direction = null, offset, limit } = search;
  const match = `{content} : (${words})${peer ? ` AND {peer} : "${peer}"` : ""}`;
  const rows = await slow.read(query, [match, direction, mostRanked, limit, offset]);
  return rows.map(([id]) => String(id));
}

const query = `WITH newest AS (
    SELECT message_words.rowid AS doc FROM message_words JOIN messages ON messages.rowid = message_words.rowid
    WHERE message_words MATCH ?1 AND (?2 IS NULL OR messages.direction = ?2)
    ORDER BY message_words.rowid DESC LIMIT ?3)
  SELECT messages.id FROM message_words JOIN messages ON messages.rowid = message_words.rowid
  WHERE message_words MATCH ?1 AND (?2 IS NULL OR messages.direction = ?2)
    AND message_words.rowid >= (SELECT min(doc) FROM newest)
  ORDER BY bm25(message_words, 1.0, 0.0), messages.at DESC, messages.id DESC LIMIT ?4 OFFSET ?5`;
