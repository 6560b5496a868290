import { sql } from "drizzle-orm";
import { openDatabase } from "#db/open.ts";
import { statement } from "#db/statement.ts";
import { openFilled } from "./filled.ts";
import { median, quantile } from "./median.ts";
import { callsOf } from "./search.ts";

/** Finding a customer among many beside among few, and how late the event loop was meanwhile. */
export interface CustomerRow {
  what: string;
  contacts: number;
  p50: number;
  p99: number;
  lag: number;
}

const sizes = [1000, 100_000];
const rounds = 5;

const first =
  "Ana Ben Cleo Dan Eve Finn Gus Hana Iris Jack Kira Liam Mona Nils Olga Piet Quinn Rosa Sven Tara".split(
    " ",
  );
const last =
  "Ruiz Cole Hart Ito Moss Berg Lind Park Wolf Stone Reed Marsh Wu Soto Duarte Keller Novak Silva Okafor Nguyen".split(
    " ",
  );
const streets = "Willow Oak Elm Lake Hill Spruce Cedar Maple Pine River".split(" ");
const places = "Madison Middleton Verona Fitchburg Monona".split(" ");

const asked: readonly [string, (n: number) => object][] = [
  ["a whole name", (n) => ({ query: `${first[n % 20]} ${last[(n * 7) % 20]}` })],
  ["a name misspelt", (n) => ({ query: ["Okafer", "Kellar", "Nowack", "Duartte"][n % 4] })],
  ["a rare word of a note", () => ({ query: "zanzibar" })],
  ["'elderly woman in Madison'", () => ({ query: "elderly woman in Madison" })],
  ["a street and a town", (n) => ({ query: `${streets[n % 10]} Street ${places[n % 5]}` })],
  ["four digits of a number", (n) => ({ query: String(2000 + (n % 900)) })],
  ["words that are nowhere", () => ({ query: "qwertz uiop" })],
];

export async function measureCustomers(): Promise<CustomerRow[]> {
  const desks = await Promise.all(
    sizes.map((contacts) => openFilled((path) => fill(path, contacts), "office:read")),
  );
  const found = new Map<string, { times: number[]; late: number[] }>();
  for (let round = 0; round <= rounds; round++)
    for (const [what, args] of asked)
      for (const [at, { t, token }] of desks.entries()) {
        const name = `${at} ${what}`;
        const known = found.get(name) ?? { times: [], late: [] };
        const measured = await callsOf(t, token, "find_customer", args);
        // The first round warms up.
        if (round > 0) {
          known.times.push(...measured.times);
          known.late.push(...measured.late);
        }
        found.set(name, known);
      }
  for (const { close } of desks) await close();
  return asked.flatMap(([what]) =>
    sizes.map((contacts, at) => {
      const { times, late } = found.get(`${at} ${what}`) ?? { times: [], late: [] };
      return { what, contacts, p50: median(times), p99: quantile(times, 0.99), lag: quantile(late, 0.99) };
    }),
  );
}

/** Contacts with a number, an address, a tag and a note each; three of them with a word of their own. */
async function fill(path: string, contacts: number): Promise<void> {
  const database = await openDatabase({ kind: "local", path }, { now: 1 });
  const of = (list: readonly string[], by: string) =>
    sql.raw(
      `(CASE (${by}) % ${list.length} ${list.map((each, at) => `WHEN ${at} THEN '${each}'`).join(" ")} END)`,
    );
  const count = (n: number) => sql.raw(String(n));
  const batch = 20_000;
  for (let from = 0; from < contacts; from += batch) {
    const numbers = sql`WITH RECURSIVE n(i) AS (SELECT ${count(from)} UNION ALL SELECT i + 1 FROM n WHERE i < ${count(Math.min(from + batch, contacts) - 1)})`;
    const id = sql.raw("printf('con_%026d', i)");
    const written = await database.write([
      statement(sql`INSERT INTO contacts (id, name, notes, origin, created_at, updated_at) ${numbers}
        SELECT ${id}, ${of(first, "i")} || ' ' || ${of(last, "i / 20")} || ' ' || hex(i * 7919),
          'Asked about window ' || (i % 40) || CASE WHEN i % ${count(Math.floor(contacts / 3))} = 7 THEN ', elderly, likes zanzibar' ELSE '' END,
          'typed', i, i FROM n`),
      statement(sql`INSERT INTO contact_phones (phone, contact_id, raw, created_at) ${numbers}
        SELECT '+1608' || (2000000 + i), ${id}, 'x', 1 FROM n`),
      statement(sql`INSERT INTO contact_addresses (id, contact_id, label, address, created_at) ${numbers}
        SELECT printf('adr_%026d', i), ${id}, 'Home', (i % 900) || ' ' || ${of(streets, "i / 3")} || ' Street, ' || ${of(places, "i / 7")}, 1 FROM n`),
      statement(
        sql`INSERT INTO contact_tags (contact_id, tag) ${numbers} SELECT ${id}, 'regular' FROM n WHERE i % 5 = 0`,
      ),
    ]);
    if (!written.ok) throw new Error("the contacts of the bench were not written");
  }
  await database.close();
}

export function customerTable(rows: readonly CustomerRow[]): string {
  return [
    "| `find_customer` | contacts | half within ms | 99 % within ms | event loop late by at most, in 99 % |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...rows.map(
      ({ what, contacts, p50, p99, lag }) =>
        `| ${what} | ${contacts.toLocaleString("en")} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${lag.toFixed(1)} ms |`,
    ),
  ].join("\n");
}
