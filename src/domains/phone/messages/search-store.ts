import { matchesFor } from "#db/search.ts";
import type { SlowReader } from "#db/slow.ts";

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

/** Ids of the texts that say it, the most fitting first: those with every word, or where there is none, with any. */
export async function searchMessages(slow: SlowReader, search: MessageSearch): Promise<string[]> {
  const matches = matchesFor(search.query);
  if (!matches) return [];
  const all = await ranked(slow, matches.all, search);
  const hasAll =
    all.length > 0 || (search.offset > 0 && (await ranked(slow, matches.all, first(search))).length > 0);
  return hasAll ? all : await ranked(slow, matches.any, search);
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
