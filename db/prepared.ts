import type { InValue } from "@libsql/core/api";
import { Column, type SQL, sql } from "drizzle-orm";
import { clientOf, type Reader } from "./client.ts";
import { type BuiltQuery, buildQuery } from "./statement.ts";

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

type Selection = { row: SQL<string> };
type Values = Record<string, unknown>;

/** Reads a list: `shape` names the query's form, `values` fill its placeholders. */
export type ListReader<Row> = (db: Reader, shape: string, values: Values) => Promise<Row[]>;

/**
 * A list of plain columns, as fast as one can be read: each form of its query is built once, and SQLite
 * packs a row into one JSON text, since each value that crosses from the native side costs a microsecond.
 * @throws TypeError for a column whose values have to be decoded.
 */
export function listOf<Row>(
  columns: Record<string, Column>,
  make: (selection: Selection, shape: string) => { toSQL(): { sql: string; params: unknown[] } },
): ListReader<Row> {
  const names = Object.keys(columns);
  const decoded = names.find(
    (name) => columns[name]?.mapFromDriverValue !== Column.prototype.mapFromDriverValue,
  );
  if (decoded) throw new TypeError(`${decoded} is not a plain column`);
  const selection = { row: sql<string>`json_array(${sql.join(Object.values(columns), sql`, `)})` };
  const built = new Map<string, BuiltQuery>();

  return async (db, shape, values) => {
    const query = built.get(shape) ?? buildQuery(make(selection, shape));
    built.set(shape, query);
    const args = query.fill(values) as InValue[];
    const { rows } = await clientOf(db).execute({ sql: query.sql, args });
    return rows.map((cells) => rowOf(JSON.parse(cells[0] as string) as unknown[]));
  };

  function rowOf(values: unknown[]): Row {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) row[names[i] as string] = values[i];
    return row as Row;
  }
}
