import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { keepLink, newLink } from "./links.ts";
import { email, existingPerson, linkView } from "./person-view.ts";

/** Makes a link with which somebody chooses a new password, once, within a day. @throws NOT_FOUND */
export const personReset = defineWrite({
  name: "person.reset",
  title: "Make a link for a new password",
  description: "Makes a link with which somebody chooses a new password.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ email }),
  output: linkView,
  summary: ({ email: address }) => `Made a link for ${address}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ email: address }, ctx) {
    const person = await existingPerson(address, ctx);
    const link = newLink("reset", { personId: person.id, madeBy: ctx.principal.user }, ctx.now);
    const expiresAt = isoIn(ctx.settings.get("business.zone"), link.expiresAt);
    return {
      facts: { email: person.email },
      data: link,
      result: { email: person.email, link: link.secret, expiresAt },
    };
  },
  apply: keepLink,
});
