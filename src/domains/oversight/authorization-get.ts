import * as z from "zod";
import { requestById } from "#gate/queue/store.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { requestView, viewRequest } from "./request-view.ts";

/** What became of a request that waits for a person. @throws NOT_FOUND for anybody's but the caller's own. */
export const authorizationGet = defineRead({
  name: "authorization.get",
  title: "See what a person decided",
  description:
    "Tells whether a call that answered authorization_required has been decided: pending, executed with its result, denied with the person's note, or expired. Ask again after a minute; do not repeat the call itself.",
  scopes: [],
  input: z.strictObject({ queue_id: z.string().min(1).max(60).describe("auth_…, from the call that waits") }),
  output: requestView,
  example: { queue_id: "auth_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ queue_id, operation, status, note, replaced_by }) =>
    [
      `${operation} (${queue_id}) is ${status}.`,
      note && `The person wrote: ${note}`,
      replaced_by && `What it was about has changed; ${replaced_by} waits in its place.`,
    ]
      .filter(Boolean)
      .join(" "),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ queue_id }, ctx) {
    const row = await requestById(ctx.db, queue_id);
    const { user, client } = ctx.principal;
    if (row && row.user === user && row.client === client) return await viewRequest(row, ctx);
    throw new DeskError("NOT_FOUND", "No request of yours has that id.", {
      next: "Use the queue_id that the waiting call answered with.",
    });
  },
});
