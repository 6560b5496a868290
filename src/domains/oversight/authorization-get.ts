import * as z from "zod";
import { defineRead } from "#catalog/operation.ts";
import { requestStates } from "#db/schema/oversight.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { requestOf } from "./request-store.ts";

/** What became of a request that waits for a person. @throws NOT_FOUND for anybody's but the caller's own. */
export const authorizationGet = defineRead({
  name: "authorization.get",
  title: "See what a person decided",
  description:
    "Tells whether a call that answered authorization_required has been decided: pending, executed with its result, denied with the person's note, or expired. Ask again after a minute or when the user says it is done; do not repeat the call itself.",
  scopes: [],
  input: z.strictObject({ queue_id: z.string().min(1).max(60).describe("auth_…, from the call that waits") }),
  output: z.object({
    queue_id: z.string(),
    operation: z.string(),
    status: z.enum(requestStates),
    reason: z.string(),
    note: z.string().nullable(),
    result: z.unknown(),
    asked_at: z.string(),
    expires_at: z.string(),
  }),
  summary: ({ queue_id, operation, status }) => `${operation} (${queue_id}) is ${status}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ queue_id }, ctx) {
    const row = await requestOf(ctx.db, queue_id, ctx.principal.client);
    if (!row) {
      throw new DeskError("NOT_FOUND", "No request of yours has that id.", {
        next: "Use the queue_id that the waiting call answered with.",
      });
    }
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    return {
      queue_id: row.id,
      operation: row.operation,
      status: row.state === "pending" && row.expiresAt <= ctx.now ? "expired" : row.state,
      reason: row.reason,
      note: row.note,
      result: row.output === null ? null : JSON.parse(row.output),
      asked_at: iso(row.createdAt),
      expires_at: iso(row.expiresAt),
    };
  },
});
