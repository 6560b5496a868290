import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import type { Taken } from "#domains/office/appointments/appointment-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { makeVisits, makingUses, seriesHorizon } from "./making.ts";
import { changeSeries, seriesToExtend } from "./series-store.ts";

/** How many series are extended at once, and how many days before the horizon is reached again. */
const most = 10;
const slack = 7;

/** Makes the visits of series that have come near enough. */
export const seriesExtend = defineWrite({
  name: "series.extend",
  title: "Make the next visits of series",
  description: "Run again and again by the desk.",
  scopes: [],
  exposure: "system",
  uses: makingUses,
  input: z.strictObject({}),
  output: z.object({ extended: z.int(), skipped: z.array(z.string()) }),
  summary: ({ extended }) => `${extended} extended`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(_given, ctx) {
    const today = localMoment(ctx.settings.get("business.zone"), ctx.now).date;
    const rows = await seriesToExtend(ctx.db, dateAfter(today, seriesHorizon - slack), most);
    const statements: Statement[] = [];
    const skipped: string[] = [];
    const beside: Taken[] = [];
    for (const row of rows) {
      const made = await makeVisits(row, { after: row.madeUntil, beside }, ctx);
      statements.push(...changeSeries(row, { madeUntil: made.madeUntil }), ...made.statements);
      skipped.push(...made.skipped.map(({ why }) => why));
    }
    return { facts: {}, data: statements, result: { extended: rows.length, skipped } };
  },
  apply: (statements) => statements,
});
