import * as z from "zod";
import type { StoredLine } from "#gate/audit/line.ts";
import { inputsOf, newestLines } from "#gate/audit/newest-store.ts";
import { lastSeal } from "#gate/audit/store.ts";
import { namesFor } from "#operation/asker-names.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { aboutOf } from "./audit-about.ts";

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
    quiet: z
      .array(z.string().max(80))
      .max(500)
      .optional()
      .describe("Operations whose lines are left out where they went well."),
    whole: z.boolean().optional().describe("Leaves out what an operation did as a part of another."),
    byOthers: z.boolean().optional().describe("Leaves out what the desk did by itself."),
    since: z.int().optional().describe("Milliseconds, UTC."),
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
        about: z.string().nullable().describe("What it was about, where that is still there."),
      }),
    ),
    /** Where the next page begins; null on the last one. */
    before: z.number().nullable(),
  }),
  summary: ({ lines }) => `${lines.length} lines.`,
  isContent: true,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ before, operation, outcome, who, quiet, whole, byOthers, since, limit }, ctx) {
    const rows = await newestLines(ctx.db, {
      ...{ before, operation, outcome, who, quiet, since, isWhole: whole, isByOthers: byOthers },
      limit: limit + 1,
    });
    const sealed = (await lastSeal(ctx.db))?.seq ?? 0;
    const zone = ctx.settings.get("business.zone");
    const namesOf = namesFor(ctx);
    const inputs = await inputsOf(
      ctx.db,
      rows.flatMap(({ id, parentId }) => [id, ...(parentId === null ? [] : [parentId])]),
    );
    const lineOf = async (row: StoredLine) => {
      const { person, client: app } = await namesOf(row.user, row.client);
      return {
        seq: row.seq,
        at: isoIn(zone, row.at),
        operation: row.operation,
        outcome: row.outcome,
        user: row.user,
        client: row.client,
        person,
        app,
        face: row.face,
        requestId: row.requestId,
        isSealed: row.seq <= sealed,
        about: aboutIn(inputs.get(row.id) ?? inputs.get(row.parentId ?? "")),
      };
    };
    const shown = rows.slice(0, limit);
    const lines = await Promise.all((whole ? asTheyEnded(shown) : shown).map(lineOf));
    return { lines, before: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null };
  },
});

/** One line for what was begun and then failed outside, such as a text that a provider refused: it ended as it failed. */
function asTheyEnded(rows: readonly StoredLine[]): StoredLine[] {
  const begun = new Map(rows.map((row) => [row.id, row]));
  const isEnd = ({ parentId, operation }: StoredLine) =>
    parentId !== null && begun.get(parentId)?.operation === operation;
  const ends = new Map(rows.filter(isEnd).map((row) => [row.parentId, row.outcome]));
  return rows
    .filter((row) => !isEnd(row))
    .map((row) => ({ ...row, outcome: ends.get(row.id) ?? row.outcome }));
}

function aboutIn(input: string | undefined): string | null {
  return input === undefined ? null : aboutOf(input);
}
