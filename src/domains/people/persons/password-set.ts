import * as z from "zod";
import { endSessionsOf } from "#domains/people/sessions/session-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { hashPassword, passwordLength, weaknessOf } from "./password.ts";
import { endLinks, personById, updatePerson } from "./person-store.ts";

/** Gives somebody the password they chose, and signs them out everywhere but here. @throws VALIDATION_ERROR for a weak one */
export const passwordSet = defineWrite({
  name: "password.set",
  title: "Choose a password",
  description: "Gives somebody the password they chose.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  secretInput: ["password"],
  input: z.strictObject({ password: z.string().max(passwordLength.longest * 4) }),
  output: z.object({ kept: z.literal(true) }),
  summary: () => "Kept the password.",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ password }, { db, principal, now }) {
    const person = await personById(db, principal.user);
    if (!person) throw new DeskError("NOT_FOUND", "Nobody is signed in.", { next: "Sign in first." });
    const weakness = weaknessOf(password, person.email);
    if (weakness) throw new DeskError("VALIDATION_ERROR", weakness, { next: "Choose another one." });
    const data = { id: person.id, here: principal.client, passwordHash: await hashPassword(password), now };
    return { facts: {}, data, result: { kept: true as const } };
  },
  apply: ({ id, here, passwordHash, now }) => [
    ...updatePerson(id, { passwordHash }, now),
    endSessionsOf(id, here),
    endLinks({ purpose: "reset", personId: id }, now),
  ],
});
