import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { endSession, endSessionsOf } from "./session-store.ts";

/** Signs one browser of somebody's out, or all but the one that asks. */
export const sessionRevoke = defineWrite({
  name: "session.revoke",
  title: "Sign a browser out",
  description: "Signs one browser out, or all others.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({ session: z.string().max(40).describe("ses_… or `others`") }),
  output: z.object({ session: z.string() }),
  summary: ({ session }) => `Signed out: ${session}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ session }, { principal }) {
    return {
      facts: { session },
      data: { session, personId: principal.user, here: principal.client },
      result: { session },
    };
  },
  apply: ({ session, personId, here }) =>
    session === "others" ? [endSessionsOf(personId, here)] : endSession(session, personId),
});
