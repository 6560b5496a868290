import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { changeService } from "./service-store.ts";
import { requireService } from "./service-view.ts";

/** Puts a service away: nobody books it any more. @throws NOT_FOUND */
export const serviceArchive = defineWrite({
  name: "service.archive",
  title: "Archive a service",
  description:
    "Puts a service away, so that nobody books it any more. Appointments with it stay as they are, and service update with archived false brings it back.",
  scopes: ["office:write"],
  input: z.strictObject({ id: z.string().min(1).max(120).describe("svc_… or its name.") }),
  output: z.object({ id: z.string(), archived: z.literal(true) }),
  example: { id: "svc_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ id }) => `Archived ${id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    const row = await requireService(id, ctx);
    const isSo = row.archivedAt !== null;
    return {
      facts: { id: row.id },
      versions: { [row.id]: row.version },
      data: isSo ? undefined : { row, now: ctx.now },
      result: { id: row.id, archived: true as const },
      events: isSo ? [] : [{ type: "service.changed", subject: row.id }],
    };
  },
  apply: (data) => (data ? changeService(data.row, { archivedAt: data.now }, data.now) : []),
});
