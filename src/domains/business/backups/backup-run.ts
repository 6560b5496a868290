import * as z from "zod";
import type { Effect, EffectContext, OperationContext, Settlement } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { type BackupKind, insertRun } from "./backup-store.ts";
import { type BackupEnd, backupService } from "./service.ts";

/** Making a copy and trying one out reach outside: recorded as intended, tried once, and how it ended is kept. */
export function effectOf(kind: BackupKind, run: (ctx: EffectContext) => Promise<BackupEnd>): Effect {
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

/** What making a copy and trying one out have alike. */
export const shared = {
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({ id: z.string() }),
  hints: { destructive: false, idempotent: false, openWorld: true },
} as const;

/** @throws DeskError UNSUPPORTED where the database is a server's */
export function planned(kind: BackupKind) {
  return async (_input: object, ctx: OperationContext) => {
    if (ctx.service(backupService).place === undefined)
      throw new DeskError("UNSUPPORTED", "The database is a server's, and its copies are made there.", {
        next: "Use what the server offers (docs/turso.md).",
      });
    if (ctx.settings.get("permissions.stopped"))
      throw new DeskError("BLOCKED", "Everything is stopped, so no backup is made or tried out.", {
        next: "Let the desk go on first: frontdesk resume",
      });
    const id = ctx.newId("bak");
    return { facts: { kind }, data: undefined, result: { id }, effects: [{ ref: id, lane: "backups" }] };
  };
}
