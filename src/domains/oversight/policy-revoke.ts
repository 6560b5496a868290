import * as z from "zod";
import { policyById, revokePolicy } from "#gate/rules/store.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** Takes a standing rule back: from now on a person is asked again. @throws NOT_FOUND */
export const policyRevoke = defineWrite({
  name: "policy.revoke",
  title: "Take a standing rule back",
  description: "From now on a person is asked again.",
  scopes: [],
  exposure: "approver",
  input: z.strictObject({ id: z.string().max(60).describe("pol_…") }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => `${id} is taken back.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    if (!(await policyById(ctx.db, id)))
      throw new DeskError("NOT_FOUND", "There is no such rule.", { next: "See: frontdesk policy list" });
    return {
      facts: { id },
      data: { id, by: ctx.principal.user, now: ctx.now },
      result: { id },
      events: [{ type: "policy.revoked", subject: id }],
    };
  },
  apply: ({ id, by, now }) => revokePolicy(id, by, now),
});
