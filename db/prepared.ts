import type { Reader } from "./client.ts";

/**
 * Builds a query once a database and a shape, and gives it again from then on: building one costs more
 * than running it. `key` names the shape, e.g. which filters are set.
 */
export function preparedBy<Query>(
  make: (db: Reader, key: string) => Query,
): (db: Reader, key?: string) => Query {
  const kept = new WeakMap<Reader, Map<string, Query>>();
  return (db, key = "") => {
    const queries = kept.get(db) ?? new Map<string, Query>();
    kept.set(db, queries);
    const query = queries.get(key) ?? make(db, key);
    queries.set(key, query);
    return query;
  };
}
