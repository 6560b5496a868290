import { isRuled, type Operation } from "./operation.ts";

/** The operations by name. */
export interface Catalog {
  readonly operations: readonly Operation[];
  get(name: string): Operation | undefined;
  /** True where the operation, or one it uses, has a rule: where not, nobody is ever asked about it. */
  hasRule(operation: Operation): boolean;
  /** The operation and all that it uses, through others too. */
  reached(operation: Operation): Operation[];
}

/** @throws TypeError for a name given twice, or a `uses` that names nothing. */
export function createCatalog(operations: readonly Operation[]): Catalog {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  if (byName.size !== operations.length) throw new TypeError("two operations have one name");
  for (const operation of operations) {
    const missing = operation.uses.find((name) => !byName.has(name));
    if (missing) throw new TypeError(`${operation.name} uses ${missing}, which is not in the catalog`);
  }
  const ruled = new Set(operations.filter((operation) => reached(operation).some(isRuled)));
  return {
    operations,
    get: (name) => byName.get(name),
    hasRule: (operation) => ruled.has(operation),
    reached: (operation) => reached(operation),
  };

  function reached(operation: Operation, seen = new Set<Operation>()): Operation[] {
    if (seen.has(operation)) return [];
    seen.add(operation);
    return [operation, ...operation.uses.flatMap((name) => reached(byName.get(name) as Operation, seen))];
  }
}
