import type { Catalog } from "#operation/catalog.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import type { Scope } from "#operation/scopes.ts";
import { DeskError } from "#src/errors.ts";

const rank = { tools: 0, person: 1, approver: 2, owner: 3, system: 4 };

/** @throws DeskError FORBIDDEN for what is out of the caller's reach, and for a decision that is not made at a browser */
export function checkExposure(operation: Operation, principal: Principal): void {
  const isDecision = operation.kind === "write" && operation.redeems === true;
  const isReachable = rank[principal.authority] >= rank[operation.exposure];
  if (!isReachable || (isDecision && principal.face !== "web")) throw beyondReach(operation, principal);
}

/** @throws DeskError FORBIDDEN naming the first scope that a token lacks for the operation or for one it uses */
export function checkScopes(operation: Operation, catalog: Catalog, principal: Principal): void {
  // The command line, the desk itself and a customer with a link need none; a person at a browser has those of their role.
  if (principal.authority === "system" || (principal.authority !== "tools" && principal.face !== "web"))
    return;
  const allowed = within.get(principal) ?? new Set();
  if (allowed.has(operation)) return;
  const lacking = [operation, ...partsOf(operation, catalog)].find(
    ({ scopes }) => !isAllowed(scopes, principal),
  );
  const scope = lacking?.scopes[0];
  if (scope === undefined) {
    within.set(principal, allowed.add(operation));
    return;
  }
  if (principal.face === "web")
    throw new DeskError("FORBIDDEN", "Your role here lets you read, and not do this.", {
      next: "An owner can change your role under People.",
    });
  if (principal.role && !principal.role.scopes.has(scope)) throw beyondRole(principal.role.name);
  throw new DeskError("FORBIDDEN", `This token may not do that: it lacks the scope ${scope}.`, {
    scope,
    scopes: [...principal.scopes, scope],
    next: `Ask the owner for a token with the scope ${scope}.`,
  });
}

/** Operations that a principal's scopes have been found to be enough for: neither of both ever changes. */
const within = new WeakMap<Principal, Set<Operation>>();

/** What a workflow uses asks for its own scope beside the workflow's. */
function partsOf(operation: Operation, catalog: Catalog): Operation[] {
  return operation.uses.flatMap((name) => {
    const part = catalog.get(name);
    return part ? [part, ...partsOf(part, catalog)] : [];
  });
}

/** Any one of an operation's scopes is enough; one without scopes asks for none. */
function isAllowed(scopes: readonly Scope[], principal: Principal): boolean {
  return scopes.length === 0 || scopes.some((scope) => principal.scopes.has(scope));
}

function beyondReach({ name, exposure }: Operation, { face }: Principal): DeskError {
  if (face !== "web") return new DeskError("FORBIDDEN", `${name} is not something a client can call.`);
  const who = exposure === "approver" ? "somebody who decides what waits" : "the owner";
  return new DeskError("FORBIDDEN", `Only ${who} may see and do this.`);
}

/** No consent helps here, so none is asked for: only somebody's role would. */
function beyondRole(role: string): DeskError {
  return new DeskError("FORBIDDEN", `The person this app works for is a ${role} here, and may not do that.`, {
    next: "Tell them; an owner can change their role under People.",
  });
}
