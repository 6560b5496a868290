import type { InValue } from "@libsql/core/api";
import { Column, is, type SQL, sql } from "drizzle-orm";
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

type Selection = Record<string, SQL.Aliased>;
type Values = Record<string, unknown>;

/** Reads a list: `shape` names the query's form, `values` fill its placeholders. */
export type ListReader<Row> = (db: Reader, shape: string, values: Values) => Promise<Row[]>;

/**
 * A list of plain columns, and of what SQL makes of them, as fast as one can be read: each form of its query is built once, and SQLite packs the
 * whole list into one JSON text, since each value that crosses from the native side costs a microsecond, and each text
 * that is parsed for itself another.
 * @throws TypeError for a column whose values have to be decoded.
 */
export function listOf<Row>(
  columns: Record<string, Column | SQL>,
  make: (selection: Selection, shape: string) => { toSQL(): { sql: string; params: unknown[] } },
): ListReader<Row> {
  const named = Object.entries(columns);
  const decoded = named.find(
    ([, column]) => is(column, Column) && column.mapFromDriverValue !== Column.prototype.mapFromDriverValue,
  );
  if (decoded) throw new TypeError(`${decoded[0]} is not a plain column`);
  const selection = Object.fromEntries(named.map(([name, column], n) => [name, sql`${column}`.as(`c${n}`)]));
  const row = named.map(([name], n) => `'${name}', c${n}`).join(", ");
  const built = new Map<string, BuiltQuery>();

  return async (db, shape, values) => {
    const query = built.get(shape) ?? packing(buildQuery(make(selection, shape)));
    built.set(shape, query);
    const args = query.fill(values) as InValue[];
    const { rows } = await clientOf(db).execute({ sql: query.sql, args });
    return JSON.parse(rows[0]?.[0] as string) as Row[];
  };

  function packing({ sql: text, fill }: BuiltQuery): BuiltQuery {
    return { sql: `SELECT json_group_array(json_object(${row})) FROM (${text})`, fill };
  }
}
