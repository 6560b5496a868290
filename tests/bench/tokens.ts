import { openDatabase } from "#db/open.ts";
import { createAuditMemory } from "#gate/audit/memory.ts";
import { createBearer } from "#oauth/bearer.ts";
import { systemClock } from "#platform/clock.ts";
import { createMetrics } from "#platform/metrics.ts";
import { createSeal } from "#platform/seal.ts";
import { median } from "./median.ts";

/** Microseconds to find out who a token speaks for: remembered, and read from the database. */
export async function measureTokens(path: string, token: string): Promise<{ known: number; read: number }> {
  const database = await openDatabase({ kind: "local", path }, { now: Date.now() });
  const bearer = createBearer({
    isFresh: () => true,
    database,
    clock: systemClock,
    metrics: createMetrics(),
    audit: createAuditMemory(database),
    seal: createSeal([""]),
    baseUrl: "http://localhost",
  });
  const check = () =>
    bearer.principalOf(`Bearer ${token}`, "mcp", { address: "127.0.0.1", requestId: "bench" });
  const known = await microseconds(check);
  const read = await microseconds(async () => {
    bearer.forget();
    await check();
  });
  await database.close();
  return { known, read };
}

async function microseconds(work: () => Promise<unknown>): Promise<number> {
  const each: number[] = [];
  for (let round = 0; round < 9; round++) {
    const started = performance.now();
    for (let i = 0; i < 2000; i++) await work();
    each.push((performance.now() - started) / 2);
  }
  return median(each);
}
