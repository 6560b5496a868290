import { sql } from "drizzle-orm";
import * as z from "zod";
import { guard, type Statement } from "#db/statement.ts";
import { defineWrite, type Effect, type OperationContext, type ServiceKey } from "#operation/operation.ts";
import type { PermissionRule } from "#operation/permission.ts";
import { DeskError } from "#src/errors.ts";
import type { Carrier } from "./carrier.ts";

/**
 * Two operations of the proof's own, which are quickly planned: one has all its effect in the database, the other
 * reaches outside. What carries them is the desk's.
 */
export const carrierKey: ServiceKey<Carrier> = { name: "carrier" };

export const noteTables = [
  "CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL, version INTEGER NOT NULL)",
  "CREATE TABLE dropped_notes (id TEXT NOT NULL, allowed_by TEXT)",
  "CREATE TABLE posts (id TEXT PRIMARY KEY, peer TEXT NOT NULL, content TEXT NOT NULL, status TEXT NOT NULL)",
];

const common = {
  title: "Part of a proof",
  description: "Part of a proof.",
  scopes: ["office:write"] as const,
  summary: () => "",
};

const permission: PermissionRule<unknown> = {
  rule: "Always requires a person.",
  levels: ["requires_authorization"],
  levelOf: () => ({ level: "requires_authorization", reason: "It is part of a proof." }),
};

interface Note {
  id: string;
  text: string;
  version: number;
}

async function noteOf(id: string, ctx: OperationContext): Promise<Note> {
  const [row] = await ctx.db.values<[string, number]>(sql`SELECT text, version FROM notes WHERE id = ${id}`);
  if (!row) throw new DeskError("NOT_FOUND", "There is no such note.");
  return { id, text: row[0], version: row[1] };
}

function isAsRead({ id, version }: Note): Statement {
  return guard(
    "the note is as it was read",
    sql`EXISTS (SELECT 1 FROM notes WHERE id = ${id} AND version = ${version})`,
  );
}

/** Takes a note away. */
export const noteDrop = defineWrite({
  ...common,
  name: "note.drop",
  input: z.strictObject({ id: z.string() }),
  output: z.object({ id: z.string() }),
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission,
  async plan({ id }, ctx) {
    const note = await noteOf(id, ctx);
    return { facts: { id, text: note.text }, versions: { [id]: note.version }, data: note, result: { id } };
  },
  apply: (note, { allowedBy = null }) => [
    isAsRead(note),
    { sql: "INSERT INTO dropped_notes (id, allowed_by) VALUES (?, ?)", args: [note.id, allowedBy] },
    { sql: "DELETE FROM notes WHERE id = ?", args: [note.id] },
  ],
});

/** Posts a text about a note to somebody. */
export const notePost = defineWrite({
  ...common,
  name: "note.post",
  input: z.strictObject({ about: z.string(), to: z.array(z.string()), content: z.string() }),
  output: z.object({ ids: z.array(z.string()) }),
  hints: { destructive: false, idempotent: false, openWorld: true },
  permission,
  async plan({ about, to, content }, ctx) {
    const note = await noteOf(about, ctx);
    const posts = to.map((peer) => ({ id: ctx.newId("msg"), peer, content }));
    return {
      facts: { about, text: note.text, to, content },
      versions: { [about]: note.version },
      data: { note, posts },
      result: { ids: posts.map(({ id }) => id) },
      effects: posts.map(({ id, peer }) => ({ ref: id, lane: peer })),
    };
  },
  apply: ({ note, posts }) => [
    isAsRead(note),
    ...posts.map(({ id, peer, content }) => ({
      sql: "INSERT INTO posts (id, peer, content, status) VALUES (?, ?, ?, 'queued')",
      args: [id, peer, content],
    })),
  ],
  effect: {
    async run(id, ctx) {
      const [row] = await ctx.db.values<[string, string]>(
        sql`SELECT peer, content FROM posts WHERE id = ${id}`,
      );
      const [to = "", content = ""] = row ?? [];
      const state = await ctx.service(carrierKey).hand({ ref: id, to, content }, ctx.begin);
      return { state, unit: [postIs(id, state)] };
    },
    lost: (id) => [postIs(id, "lost")],
    async lookUp(id, ctx) {
      return ctx.service(carrierKey).has(id) ? { state: "done", unit: [postIs(id, "done")] } : undefined;
    },
    gaveUp: (id) => [postIs(id, "not found")],
  } satisfies Effect,
});

function postIs(id: string, status: string): Statement {
  return { sql: "UPDATE posts SET status = ? WHERE id = ?", args: [status, id] };
}
