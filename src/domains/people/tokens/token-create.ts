import * as z from "zod";
import { personByEmail, personById } from "#domains/people/persons/person-store.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { scope } from "#domains/people/scope-input.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import { defineWrite, type OperationContext, type Principal } from "#operation/operation.ts";
import { allScopes, type Scope } from "#operation/scopes.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { livingChildren, mintToken } from "./token-store.ts";

const dayMs = 86_400_000;

/**
 * Mints a personal token, never wider than whoever mints it: a person's role, or the token that was shown,
 * with which the new one ends. The secret is in the answer and nowhere else.
 * @throws FORBIDDEN for a scope beyond that; NOT_FOUND for a person there is not.
 */
export const tokenCreate = defineWrite({
  name: "token.create",
  title: "Create a token",
  description: "Mints a personal access token for a client.",
  scopes: [],
  exposure: "person",
  needsRecentSignIn: true,
  input: z.strictObject({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(scope).min(1, { error: "Choose at least one thing it may do." }).max(allScopes.length),
    days: z.int().min(1).max(3650),
    for: z.string().max(254).optional().describe("Whose token it is: an address. The owner's to say."),
  }),
  output: z.object({
    id: z.string(),
    token: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    expiresAt: z.string(),
  }),
  summary: ({ id }) => `Made ${id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ name, scopes, days, for: email }, ctx) {
    const holder = await holderOf(email, ctx);
    const excess = scopes.find((each) => !holder.scopes.has(each));
    if (excess) {
      throw new DeskError("FORBIDDEN", `Whoever this token is for may not do ${excess} themselves.`, {
        next: `Ask for: ${[...holder.scopes].join(", ") || "nothing"}.`,
      });
    }
    const token = newSecret("personal");
    const { token: parent } = ctx.principal;
    const expiresAt = Math.min(ctx.now + days * dayMs, parent?.expiresAt ?? Number.POSITIVE_INFINITY);
    const row = {
      id: ctx.newId("tok"),
      hash: secretHash(token),
      name,
      user: holder.user,
      scopes: [...new Set(scopes)].join(","),
      createdAt: ctx.now,
      expiresAt,
      parentId: parent?.id ?? null,
    };
    const { id } = row;
    const shown = { id, token, name, scopes, expiresAt: isoIn(ctx.settings.get("business.zone"), expiresAt) };
    return { facts: { name, scopes, days }, data: row, result: shown };
  },
  apply: mintToken,
});

/** Tokens that one token may have minted and are still good. */
const mostChildren = 20;

/** @throws DeskError FORBIDDEN for a token that was minted itself; CONFLICT for one that has minted enough. */
async function byToken(
  token: NonNullable<Principal["token"]>,
  { principal: { user, scopes, countedFor }, db, now }: OperationContext,
): Promise<{ user: string; scopes: ReadonlySet<Scope> }> {
  if (countedFor !== undefined) {
    throw new DeskError("FORBIDDEN", "A token that was minted by another mints none itself.", {
      next: "Use the token that a person made.",
    });
  }
  if ((await livingChildren(db, token.id, now)) >= mostChildren) {
    throw new DeskError("CONFLICT", `This token has minted ${mostChildren} that are still good.`, {
      next: "Use one of them, or have some revoked.",
    });
  }
  return { user, scopes };
}

/** Whose token it will be, and how wide it may be. */
async function holderOf(
  email: string | undefined,
  ctx: OperationContext,
): Promise<{ user: string; scopes: ReadonlySet<Scope> }> {
  const { principal, db } = ctx;
  if (ctx.principal.token) return await byToken(ctx.principal.token, ctx);
  if (email === undefined && principal.face === "cli")
    return { user: principal.user, scopes: new Set(allScopes) };
  if (email !== undefined && principal.authority !== "owner")
    throw new DeskError("FORBIDDEN", "Only the owner makes tokens for somebody else.", {
      next: "Leave out whose it is: it is then yours.",
    });
  const person = email === undefined ? await personById(db, principal.user) : await personByEmail(db, email);
  if (!person || person.disabledAt !== null)
    throw new DeskError("NOT_FOUND", "There is no such person here.", { next: "See: frontdesk user list" });
  return { user: person.id, scopes: roleScopes(person.role) };
}
