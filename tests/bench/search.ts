import { sql } from "drizzle-orm";
import { openDatabase } from "#db/open.ts";
import { statement } from "#db/statement.ts";
import { nextTurn } from "#platform/turn.ts";
import type { TestDesk } from "#tests/support/desk.ts";
import { openFilled } from "./filled.ts";
import { median, quantile } from "./median.ts";

/** Search and context over a long history beside a short one, and how long the event loop was held up meanwhile. */
export interface SearchRow {
  what: string;
  /** Texts in the database. */
  texts: number;
  p50: number;
  p99: number;
  /** Milliseconds by which a turn of the event loop was late: 99 in a hundred were not later, and the latest. */
  lag: number;
  latest: number;
}

const sizes = [10_000, 1_000_000];
const people = 2000;
const rounds = 5;
/** Milliseconds of calls of one kind in a round. */
const stretch = 1500;

const asked: readonly [string, string, (n: number) => object][] = [
  ["a rare word (in 3 texts)", "search_messages", () => ({ query: "zanzibar" })],
  ["a common word (in every text)", "search_messages", () => ({ query: "flat" })],
  ["a number (in 1 in 1,000)", "search_messages", (n) => ({ query: `${1000 + n}` })],
  ["a phrase of four words", "search_messages", () => ({ query: "a key and a time" })],
  ["words that are nowhere", "search_messages", () => ({ query: "qwertz uiop" })],
  ["a common word, of one contact", "search_messages", (n) => ({ query: "flat", phoneNumber: peerOf(n) })],
  ["a conversation's context", "get_conversation_context", (n) => ({ phoneNumber: peerOf(n), days: 30 })],
  ["a call that reads nothing of them", "list_lines", () => ({})],
];

const peerOf = (n: number) => `+1312${String(2_000_000 + (n % people))}`;

export async function measureSearch(): Promise<SearchRow[]> {
  const desks = await Promise.all(
    sizes.map((texts) => openFilled((path) => fill(path, texts), "phone:read")),
  );
  const found = new Map<string, { times: number[]; late: number[] }>();
  for (let round = 0; round <= rounds; round++)
    for (const [what, tool, args] of asked)
      for (const [at, { t, token }] of desks.entries()) {
        const name = `${at} ${what}`;
        const known = found.get(name) ?? { times: [], late: [] };
        const measured = await callsOf(t, token, tool, args);
        // The first round warms up.
        if (round > 0) {
          known.times.push(...measured.times);
          known.late.push(...measured.late);
        }
        found.set(name, known);
      }
  for (const { close } of desks) await close();
  return asked.flatMap(([what]) =>
    sizes.map((texts, at) => {
      const { times, late } = found.get(`${at} ${what}`) ?? { times: [], late: [] };
      const lags = { lag: quantile(late, 0.99), latest: Math.max(...late) };
      return { what, texts, p50: median(times), p99: quantile(times, 0.99), ...lags };
    }),
  );
}

export async function callsOf(t: TestDesk, token: string, tool: string, args: (n: number) => object) {
  const times: number[] = [];
  const watch = watchLoop();
  const end = performance.now() + stretch;
  for (let n = 0; performance.now() < end; n++) {
    const begun = performance.now();
    const { status } = await t.tool(tool, args(n * 37), token);
    if (status !== 200) throw new Error(`${tool} answered ${status}`);
    times.push(performance.now() - begun);
    await nextTurn();
  }
  return { times, late: watch.end() };
}

/** Asks for a turn of the event loop every millisecond, and keeps how late each came. */
function watchLoop(): { end(): number[] } {
  const late: number[] = [];
  let due = performance.now() + 1;
  let isOn = true;
  const tick = () => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + 1;
    if (isOn) setTimeout(tick, 1);
  };
  setTimeout(tick, 1);
  return {
    end() {
      isOn = false;
      return late;
    },
  };
}

async function fill(path: string, texts: number): Promise<void> {
  const database = await openDatabase({ kind: "local", path }, { now: 1 });
  // The desk's clock in tests stands at this day.
  const last = Date.UTC(2026, 10, 21, 14);
  const step = Math.floor((80 * 86_400_000) / texts);
  const count = (n: number) => sql.raw(String(n));
  await database.write([
    statement(
      sql`INSERT INTO lines (id, provider, provider_id, number, name, created_at, updated_at) VALUES ('lin_bench', 'bench', 'B1', '+15550100101', 'Bench', 1, 1)`,
    ),
    statement(sql`INSERT INTO conversations (id, peer, last_activity_at, created_at)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count(people - 1)})
      SELECT 'cnv_' || i, '+1312' || (2000000 + i), ${last}, 1 FROM n`),
  ]);
  const batch = 50_000;
  for (let from = 0; from < texts; from += batch)
    await database.write([
      statement(sql`INSERT INTO messages (id, conversation_id, line_id, provider, direction, peer, content, status, at, created_at, updated_at)
        WITH RECURSIVE n(i) AS (SELECT ${count(from)} UNION ALL SELECT i + 1 FROM n WHERE i < ${count(Math.min(from + batch, texts) - 1)})
        SELECT printf('msg_%026d', i), 'cnv_' || (i % ${count(people)}), 'lin_bench', 'bench',
          CASE i % 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END, '+1312' || (2000000 + i % ${count(people)}),
          'About the flat ' || (1000 + i % 1000) || ': a key and a time to meet, by word ' || hex(i * 7919) ||
            CASE WHEN i % ${count(Math.floor(texts / 3))} = 7 THEN ' zanzibar' ELSE '' END,
          'received', ${last} - (${count(texts)} - i) * ${count(step)}, 1, 1 FROM n`),
    ]);
  await database.close();
}

export function searchTable(rows: readonly SearchRow[]): string {
  return [
    "| | texts | half within ms | 99 % within ms | event loop late by at most, in 99 % | at the worst |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map(
      ({ what, texts, p50, p99, lag, latest }) =>
        `| ${what} | ${texts.toLocaleString("en")} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${lag.toFixed(1)} ms | ${latest.toFixed(1)} ms |`,
    ),
  ].join("\n");
}
