import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { keepLink, newLink } from "./links.ts";
import { email, linkView, refuseTaken, role } from "./person-view.ts";

/** Makes a link with which somebody joins, once, within a week. @throws CONFLICT for an address that is somebody's. */
export const personInvite = defineWrite({
  name: "person.invite",
  title: "Invite a person",
  description: "Makes a link with which somebody joins the desk.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ email, role }),
  output: linkView,
  summary: ({ email: address }) => `Invited ${address}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ email: address, role: its }, ctx) {
    await refuseTaken(address, ctx);
    const link = newLink("invite", { email: address, role: its, madeBy: ctx.principal.user }, ctx.now);
    const expiresAt = isoIn(ctx.settings.get("business.zone"), link.expiresAt);
    return {
      facts: { email: address, role: its },
      data: link,
      result: { email: address, link: link.secret, expiresAt },
    };
  },
  apply: keepLink,
});
