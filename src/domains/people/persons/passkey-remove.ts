import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { deletePasskey, passkeysOf, personById } from "./person-store.ts";

/** Forgets a passkey. @throws CONFLICT where nothing to sign in with would be left. */
export const passkeyRemove = defineWrite({
  name: "passkey.remove",
  title: "Remove a passkey",
  description: "Forgets a passkey.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  input: z.strictObject({ passkey: z.string().max(1000) }),
  output: z.object({ passkey: z.string() }),
  summary: () => "Removed the passkey.",
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ passkey }, { principal, db }) {
    const others = (await passkeysOf(db, principal.user)).filter(({ id }) => id !== passkey);
    const person = await personById(db, principal.user);
    if (others.length === 0 && !person?.passwordHash) {
      throw new DeskError("CONFLICT", "It is the only way to sign in that is left.", {
        next: "Choose a password first.",
      });
    }
    return { facts: { passkey }, data: { passkey, personId: principal.user }, result: { passkey } };
  },
  apply: ({ passkey, personId }) => deletePasskey(passkey, personId),
});
