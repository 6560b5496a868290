import * as z from "zod";
import { endRequest, type RequestRow, requestById } from "#gate/queue/store.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { stateAt } from "./request-view.ts";

/** Takes back what the caller has asked for, while nobody has decided. @throws NOT_FOUND; CONFLICT once it is decided. */
export const authorizationCancel = defineWrite({
  name: "authorization.cancel",
  title: "Take a request back",
  description:
    "Takes back a call of yours that waits for a person, when the user does not want it any more. What has been decided cannot be taken back.",
  scopes: [],
  input: z.strictObject({ queue_id: z.string().min(1).max(60).describe("auth_…, from the call that waits") }),
  output: z.object({ queue_id: z.string(), status: z.literal("cancelled") }),
  example: { queue_id: "auth_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ queue_id }) => `${queue_id} is taken back.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ queue_id }, ctx) {
    const row = await requestById(ctx.db, queue_id);
    const { user, client } = ctx.principal;
    if (!row || row.user !== user || row.client !== client) {
      throw new DeskError("NOT_FOUND", "No request of yours has that id.", {
        next: "Use the queue_id that the waiting call answered with.",
      });
    }
    const state = stateAt(row, ctx.now);
    if (state !== "pending" && state !== "cancelled") {
      throw new DeskError("CONFLICT", `It waits no longer: it is ${state}.`, {
        next: "Ask get_authorization what came of it.",
      });
    }
    return {
      facts: { queue_id },
      data: { row, waits: state === "pending", now: ctx.now } satisfies Data,
      result: { queue_id, status: "cancelled" as const },
      events: [{ type: "authorization.cancelled", subject: queue_id }],
    };
  },
  apply: ({ row, waits, now }) =>
    waits ? endRequest(row, { state: "cancelled", endedAt: now, sealedKey: null }, now) : [],
});

interface Data {
  row: RequestRow;
  waits: boolean;
  now: number;
}
