import { sql } from "drizzle-orm";
import { openDatabase } from "#db/open.ts";
import { statement } from "#db/statement.ts";

export const historyRows = 100_000;
const people = 1000;

export const peerOf = (n: number) => `+1555${String(1_000_000 + (n % people))}`;

/** A database at `path` with one line and a long history with a thousand numbers. */
export async function fillHistory(path: string): Promise<void> {
  const database = await openDatabase({ kind: "local", path }, { now: 1 });
  const at = Date.UTC(2026, 10, 1);
  await database.write([
    statement(
      sql`INSERT INTO lines (id, provider, provider_id, number, name, created_at, updated_at) VALUES ('lin_bench', 'bench', 'B1', '+15550100101', 'Bench', 1, 1)`,
    ),
    statement(sql`INSERT INTO conversations (id, peer, last_activity_at, created_at)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${sql.raw(String(people - 1))}) SELECT 'cnv_' || i, '+1555' || (1000000 + i), ${at}, 1 FROM n`),
    statement(sql`INSERT INTO messages (id, conversation_id, line_id, provider, direction, peer, content, status, at, created_at, updated_at)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${sql.raw(String(historyRows - 1))})
      SELECT printf('msg_%026d', i), 'cnv_' || (i % ${sql.raw(String(people))}), 'lin_bench', 'bench', CASE i % 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END,
        '+1555' || (1000000 + i % ${sql.raw(String(people))}), 'Message ' || i || ' about a flat, a key and a time to meet.', 'received', ${at} + i, 1, 1 FROM n`),
  ]);
  await database.close();
}
