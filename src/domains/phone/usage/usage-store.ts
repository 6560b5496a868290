import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** A month of the business; milliseconds, UTC. */
export interface Month {
  begins: number;
  ends: number;
}

/** What went out over a line in a month, and what it came to in millionths of a US dollar, as far as prices are known. */
export interface LineUse {
  lineId: string;
  texts: number;
  segments: number;
  textCost: number;
  calls: number;
  /** Begun minutes. */
  minutes: number;
  callCost: number;
}

const wentOut = sql`direction = 'outbound' AND asked_by IS NOT NULL AND status NOT IN ('failed', 'canceled')`;

export async function usedIn(db: Reader, { begins, ends }: Month): Promise<LineUse[]> {
  const within = sql`at >= ${begins} AND at < ${ends} AND ${wentOut}`;
  const [texts, calls] = await Promise.all([
    db.values<[string, number, number, number]>(
      sql`SELECT line_id, count(*), sum(coalesce(segments, 1)), sum(coalesce(cost, 0))
        FROM messages WHERE ${within} GROUP BY line_id`,
    ),
    db.values<[string, number, number, number]>(
      sql`SELECT line_id, count(*), sum((coalesce(duration, 0) + 59) / 60), sum(coalesce(cost, 0))
        FROM calls WHERE ${within} GROUP BY line_id`,
    ),
  ]);
  const lines = new Set([...texts, ...calls].map(([lineId]) => lineId));
  return [...lines].map((lineId) => {
    const [, sent = 0, segments = 0, textCost = 0] = texts.find(([id]) => id === lineId) ?? [];
    const [, placed = 0, minutes = 0, callCost = 0] = calls.find(([id]) => id === lineId) ?? [];
    return { lineId, texts: sent, segments, textCost, calls: placed, minutes, callCost };
  });
}

/** In SQL: what a line has spent in a month, with what still waits to go out in it. */
export function spentOn(lineId: string, { begins, ends }: Month): SQL {
  const within = sql`line_id = ${lineId} AND at >= ${begins} AND at < ${ends} AND ${wentOut}`;
  return sql`(SELECT coalesce(sum(cost), 0) FROM messages WHERE ${within})
    + (SELECT coalesce(sum(cost), 0) FROM calls WHERE ${within})`;
}

export async function spentBy(db: Reader, lineId: string, month: Month): Promise<number> {
  const [row] = await db.values<[number]>(sql`SELECT ${spentOn(lineId, month)}`);
  return row?.[0] ?? 0;
}
