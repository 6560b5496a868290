import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { endLinks, invitationOf } from "./person-store.ts";
import { email } from "./person-view.ts";

/** Takes an invitation back: its link lets nobody in any more. @throws NOT_FOUND */
export const personUninvite = defineWrite({
  name: "person.uninvite",
  title: "Take an invitation back",
  description: "Takes an invitation back.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ email }),
  output: z.object({ email: z.string() }),
  summary: ({ email: address }) => `Took back the invitation of ${address}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ email: address }, ctx) {
    if (!(await invitationOf(ctx.db, address, ctx.now)))
      throw new DeskError("NOT_FOUND", "Nobody with that address is invited.", {
        next: "See: frontdesk user list",
      });
    return { facts: { email: address }, data: { address, now: ctx.now }, result: { email: address } };
  },
  apply: ({ address, now }) => [endLinks({ purpose: "invite", email: address }, now)],
});
