import { type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { modelBills } from "#db/schema/assistant.ts";
import { type Statement, statement } from "#db/statement.ts";

export interface UsageFilter {
  /** Undefined for everybody. */
  user: string | undefined;
  label: string | undefined;
  from: number;
  until: number;
  /** True for play money alone; false for what is charged. */
  isPlay: boolean;
}

export interface UsageSums {
  calls: number;
  errors: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  cost: number;
  unknown: number;
  estimated: number;
  averageMs: number | null;
}

const sums = sql`count(*), coalesce(sum(state IN ('failed', 'incomplete', 'lost')), 0),
  coalesce(sum(input_tokens), 0), coalesce(sum(cached_tokens), 0), coalesce(sum(output_tokens), 0),
  coalesce(sum(reasoning_tokens), 0), coalesce(sum(cost), 0), coalesce(sum(cost IS NULL), 0),
  coalesce(sum(cost_source = 'estimated'), 0), avg(CASE WHEN state = 'done' THEN latency_ms END)`;

type SumRow = [number, number, number, number, number, number, number, number, number, number | null];

function matching({ user, label, from, until, isPlay }: UsageFilter): SQL {
  return sql`FROM model_calls WHERE state <> 'reserved' AND at >= ${from} AND at < ${until}
    AND (provider = 'sandbox') = ${isPlay ? 1 : 0}
    ${user === undefined ? sql`` : sql`AND user = ${user}`} ${label === undefined ? sql`` : sql`AND label = ${label}`}`;
}

function sumsIn(row: SumRow): UsageSums {
  const [calls, errors, inputTokens, cachedTokens, outputTokens, reasoningTokens, cost, unknown] = row;
  return {
    ...{ calls, errors, inputTokens, cachedTokens, outputTokens, reasoningTokens, cost, unknown },
    ...{ estimated: row[8], averageMs: row[9] },
  };
}

export async function usageIn(db: Reader, filter: UsageFilter): Promise<UsageSums> {
  const [row] = await db.values<SumRow>(sql`SELECT ${sums} ${matching(filter)}`);
  return sumsIn(row ?? [0, 0, 0, 0, 0, 0, 0, 0, 0, null]);
}

/** The same by what each call had there: its model, its person, what it was for. */
export async function usageBy(
  db: Reader,
  what: "model" | "user" | "purpose",
  filter: UsageFilter,
): Promise<[name: string, sums: UsageSums][]> {
  const column = { model: sql`coalesce(model, asked)`, user: sql`user`, purpose: sql`purpose` }[what];
  const rows = await db.values<[string, ...SumRow]>(
    sql`SELECT ${column} AS name, ${sums} ${matching(filter)} GROUP BY name ORDER BY sum(cost) DESC, name LIMIT 100`,
  );
  return rows.map(([name, ...row]) => [name, sumsIn(row)]);
}

/** The same by stretches of time that begin at the given moments, in their order. */
export async function usageByTime(
  db: Reader,
  begins: readonly number[],
  filter: UsageFilter,
): Promise<UsageSums[]> {
  const rows = await db.values<[number, ...SumRow]>(
    sql`WITH stretches AS (SELECT key AS n, value AS begins FROM json_each(${JSON.stringify(begins)})),
      placed AS (SELECT *, (SELECT max(n) FROM stretches WHERE begins <= at) AS n ${matching(filter)})
      SELECT n, ${sums} FROM placed GROUP BY n`,
  );
  const found = new Map(rows.map(([n, ...row]) => [n, sumsIn(row)]));
  return begins.map((_, n) => found.get(n) ?? sumsIn([0, 0, 0, 0, 0, 0, 0, 0, 0, null]));
}

/** When the business's key was last used. */
export async function lastUse(db: Reader, user: string | undefined): Promise<number | undefined> {
  const whose = user === undefined ? sql`key_of = 'business'` : sql`key_of = 'person' AND user = ${user}`;
  const [row] = await db.values<[number | null]>(sql`SELECT max(at) FROM model_calls WHERE ${whose}`);
  return row?.[0] ?? undefined;
}

export interface BillLine {
  day: string;
  model: string;
  cost: number;
}

/** What a bill says of its days, in place of what an earlier one said of them. */
export function putBill(lines: readonly BillLine[], now: number): Statement[] {
  const days = JSON.stringify([...new Set(lines.map(({ day }) => day))]);
  return [
    statement(sql`DELETE FROM model_bills WHERE day IN (SELECT value FROM json_each(${days}))`),
    ...lines.map((line) => statement(builder.insert(modelBills).values({ ...line, importedAt: now }))),
  ];
}

/** Days, UTC, as the bill has them: its cost, and ours on the business's key. */
export async function billedDays(
  db: Reader,
  from: string,
  until: string,
): Promise<[day: string, billed: number, ours: number, unknown: number][]> {
  return await db.values(
    sql`SELECT b.day, b.cost, coalesce(o.cost, 0), coalesce(o.unknown, 0)
      FROM (SELECT day, sum(cost) AS cost FROM model_bills WHERE day >= ${from} AND day <= ${until} GROUP BY day) b
      LEFT JOIN (SELECT date(at / 1000, 'unixepoch') AS day, sum(cost) AS cost, sum(cost IS NULL) AS unknown
        FROM model_calls WHERE key_of = 'business' AND provider <> 'sandbox' AND state <> 'reserved' GROUP BY 1) o
      ON o.day = b.day ORDER BY b.day`,
  );
}
