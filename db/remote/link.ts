import { createClient, LibsqlBatchError, LibsqlError } from "@libsql/client/http";
import type { Client, InStatement, ResultSet } from "@libsql/core/api";
import type { RemotePlace } from "../place.ts";

/** How long one answer of the server is waited for, in milliseconds. */
const patience = 15_000;
/** Requests at once over one link; who uses it keeps to fewer by himself. */
const atOnce = 64;

/** The way to a libSQL server: @libsql/client over HTTP, with an end to how long an answer is waited for. */
export function openLink({ url, authToken }: RemotePlace): Client {
  return createClient({
    url,
    ...(authToken === undefined ? {} : { authToken }),
    concurrency: atOnce,
    fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(patience) }),
  });
}

/**
 * What became of something that was asked of the server. `refused`: the server has done nothing of it, and says where
 * it ended; `busy`: nothing, since others are at work; `lost`: no answer came, and it may have been done.
 */
export type Failure =
  | { kind: "refused"; at: number | undefined; failure: Error }
  | { kind: "busy" }
  | { kind: "lost"; failure: unknown };

export function failureOf(failure: unknown): Failure {
  if (!(failure instanceof LibsqlError)) return { kind: "lost", failure };
  // Also a disk that is full or fails: it is tried again, and after that told as UNAVAILABLE.
  if (/^SQLITE_(?:BUSY|LOCKED|FULL|IOERR)/.test(failure.code)) return { kind: "busy" };
  if (!failure.code.startsWith("SQLITE_")) return { kind: "lost", failure };
  return {
    kind: "refused",
    at: failure instanceof LibsqlBatchError ? failure.statementIndex : undefined,
    failure,
  };
}

/** True where the server does not let this desk in at all: waiting mends nothing. */
export function isShutOut(failure: unknown): boolean {
  return failure instanceof LibsqlError && /status 40[13]/.test(failure.message);
}

export function isConstraint(failure: Error): boolean {
  return failure instanceof LibsqlError && failure.code.startsWith("SQLITE_CONSTRAINT");
}

/** Rows as lists of values. */
export function valuesOf({ rows }: ResultSet): unknown[][] {
  return rows.map((row) => Array.from(row as ArrayLike<unknown>));
}

/** A statement with its values as the server takes them. */
export function statementFor({ sql, args }: { sql: string; args: readonly unknown[] }): InStatement {
  return { sql, args: args.map(valueFor) };
}

function valueFor(value: unknown) {
  if (typeof value === "boolean") return value ? 1 : 0;
  return (value ?? null) as null | string | number | bigint | Uint8Array;
}
