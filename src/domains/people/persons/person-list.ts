import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { listPeople, openInvitations } from "./person-store.ts";
import { personView, viewOf } from "./person-view.ts";

/** Who may sign in, and who has been invited. */
export const personList = defineRead({
  name: "person.list",
  title: "List people",
  description: "Who may sign in, and who has been invited.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({
    people: z.array(personView),
    invitations: z.array(z.object({ email: z.string(), role: z.string(), expiresAt: z.string() })),
  }),
  summary: ({ people, invitations }) => `${people.length} people, ${invitations.length} invited.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const people = (await listPeople(ctx.db)).map((person) => viewOf(person, ctx));
    const invitations = (await openInvitations(ctx.db, ctx.now)).map(({ email, role, expiresAt }) => ({
      email: email ?? "",
      role: role ?? "",
      expiresAt: isoIn(ctx.settings.get("business.zone"), expiresAt),
    }));
    return { people, invitations };
  },
});
