import { sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { settings } from "#db/schema/business.ts";
import { guardTemplate, type Statement, statement } from "#db/statement.ts";

/** Stored settings as JSON, by key. */
export async function storedSettings(db: Reader): Promise<Map<string, string>> {
  const rows = await db.select().from(settings);
  return new Map(rows.map((row) => [row.key, row.value]));
}

export function putSetting(key: string, value: string, updatedBy: string, now: number): Statement[] {
  const row = { value, updatedBy, updatedAt: now };
  return [
    statement(
      builder
        .insert(settings)
        .values({ key, ...row })
        .onConflictDoUpdate({ target: settings.key, set: row }),
    ),
  ];
}

export const stopped = "nothing is stopped";

/** True in SQL while nothing is stopped. */
export const deskIsRunning = sql`NOT EXISTS (SELECT 1 FROM settings WHERE key = 'permissions.stopped' AND value = 'true')`;

const running = guardTemplate(stopped, () => deskIsRunning);

/** Ends the unit while the owner has everything stopped. */
export function deskRuns(): Statement {
  return running({});
}
