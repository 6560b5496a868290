import { is, Param, Placeholder, type SQL, sql } from "drizzle-orm";
import { SQLiteSyncDialect, type SQLiteTable } from "drizzle-orm/sqlite-core";

/** One SQL statement of a unit, with its bound values. */
export interface Statement {
  readonly sql: string;
  readonly args: readonly unknown[];
  /** Set on a guard: what does not hold when this statement ends the unit. */
  readonly guard?: string;
}

/** Statements that commit together or not at all. */
export type Unit = readonly Statement[];

const dialect = new SQLiteSyncDialect({ casing: "snake_case" });

/** A statement of a unit from a drizzle query that has not been run. */
export function statement(query: Query): Statement {
  const { sql: text, params } = built(query);
  return { sql: text, args: params };
}

/** A drizzle query that has not been run, or SQL by hand. */
type Query = { toSQL(): { sql: string; params: unknown[] } } | SQL;

function built(query: Query): { sql: string; params: unknown[] } {
  return "toSQL" in query ? query.toSQL() : dialect.sqlToQuery(query);
}

/**
 * A statement that is built once, when it is first needed, and filled many times: the query has placeholders
 * where values differ. For what is written with every call, building costs more than writing.
 */
export function template<Values extends Record<string, unknown>>(
  make: () => Query,
): (values: Values) => Statement {
  let query: BuiltQuery | undefined;
  return (values) => {
    query ??= buildQuery(make());
    return { sql: query.sql, args: query.fill(values) };
  };
}

/** Makes a statement whose values are asked for when the unit reaches it: what depends on the moment of the commit. */
export type Late<Values> = (values: () => Values) => Statement;

export function lateStatement<Values extends object>(make: () => Query, guarded?: string): Late<Values> {
  let query: BuiltQuery | undefined;
  return (values) => {
    query ??= buildQuery(make());
    const { sql: text, fill } = query;
    return {
      sql: text,
      get args() {
        return fill(values() as Record<string, unknown>);
      },
      ...(guarded === undefined ? {} : { guard: guarded }),
    };
  };
}

/** The same for a guard. */
export function lateGuard<Values extends object>(name: string, condition: () => SQL): Late<Values> {
  return lateStatement(() => unless(condition()), name);
}

/** A query's text, and its bound values in their order once the placeholders have theirs. */
export interface BuiltQuery {
  sql: string;
  fill(values: Record<string, unknown>): unknown[];
}

export function buildQuery(query: Query): BuiltQuery {
  const { sql: text, params } = built(query);
  const slots = params.map((param) => {
    const slot = is(param, Param) ? param.value : param;
    return is(slot, Placeholder) ? { name: slot.name, value: undefined } : { name: undefined, value: param };
  });
  return {
    sql: text,
    fill: (values) => slots.map(({ name, value }) => (name === undefined ? value : values[name])),
  };
}

const pruneBatch = 500;

/** Deletes at most 500 rows that meet the condition: what is pruned goes a little at a time, so that nobody waits. */
export function prune(table: SQLiteTable, condition: SQL): Statement {
  const rows = sql`SELECT rowid FROM ${table} WHERE ${condition} LIMIT ${pruneBatch}`;
  return statement(sql`DELETE FROM ${table} WHERE rowid IN (${rows})`);
}

/**
 * Ends the unit unless `condition` holds when it is reached. Which guard ended a unit is told by the
 * statement's place, never by an error code.
 */
export function guard(name: string, condition: SQL): Statement {
  return { ...statement(unless(condition)), guard: name };
}

/** The same, built once and filled many times. */
export function guardTemplate<Values extends Record<string, unknown>>(
  name: string,
  condition: () => SQL,
): (values: Values) => Statement {
  const fill = template<Values>(() => unless(condition()));
  return (values) => ({ ...fill(values), guard: name });
}

function unless(condition: SQL): SQL {
  return sql`INSERT INTO unit_guards (holds) SELECT 0 WHERE NOT (${condition})`;
}
