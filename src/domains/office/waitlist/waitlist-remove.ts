import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { lettingGo, offeredNow, requireWaiting } from "./waitlist-offer.ts";
import { changeWaiting } from "./waitlist-store.ts";

/** Takes somebody off the waiting list. @throws NOT_FOUND */
export const waitlistRemove = defineWrite({
  name: "waitlist.remove",
  title: "Remove from the waiting list",
  description: "Takes an entry off the waiting list: they do not want it any more, or have got it otherwise.",
  scopes: ["office:write"],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("wai_…") }),
  output: z.object({ id: z.string(), removed: z.literal(true) }),
  example: { id: "wai_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ id }) => `Removed ${id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  uses: ["ticket.move"],
  async plan({ id }, ctx) {
    const row = await requireWaiting(id, ctx);
    const held = await offeredNow(row, ctx);
    return {
      facts: { id },
      data:
        row.state === "gone"
          ? []
          : [...(held ? await lettingGo(held, ctx) : []), ...changeWaiting(row, { state: "gone" }, ctx.now)],
      result: { id, removed: true as const },
    };
  },
  apply: (statements) => statements,
});
