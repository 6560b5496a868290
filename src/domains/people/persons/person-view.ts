import * as z from "zod";
import { roles } from "#domains/people/roles.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { normalEmail, type Person, personByEmail } from "./person-store.ts";

/** Somebody's address, as it is kept: lower case. */
export const email = z
  .string()
  .max(254)
  .transform(normalEmail)
  .pipe(z.email({ error: "Not an email address." }));

export const role = z.enum(roles, { error: `Not a role. Roles: ${roles.join(", ")}.` });

export const personView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  state: z.enum(["active", "switched off"]),
  createdAt: z.string(),
});

export function viewOf(
  { id, email: address, name, role: its, disabledAt, createdAt }: Person,
  ctx: OperationContext,
) {
  return {
    id,
    email: address,
    name,
    role: its,
    state: disabledAt === null ? ("active" as const) : ("switched off" as const),
    createdAt: isoIn(ctx.settings.get("business.zone"), createdAt),
  };
}

/** An entry link's secret and end, as an answer has them. */
export const linkView = z.object({ email: z.string(), link: z.string(), expiresAt: z.string() });

/** @throws DeskError NOT_FOUND */
export async function existingPerson(address: string, ctx: OperationContext): Promise<Person> {
  const person = await personByEmail(ctx.db, address);
  if (person) return person;
  throw new DeskError("NOT_FOUND", "Nobody here has that address.", { next: "See: frontdesk user list" });
}

/** @throws DeskError CONFLICT */
export async function refuseTaken(address: string, ctx: OperationContext): Promise<void> {
  if (!(await personByEmail(ctx.db, address))) return;
  throw new DeskError("CONFLICT", "Somebody here has that address already.", {
    next: "Change their role, or send them a link for a new password.",
  });
}
