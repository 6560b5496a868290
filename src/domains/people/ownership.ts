import type { Principal } from "#operation/operation.ts";

/** Whose things somebody sees and ends: their own; the owner's answer is undefined, which is everybody's. */
export function ownOnly({ user, authority }: Principal): string | undefined {
  return authority === "owner" || authority === "system" ? undefined : user;
}
