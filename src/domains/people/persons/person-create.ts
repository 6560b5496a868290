import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { keepLink, newLink } from "./links.ts";
import { insertPerson } from "./person-store.ts";
import { email, linkView, refuseTaken, role } from "./person-view.ts";

/** Enters somebody at once, and makes the link with which they choose a password. @throws CONFLICT */
export const personCreate = defineWrite({
  name: "person.create",
  title: "Enter a person",
  description: "Enters somebody at once; the answer has the link with which they choose a password.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ email, role, name: z.string().trim().min(1).max(80) }),
  output: linkView,
  summary: ({ email: address }) => `Entered ${address}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ email: address, role: its, name }, ctx) {
    await refuseTaken(address, ctx);
    const id = ctx.newId("per");
    const link = newLink("reset", { personId: id, madeBy: ctx.principal.user }, ctx.now);
    const person = { id, email: address, name, role: its, createdAt: ctx.now, updatedAt: ctx.now };
    const expiresAt = isoIn(ctx.settings.get("business.zone"), link.expiresAt);
    return {
      facts: { email: address, role: its, name },
      data: { person, link },
      result: { email: address, link: link.secret, expiresAt },
    };
  },
  apply: ({ person, link }) => [...insertPerson(person), ...keepLink(link)],
});
