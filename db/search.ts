import { createHash } from "node:crypto";
import type { NativeDatabase } from "#runtime/libsql.ts";
import script from "./search.sql" with { type: "text" };

/**
 * Makes the tables of search anew where they were not made by this very script after the step `schema`; true when
 * it did. All of it is one transaction: a search that is half made is not there.
 */
export function makeSearch(database: NativeDatabase, schema: string): boolean {
  database.exec(searchState.table);
  const [[known] = []] = database.prepare(searchState.query).raw(true).all([]);
  if (known === searchMadeFrom(schema)) return false;
  try {
    database.exec(searchScript(schema));
    return true;
  } catch (failure) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw failure;
  }
}

/** What follows the tables for search, and names them: a table cannot be made anew under it. It comes back with search. */
export const searchFollows: readonly string[] = script
  .split("\n")
  .filter((line) => /^DROP (?:TRIGGER|VIEW) /.test(line))
  .map((line) => line.replace(/;$/, ""));

/** What the tables of search were made from, and where that is written down. */
export const searchState = {
  table: "CREATE TABLE IF NOT EXISTS search_state (made_from text PRIMARY KEY NOT NULL)",
  query: "SELECT made_from FROM search_state",
};

export function searchMadeFrom(schema: string): string {
  return `${schema} ${createHash("sha256").update(script).digest("hex").slice(0, 16)}`;
}

/** Makes the tables of search anew, whole or not at all. */
export function searchScript(schema: string): string {
  const madeFrom = searchMadeFrom(schema).replaceAll("'", "''");
  return `BEGIN IMMEDIATE;\n${script}
DELETE FROM search_state;
INSERT INTO search_state (made_from) VALUES ('${madeFrom}');
COMMIT;`;
}

/** The most words of a search that are looked for. */
const mostWords = 16;
const longestWord = 40;

/**
 * What somebody typed as full-text queries (FTS5): `all` wants every word, the last one begun or whole; `any` is
 * content with one of them. A word is letters and digits without a break, so that each is one look-up and nothing in
 * the text works as an operator; one letter stands for itself alone. Undefined where there is no word in it.
 */
export function matchesFor(text: string): { all: string; any: string } | undefined {
  const words = (text.toWellFormed().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
    .slice(0, mostWords)
    .map((word) => [...word].slice(0, longestWord).join(""));
  if (words.length === 0) return undefined;
  const last = words.length - 1;
  return {
    all: words.map((word, at) => (at === last ? begun(word) : whole(word))).join(" AND "),
    any: [...new Set(words)].map(begun).join(" OR "),
  };
}

function whole(word: string): string {
  return `"${word}"`;
}

/** One or two Latin letters begin too many words to be worth it; in other scripts they may be the half of one. */
function begun(word: string): string {
  const isShort = [...word].length < 2 || /^[a-z0-9]{2}$/i.test(word);
  return isShort ? whole(word) : `${whole(word)}*`;
}

/** Letters of scripts that put no space between words: an index by words has whole sentences of them as one. */
const spaceless =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}\\p{Script=Javanese}\\p{Script=Balinese}\\u30fc\\u3005";
const runs = new RegExp(
  `[${spaceless}\\p{M}]*[${spaceless}][${spaceless}\\p{M}]*|[^${spaceless}\\P{L}]+[\\p{L}\\p{N}\\p{M}]*?(?=[${spaceless}]|[^\\p{L}\\p{N}\\p{M}]|$)|\\p{N}+`,
  "gu",
);
const isSpaceless = new RegExp(`[${spaceless}]`, "u");

/** The same letters as SQLite's `GLOB` takes them: a text without any of them has its words in the index. */
export const spacelessGlob =
  "*[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1b00-\u1b7f\u2e80-\u9fff\ua980-\ua9df\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}]*";

/**
 * What somebody typed as parts to be looked for anywhere in a text, as patterns for `LIKE … ESCAPE '\\'`: the way to words
 * inside a run of letters without spaces, also of another script than the run's. Empty where there is no word in it.
 */
export function partsFor(text: string): { patterns: string[]; isSpaceless: boolean } {
  const words = (text.toWellFormed().normalize("NFC").match(runs) ?? []).slice(0, mostWords);
  const patterns = words.map(
    (word) =>
      `%${[...word]
        .slice(0, longestWord)
        .join("")
        .replaceAll(/[\\%_]/g, "\\$&")}%`,
  );
  return { patterns: [...new Set(patterns)], isSpaceless: isSpaceless.test(text) };
}
