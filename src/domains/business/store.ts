import { builder, type Reader } from "#db/client.ts";
import { settings } from "#db/schema/business.ts";
import { type Statement, statement } from "#db/statement.ts";

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
