import * as z from "zod";
import { endSessionsOf } from "#domains/people/sessions/session-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { endLinks, keepsAnOwner, listPeople, updatePerson } from "./person-store.ts";
import { email, existingPerson, personView, role, viewOf } from "./person-view.ts";

/**
 * Gives somebody another role, or switches them off and on. Their tokens narrow at once, they sign in anew, and
 * the links they have made end.
 * @throws NOT_FOUND; CONFLICT where no owner would be left.
 */
export const personChange = defineWrite({
  name: "person.change",
  title: "Change a person",
  description: "Gives somebody another role, or switches them off and on.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ email, role: role.optional(), active: z.boolean().optional() }),
  output: personView,
  summary: ({ email: address, role: its, state }) => `${address} is ${its}, ${state}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ email: address, role: its, active }, ctx) {
    const person = await existingPerson(address, ctx);
    const switched = active === undefined ? {} : { disabledAt: active ? null : ctx.now };
    const change = { ...(its === undefined ? {} : { role: its }), ...switched };
    const changed = { ...person, ...change };
    const others = (await listPeople(ctx.db)).filter(({ id }) => id !== person.id);
    if (![...others, changed].some((each) => each.role === "owner" && each.disabledAt === null)) {
      throw new DeskError("CONFLICT", "The desk would be left without an owner.", {
        next: "Make somebody else an owner first.",
      });
    }
    return {
      facts: { email: person.email, before: person.role, ...change },
      data: { id: person.id, change, now: ctx.now },
      result: viewOf(changed, ctx),
      events: [{ type: "person.changed", subject: person.id }],
    };
  },
  apply: ({ id, change, now }) => [
    ...updatePerson(id, change, now),
    endSessionsOf(id),
    // What they have sent out, and what would let them in again, was given by the rights they had.
    endLinks({ purpose: "invite", madeBy: id }, now),
    endLinks({ purpose: "reset", madeBy: id }, now),
    endLinks({ purpose: "reset", personId: id }, now),
    keepsAnOwner(),
  ],
});
