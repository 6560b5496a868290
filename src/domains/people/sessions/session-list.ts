import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { sessionsOf } from "./session-store.ts";

/** The browsers somebody is signed in with, the one used last first. */
export const sessionList = defineRead({
  name: "session.list",
  title: "List sign-ins",
  description: "The browsers somebody is signed in with.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({
    sessions: z.array(
      z.object({
        id: z.string(),
        agent: z.string(),
        isThis: z.boolean(),
        createdAt: z.string(),
        lastSeenAt: z.string(),
      }),
    ),
  }),
  summary: ({ sessions }) => `${sessions.length} sign-ins.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    const rows = await sessionsOf(ctx.db, ctx.principal.user, ctx.now);
    return {
      sessions: rows.map(({ id, agent, createdAt, lastSeenAt }) => ({
        id,
        agent,
        isThis: id === ctx.principal.client,
        createdAt: iso(createdAt),
        lastSeenAt: iso(lastSeenAt),
      })),
    };
  },
});
