import * as z from "zod";
import { defineWrite, type Effect, type EffectContext, type Settlement } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { type BackupKind, insertRun } from "./backup-store.ts";
import { type BackupEnd, backupService } from "./service.ts";

/** Making a copy and trying one out reach outside: recorded as intended, tried once, and how it ended is kept. */
function effectOf(kind: BackupKind, run: (ctx: EffectContext) => Promise<BackupEnd>): Effect {
  return {
    async run(id, ctx) {
      await ctx.begin();
      const startedAt = ctx.now;
      return settled(id, kind, startedAt, await run(ctx), startedAt);
    },
    lost: (id, now) => [
      insertRun({
        id,
        kind,
        startedAt: now,
        endedAt: now,
        problem: "It was cut off: the desk ended meanwhile.",
      }),
    ],
  };

  function settled(
    id: string,
    kind: BackupKind,
    startedAt: number,
    end: BackupEnd,
    endedAt: number,
  ): Settlement {
    const { name, bytes: size, isSealed, problem } = end;
    return {
      state: problem === null ? "done" : "failed",
      unit: [insertRun({ id, kind, startedAt, endedAt, name, size, isSealed, problem })],
      events: [{ type: "backup.ended", subject: id }],
    };
  }
}

const shared = {
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({ id: z.string() }),
  hints: { destructive: false, idempotent: false, openWorld: true },
} as const;

function planned(kind: BackupKind) {
  return async (_input: object, ctx: Parameters<Parameters<typeof defineWrite>[0]["plan"]>[1]) => {
    if (ctx.service(backupService).place === undefined)
      throw new DeskError("UNSUPPORTED", "The database is a server's, and its copies are made there.", {
        next: "Use what the server offers (docs/turso.md).",
      });
    const id = ctx.newId("bak");
    return { facts: { kind }, data: undefined, result: { id }, effects: [{ ref: id, lane: "backups" }] };
  };
}

/** Makes a copy of the database now. @throws UNSUPPORTED where the database is a server's */
export const backupMake = defineWrite({
  ...shared,
  name: "backup.make",
  title: "Make a copy",
  description: "Copies the whole database to where copies are kept, and looks whether the copy is whole.",
  summary: ({ id }) => `${id} is being made.`,
  plan: planned("backup"),
  apply: () => [],
  effect: effectOf("backup", (ctx) => ctx.service(backupService).make(ctx.settings.get("backup.keep"))),
});

/** Restores the newest copy aside, looks whether it is whole, and lets go of it. */
export const backupDrill = defineWrite({
  ...shared,
  name: "backup.drill",
  title: "Try the newest copy out",
  description: "Restores the newest copy aside, looks whether everything is in it, and lets go of it again.",
  summary: ({ id }) => `${id} is being tried out.`,
  plan: planned("drill"),
  apply: () => [],
  effect: effectOf("drill", (ctx) => ctx.service(backupService).drill()),
});
