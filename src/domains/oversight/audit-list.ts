import * as z from "zod";
import { defineRead, type OperationContext } from "#catalog/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { lastSeal, newestLines } from "./audit-store.ts";

const word = z.string().max(200).optional();

/** The audit, newest first: who did what, how it ended, and whether it is sealed. */
export const auditList = defineRead({
  name: "audit.list",
  title: "Read the audit",
  description: "Who did what, and how it ended, newest first.",
  scopes: [],
  exposure: "owner",
  uses: ["asker.describe"],
  input: z.strictObject({
    before: z.int().min(1).optional(),
    operation: word,
    outcome: word,
    who: word,
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.object({
    lines: z.array(
      z.object({
        seq: z.number(),
        at: z.string(),
        operation: z.string(),
        outcome: z.string(),
        user: z.string(),
        client: z.string(),
        /** Their names, where they have some; the client's is text of a stranger. */
        person: z.string(),
        app: z.string(),
        face: z.string(),
        requestId: z.string(),
        isSealed: z.boolean(),
      }),
    ),
    /** Where the next page begins; null on the last one. */
    before: z.number().nullable(),
  }),
  summary: ({ lines }) => `${lines.length} lines.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ before, operation, outcome, who, limit }, ctx) {
    const rows = await newestLines(ctx.db, { before, operation, outcome, who, limit: limit + 1 });
    const sealed = (await lastSeal(ctx.db))?.seq ?? 0;
    const zone = ctx.settings.get("business.zone");
    const names = await namesOf(rows, ctx);
    const lines = rows.slice(0, limit).map((row) => ({
      seq: row.seq,
      at: isoIn(zone, row.at),
      operation: row.operation,
      outcome: row.outcome,
      user: row.user,
      client: row.client,
      ...(names.get(`${row.user} ${row.client}`) ?? { person: row.user, app: row.client }),
      face: row.face,
      requestId: row.requestId,
      isSealed: row.seq <= sealed,
    }));
    return { lines, before: rows.length > limit ? (lines.at(-1)?.seq ?? null) : null };
  },
});

/** Each asker of these lines is looked up once. */
async function namesOf(
  rows: readonly { user: string; client: string }[],
  ctx: OperationContext,
): Promise<Map<string, { person: string; app: string }>> {
  const names = new Map<string, { person: string; app: string }>();
  for (const { user, client } of rows) {
    const key = `${user} ${client}`;
    if (names.has(key)) continue;
    const found = await ctx.use<{ person: string; client: string }>("asker.describe", { user, client });
    names.set(key, { person: found.person, app: found.client });
  }
  return names;
}
