import type { Permission } from "./operation.ts";

const strictness = { unrestricted: 0, soft_limit: 1, requires_authorization: 2 };

/** The one of two that asks for more; the first where they ask for the same. */
export function stricter(a: Permission, b: Permission): Permission {
  return strictness[b.level] > strictness[a.level] ? b : a;
}
