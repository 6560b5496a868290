import type { Operation } from "./operation.ts";

/** The operations by name. */
export interface Catalog {
  readonly operations: readonly Operation[];
  get(name: string): Operation | undefined;
}

/** @throws TypeError for a name given twice, or a `uses` that names nothing. */
export function createCatalog(operations: readonly Operation[]): Catalog {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  if (byName.size !== operations.length) throw new TypeError("two operations have one name");
  for (const operation of operations) {
    const missing = operation.uses.find((name) => !byName.has(name));
    if (missing) throw new TypeError(`${operation.name} uses ${missing}, which is not in the catalog`);
  }
  return { operations, get: (name) => byName.get(name) };
}
