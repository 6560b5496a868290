import { createClient } from "@libsql/client";
import { Hono } from "hono";
import { ThinClient } from "#db/local/thin-client.ts";
import { Writer } from "#db/local/write.ts";
import { openNative } from "#runtime/libsql.ts";
import { columns, historyQuery } from "./query.ts";

/** Bare routes to compare with: `bare.ts DATABASE`. They do the same read or insert and nothing else. Prints its port. */
const [path = ""] = process.argv.slice(2);
const prepared = await ThinClient.open({ path });
const client = createClient({ url: `file:${path}` });
const writer = await Writer.open(`${path}.bare`, { maxQueue: 100_000, patience: 10_000 });
const each = await openNative(`${path}.bare-each`);
each.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
const create = "CREATE TABLE IF NOT EXISTS arrivals (id integer PRIMARY KEY, raw text NOT NULL)";
await writer.write([{ sql: create, args: [] }]);
each.exec(create);
const insert = each.prepare("INSERT INTO arrivals (raw) VALUES (?)");

const app = new Hono();
app.post("/nothing", async (c) => c.json(await c.req.json()));
app.post("/read-prepared", async (c) => {
  const { peer } = (await c.req.json()) as { peer: string };
  const { rows } = await prepared.execute(historyQuery, [peer, 10]);
  return c.json(rows.map(named));
});
app.post("/read-client", async (c) => {
  const { peer } = (await c.req.json()) as { peer: string };
  const { rows } = await client.execute({ sql: historyQuery, args: [peer, 10] });
  return c.json(rows.map(named));
});
app.post("/insert-shared", async (c) => {
  await writer.write([{ sql: "INSERT INTO arrivals (raw) VALUES (?)", args: [await c.req.text()] }]);
  return c.json({ status: "ok" });
});
app.post("/insert-each", async (c) => {
  const raw = await c.req.text();
  each.exec("BEGIN IMMEDIATE");
  insert.run([raw]);
  each.exec("COMMIT");
  return c.json({ status: "ok" });
});

const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: app.fetch });
console.log(JSON.stringify({ port: server.port }));

function named(row: ArrayLike<unknown>): Record<string, unknown> {
  return Object.fromEntries(columns.map((name, i) => [name, row[i]]));
}
