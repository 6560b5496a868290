import * as z from "zod";
import { scope } from "#domains/people/scope-input.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import { defineWrite } from "#operation/operation.ts";
import { allScopes } from "#operation/scopes.ts";
import { DeskError } from "#src/errors.ts";
import { insertClient } from "./client-store.ts";
import { isRegistrable } from "./redirect-uri.ts";

const redirectUri = z.string().refine(isRegistrable, {
  error: "Not an address an app can be answered at: https, http on localhost, or an app's own scheme.",
});

/**
 * Enters a client that does not register by itself: one that people sign in with, at its redirect
 * addresses, or one without people that acts by its own credentials (RFC 6749 §4.4) within its scopes.
 */
export const clientAdd = defineWrite({
  name: "client.add",
  title: "Enter a client",
  description: "Enters an OAuth client by hand.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({
    name: z.string().trim().min(1).max(120),
    redirectUris: z.array(redirectUri).max(10).default([]),
    /** A public client has no secret; it proves itself by PKCE alone. */
    isPublic: z.boolean().default(false),
    /** What it may do by itself. Without any it can only ask people. */
    scopes: z.array(scope).max(allScopes.length).default([]),
  }),
  output: z.object({ id: z.string(), secret: z.string().optional() }),
  summary: ({ id }) => `Entered ${id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ name, redirectUris, isPublic, scopes }, ctx) {
    if (redirectUris.length === 0 && scopes.length === 0) {
      throw new DeskError("VALIDATION_ERROR", "Such a client could do nothing.", {
        next: "Give it a redirect address, or scopes of its own.",
      });
    }
    if (isPublic && scopes.length > 0) {
      throw new DeskError("VALIDATION_ERROR", "A client that acts by itself needs a secret.", {
        next: "Leave out that it is public.",
      });
    }
    const secret = isPublic ? undefined : newSecret("client");
    const row = {
      id: ctx.newId("cli"),
      source: "entered" as const,
      name,
      redirectUris: JSON.stringify(redirectUris),
      authMethod: secret ? ("client_secret_basic" as const) : ("none" as const),
      secretHash: secret ? secretHash(secret) : null,
      grantTypes: JSON.stringify([
        ...(redirectUris.length > 0 ? ["authorization_code", "refresh_token"] : []),
        ...(scopes.length > 0 ? ["client_credentials"] : []),
      ]),
      scopes: scopes.join(","),
      createdAt: ctx.now,
    };
    return {
      facts: { name, redirectUris, scopes },
      data: row,
      result: { id: row.id, ...(secret ? { secret } : {}) },
    };
  },
  apply: insertClient,
});
