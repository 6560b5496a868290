import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { asDeskError } from "#src/errors.ts";
import { drillsOf, lastRun } from "./backup-store.ts";
import { backupService } from "./service.ts";

const run = z.object({ at: z.int(), problem: z.string().nullable(), name: z.string().nullable() }).nullable();

/** The copies there are, how the last one ended, and whether one was tried out. */
export const backupList = defineRead({
  name: "backup.list",
  title: "List copies",
  description: "The copies of the database in their place, and how making and trying them out went.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({
    withCopies: z.boolean().default(true).describe("False where the place need not be looked into."),
  }),
  output: z.object({
    place: z.string().nullable().describe("Null where the database is a server's."),
    seals: z.boolean(),
    copies: z.array(
      z.object({
        name: z.string(),
        madeAt: z.int(),
        bytes: z.int(),
        isSealed: z.boolean(),
        isWhole: z.boolean(),
        triedAt: z.int().nullable().describe("When it was last restored aside and found whole."),
      }),
    ),
    problem: z.string().nullable().describe("Why the place cannot be looked into now."),
    last: run,
    lastDrill: run,
  }),
  summary: ({ copies }) => `${copies.length} copies.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async read({ withCopies }, ctx) {
    const service = ctx.service(backupService);
    const [last, lastDrill, drills] = await Promise.all([
      lastRun(ctx.db, "backup"),
      lastRun(ctx.db, "drill"),
      drillsOf(ctx.db),
    ]);
    const shown = (row: typeof last) =>
      row === undefined ? null : { at: row.startedAt, problem: row.problem, name: row.name };
    const about = {
      place: service.place ?? null,
      seals: service.seals,
      last: shown(last),
      lastDrill: shown(lastDrill),
    };
    if (service.place === undefined || !withCopies) return { ...about, copies: [], problem: null };
    try {
      const copies = (await service.list()).map((copy) => {
        const drill = drills.get(copy.name);
        return { ...copy, triedAt: drill && drill.problem === null ? drill.startedAt : null };
      });
      return { ...about, copies, problem: null };
    } catch (failure) {
      return { ...about, copies: [], problem: asDeskError(failure).message };
    }
  },
});
