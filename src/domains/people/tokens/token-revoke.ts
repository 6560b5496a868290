import * as z from "zod";
import { ownOnly } from "#domains/people/ownership.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { livingTokens, revokeToken } from "./token-store.ts";

/** Ends a token at once, and those it minted. A person ends their own, the owner any. @throws NOT_FOUND when no living token has that id or name; CONFLICT when several have it. */
export const tokenRevoke = defineWrite({
  name: "token.revoke",
  title: "Revoke a token",
  description: "Ends a personal access token at once.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({ token: z.string().min(1).max(80).describe("tok_… or its name") }),
  output: z.object({ id: z.string(), name: z.string() }),
  summary: ({ id, name }) => `Revoked ${name} (${id}).`,
  hints: { destructive: true, idempotent: false, openWorld: false },
  async plan({ token }, ctx) {
    const [found, another] = await livingTokens(ctx.db, token, ownOnly(ctx.principal));
    if (!found) {
      throw new DeskError("NOT_FOUND", "No living token has that id or name.", {
        next: "See: frontdesk token list",
      });
    }
    if (another) {
      throw new DeskError("CONFLICT", "Several tokens have that name.", {
        next: "Name it by its id: frontdesk token list",
      });
    }
    const { id, name } = found;
    return {
      facts: { id, name },
      data: { id, now: ctx.now },
      result: { id, name },
      events: [{ type: "token.revoked", subject: id }],
    };
  },
  apply: ({ id, now }) => revokeToken(id, now),
});
