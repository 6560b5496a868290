import { cpus } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { statement } from "#db/statement.ts";
import { signStandard } from "#tests/fakes/quo.ts";
import { datedMessage } from "#tests/fakes/quo-events.ts";
import { scratchFolder, startServer } from "#tests/support/process.ts";

/**
 * `bun run bench`: the desk beside bare routes that do the same read or insert. Each round runs every
 * contender in turn; the figures are medians of the rounds, and only the ratios carry over to other machines.
 */
const rounds = 5;
const seconds = 2;
const connections = 16;
const historyRows = 100_000;
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const envelope = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

interface Contender {
  name: string;
  ask(n: number): Promise<Response>;
  rates: number[];
}

const scratch = scratchFolder();
const path = join(scratch.path, "frontdesk.db");
await fill();
const desk = await startServer({
  folder: scratch.path,
  env: { QUO_WEBHOOK_SECRET: secret, LOG_LEVEL: "error" },
});
for (const key of ["limits.reads_per_minute", "limits.writes_per_minute"])
  await desk.cli("settings", "set", key, "100000");
const bareProcess = Bun.spawn([process.execPath, join(import.meta.dirname, "bare.ts"), path], {
  stderr: "pipe",
});
const [, bare = ""] =
  /(http:\/\/localhost:\d+)/.exec(
    new TextDecoder().decode((await bareProcess.stderr.getReader().read()).value),
  ) ?? [];
const tokens = await Promise.all(
  Array.from({ length: 40 }, async () => (await desk.cli("token", "create")).out.trim()),
);

const json = { "content-type": "application/json" };
const peerOf = (n: number) => `+1555${String(1_000_000 + (n % 1000))}`;
let serial = 0;

const reads: Contender[] = [
  {
    name: "bare Hono route, prepared read",
    rates: [],
    ask: (n) =>
      fetch(`${bare}/read`, { method: "POST", headers: json, body: JSON.stringify({ peer: peerOf(n) }) }),
  },
  {
    name: "tools/call through /mcp (2025-11-25)",
    rates: [],
    ask: (n) =>
      call({ name: "get_message_history", arguments: { phoneNumber: peerOf(n), limit: 10 } }, n, {}),
  },
  {
    name: "tools/call through /mcp (2026-07-28)",
    rates: [],
    ask: (n) =>
      call(
        { name: "get_message_history", arguments: { phoneNumber: peerOf(n), limit: 10 }, _meta: envelope },
        n,
        {
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": "get_message_history",
        },
      ),
  },
];

const arrivals: Contender[] = [
  {
    name: "bare insert, a commit each",
    rates: [],
    ask: () => fetch(`${bare}/insert-each`, { method: "POST", body: event() }),
  },
  {
    name: "bare insert, shared commits",
    rates: [],
    ask: () => fetch(`${bare}/insert-shared`, { method: "POST", body: event() }),
  },
  {
    name: "signed webhook to durable row, and processed",
    rates: [],
    ask: () => {
      const body = event();
      return fetch(`${desk.url}/webhooks/quo`, {
        method: "POST",
        body,
        headers: signStandard(body, secret, Date.now()),
      });
    },
  },
];

for (let round = 0; round < rounds; round++) {
  for (const contender of [...reads, ...arrivals]) contender.rates.push(await rate(contender));
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}
console.log(
  `Bun ${Bun.version}, ${cpus().length} cores, ${connections} connections, medians of ${rounds} interleaved rounds of ${seconds} s\n`,
);
report(`Ten rows of a history of ${historyRows.toLocaleString("en")}`, reads, 0);
report("An event from outside", arrivals, 1);
bareProcess.kill();
await desk.stop();
scratch.remove();

function call(params: object, n: number, headers: Record<string, string>): Promise<Response> {
  return fetch(`${desk.url}/mcp`, {
    method: "POST",
    headers: {
      ...json,
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${tokens[n % tokens.length]}`,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: n, method: "tools/call", params }),
  });
}

async function rate({ name, ask }: Contender): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const answer = await ask(serial++);
        const text = await answer.text();
        if (!answer.ok || text.includes('"isError"'))
          throw new Error(`${name} answered ${answer.status}: ${text.slice(0, 200)}`);
        answered++;
      }
    }),
  );
  return answered / seconds;
}

function report(title: string, contenders: Contender[], base: number): void {
  const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const reference = median(contenders[base]?.rates ?? []);
  console.log(`| ${title} | a second | of "${contenders[base]?.name}" |\n| --- | ---: | ---: |`);
  for (const { name, rates } of contenders) {
    console.log(
      `| ${name} | ${Math.round(median(rates)).toLocaleString("en")} | ${Math.round((median(rates) / reference) * 100)} % |`,
    );
  }
  console.log("");
}

function event(): string {
  const n = serial++;
  return JSON.stringify(
    datedMessage({ id: `EV${n}`, messageId: `AC${n}`, text: `event ${n}`, customer: peerOf(n) }),
  );
}

async function fill(): Promise<void> {
  const database = await openDatabase({ path, now: 1 });
  const at = Date.UTC(2026, 10, 1);
  await database.write([
    statement(
      sql`INSERT INTO lines (id, provider, provider_id, number, name, created_at, updated_at) VALUES ('lin_bench', 'bench', 'B1', '+15550100101', 'Bench', 1, 1)`,
    ),
    statement(sql`INSERT INTO conversations (id, peer, last_activity_at, created_at)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) SELECT 'cnv_' || i, '+1555' || (1000000 + i), ${at}, 1 FROM n`),
    statement(sql`INSERT INTO messages (id, conversation_id, line_id, provider, direction, peer, content, status, at, created_at, updated_at)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${historyRows - 1})
      SELECT printf('msg_%026d', i), 'cnv_' || (i % 1000), 'lin_bench', 'bench', CASE i % 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END,
        '+1555' || (1000000 + i % 1000), 'Message ' || i || ' about a flat, a key and a time to meet.', 'received', ${at} + i, 1, 1 FROM n`),
  ]);
  await database.close();
}
