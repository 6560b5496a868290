import * as z from "zod";
import { callById } from "#domains/assistant/spending/spending-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { underWay } from "#operation/under-way.ts";
import { idPattern } from "#platform/ids.ts";
import { DeskError } from "#src/errors.ts";

/** Ends a question that is being answered; the call at the provider ends too. @throws NOT_FOUND, CONFLICT */
export const chatCancel = defineWrite({
  name: "chat.cancel",
  title: "Stop an answer",
  description:
    "Stops a question that is still being answered. What was written so far is kept and is charged.",
  scopes: ["assistant:write"],
  input: z.strictObject({ call_id: z.string().regex(idPattern("mdc"), "Not a call_id.") }),
  output: z.object({ call_id: z.string(), stopped: z.literal(true) }),
  example: { call_id: "mdc_01ma3z8k4n6p8q2r5s7t9v1w3x" },
  summary: () => "Stopped.",
  hints: { destructive: true, idempotent: true, openWorld: true },
  isNewEachTime: true,
  async plan({ call_id }, ctx) {
    const row = await callById(ctx.db, call_id);
    if (row?.purpose !== "chat" || row.user !== ctx.principal.user)
      throw new DeskError("NOT_FOUND", "You have asked nothing of that id.");
    if (row.state !== "reserved" || !ctx.service(underWay).stop(call_id))
      throw new DeskError("CONFLICT", "It is not being answered any more, or by another process.", {
        next: "Look at it with chat_get_answer.",
      });
    return { facts: {}, data: undefined, result: { call_id, stopped: true as const } };
  },
  apply: () => [],
});
