import { roles } from "#db/schema/people.ts";
import { allScopes, type Scope } from "#operation/scopes.ts";

export { roles };
export type Role = (typeof roles)[number];

/** What a role is for, in words for whoever gives it. */
export const roleMeanings: Record<Role, string> = {
  owner: "Everything: decides what waits, invites people, sees every app",
  approver: "Works with the desk, and decides what waits for a person",
  staff: "Works with the desk, and lets assistants read and write for them",
  viewer: "Reads; assistants it lets in can read too, and change nothing",
};

const readScopes = allScopes.filter((scope) => scope.endsWith(":read"));

/** All that somebody of this role may let a client do. A grant never exceeds it. */
export function roleScopes(role: Role): ReadonlySet<Scope> {
  return new Set(role === "viewer" ? readScopes : allScopes);
}

/** Whether somebody of this role decides what waits. */
export function mayDecide(role: Role): boolean {
  return role === "owner" || role === "approver";
}
