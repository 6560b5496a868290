import { type Client, createClient } from "@libsql/client/http";
import { clientOf } from "#db/client.ts";
import type { Unit } from "#db/statement.ts";
import { ingestEnv, token as ingestToken, note } from "#tests/ingest/caller.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { startSqld, type Way } from "#tests/support/sqld.ts";
import { median, quantile } from "./median.ts";

/**
 * What a call costs with the database at a distance: the desk beside @libsql/client alone doing the same statements, one
 * after the other as code does that is written without a thought of the way. A proxy in between delays each round trip.
 */
export interface DistanceRow {
  what: "read" | "text" | "handoff";
  milliseconds: number;
  desk: Measured;
  client: Measured;
}

interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  /** Round trips a call, on the whole. */
  trips: number;
}

const distances = [1, 10, 40];
const callers = 16;
const rounds = 3;
const seconds = 2;

const customers = Array.from({ length: 4 * callers }, (_, n) => `+15550309${String(100 + n)}`);

interface Statements {
  reads: { sql: string; args: readonly unknown[] }[];
  unit: Unit;
}

export async function measureDistance(): Promise<DistanceRow[]> {
  const sqld = await startSqld();
  const way = await sqld.database();
  const t = await openTestDesk({
    env: {
      ...ingestEnv,
      DATABASE_URL: way.url,
      FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
      LOG_LEVEL: "error",
    },
  });
  for (const limit of ["reads_per_minute", "writes_per_minute", "handoffs_per_second", "handoff_burst"])
    await t.set(`limits.${limit}`, limit.startsWith("handoff") ? 10_000 : 100_000);
  await t.set("limits.new_numbers_per_day", 10_000);
  const token = await t.token("phone:read", "phone:write");
  let serial = 0;
  const peer = () => `+1555${String(3_000_000 + ++serial)}`;
  const calls = {
    read: () => t.tool("get_message_history", { limit: 10 }, token),
    // Answers to those who have written: nobody has to be asked. Texts to one number go out in turn.
    text: () => {
      const content = `Number ${++serial}`;
      return t.tool("send_sms", { to: customers[serial % customers.length], content }, token);
    },
    handoff: async () => {
      const answer = await t.request("/ingest/oa-handoff", {
        method: "POST",
        headers: { "content-type": "application/json", "x-auth-token": ingestToken },
        body: JSON.stringify({ note: note(`Case ${++serial}`), callerNumber: peer() }),
      });
      return { status: answer.status };
    },
  };
  for (const from of customers) {
    const body = new URLSearchParams({ from, text: "Hello" });
    await t.request("/sandbox/messages", { method: "POST", body, address: "127.0.0.1" });
  }
  await t.settle();
  for (let n = 0; n < 20; n++) await calls.text();
  await t.settle();

  const client = createClient({ url: way.url, concurrency: callers });
  const rows: DistanceRow[] = [];
  for (const what of ["read", "text", "handoff"] as const) {
    for (const milliseconds of distances) {
      console.error(`${what} at ${milliseconds} ms`);
      const desk: Measured[] = [];
      const alone: Measured[] = [];
      for (let round = 0; round < rounds; round++) {
        way.delay(0);
        const captured = await capture(
          t,
          calls[what],
          what,
          Math.ceil((seconds * 1000 * callers) / milliseconds / 2),
        );
        way.delay(milliseconds);
        await t.desk.news.read();
        desk.push(await loaded(way, () => calls[what](), 200));
        await t.settle();
        let next = 0;
        alone.push(
          await loaded(way, () => replay(client, captured[next++ % captured.length] as Statements, what)),
        );
      }
      rows.push({ what, milliseconds, desk: middle(desk), client: middle(alone) });
    }
  }
  client.close();
  way.delay(0);
  await t.close();
  await way.stop();
  await sqld.stop();
  return rows;
}

/** The statements of so many calls, which are planned and not written: somebody else writes them. */
async function capture(
  t: TestDesk,
  call: () => Promise<unknown>,
  what: DistanceRow["what"],
  count: number,
): Promise<Statements[]> {
  const { database } = t.desk;
  const reader = clientOf(database.read);
  const { execute } = reader;
  const { write } = database;
  const captured: Statements[] = [];
  let reads: Statements["reads"] = [];
  reader.execute = ((query: { sql: string; args: unknown[] }) => {
    reads.push(query);
    return execute.call(reader, query as never);
  }) as typeof execute;
  const first = { text: /insert into "messages"/, handoff: /into "?handoffs"?/i, read: /^$/ }[what];
  database.write = async (unit) => {
    if (!unit.some(({ sql }) => first.test(sql))) return await write.call(database, unit);
    captured.push({ reads, unit });
    throw new Error("captured");
  };
  try {
    for (let n = 0; n < Math.min(count, what === "read" ? 1 : 600); n++) {
      reads = [];
      await call();
      if (what === "read") captured.push({ reads, unit: [] });
    }
  } finally {
    reader.execute = execute;
    database.write = write;
  }
  return captured;
}

async function replay(client: Client, { reads, unit }: Statements, what: string) {
  const plain = (value: unknown) => (typeof value === "boolean" ? Number(value) : (value ?? null)) as string;
  for (const { sql, args } of reads) await client.execute({ sql, args: args.map(plain) });
  if (what !== "read")
    await client
      .batch(
        unit.map(({ sql, args }) => ({ sql, args: args.map(plain) })),
        "write",
      )
      .catch(() => undefined);
  return { status: 200 };
}

async function loaded(
  way: Way,
  call: () => Promise<{ status: number; body?: unknown }>,
  expected = 200,
): Promise<Measured> {
  const took: number[] = [];
  way.trips();
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        const begun = performance.now();
        const { status, body } = await call();
        if (status !== expected) throw new Error(`a call was answered ${status}: ${JSON.stringify(body)}`);
        took.push(performance.now() - begun);
      }
    }),
  );
  const trips = way.trips();
  return {
    perSecond: took.length / seconds,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    trips: trips / took.length,
  };
}

function middle(all: readonly Measured[]): Measured {
  const of = (key: keyof Measured) => median(all.map((each) => each[key]));
  return { perSecond: of("perSecond"), p50: of("p50"), p99: of("p99"), trips: of("trips") };
}

/** As a table in Markdown. */
export function distanceTable(rows: readonly DistanceRow[]): string {
  const cell = ({ perSecond, p50, p99, trips }: Measured) =>
    `${Math.round(perSecond)} | ${p50.toFixed(0)} | ${p99.toFixed(0)} | ${trips.toFixed(1)}`;
  return [
    "| call | round trip | desk: a second | half, ms | 99 %, ms | trips | client alone: a second | half, ms | 99 %, ms | trips | ratio |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ what, milliseconds, desk, client }) =>
        `| ${what} | ${milliseconds} ms | ${cell(desk)} | ${cell(client)} | ${(desk.perSecond / client.perSecond).toFixed(1)} |`,
    ),
  ].join("\n");
}
