import { Buffer } from "node:buffer";
import { DeskError } from "#src/errors.ts";

/** A place in a list ordered by time, newest first: the last row that was given out. */
export interface Position {
  at: number;
  id: string;
}

export function encodeCursor(position: Position): string {
  return Buffer.from(`${position.at}.${position.id}`).toString("base64url");
}

/** @throws DeskError VALIDATION_ERROR when the text is no cursor of ours. */
export function decodeCursor(text: string): Position {
  const [at, id] = Buffer.from(text, "base64url").toString().split(".");
  if (!at || !id || !/^\d{1,15}$/.test(at) || !/^[a-z]+_[0-9a-z]+$/.test(id)) {
    throw new DeskError("VALIDATION_ERROR", "That cursor is not one of this desk's.", {
      fields: { cursor: ["Not a cursor this desk gave out."] },
      next: "Leave `cursor` out to start at the newest, or pass `nextCursor` of the page before, unchanged.",
    });
  }
  return { at: Number(at), id };
}

export interface Page<Row> {
  rows: Row[];
  truncated: boolean;
  nextCursor: string | null;
}

/**
 * Cuts a list at a row: after `limit` rows, or before the row that would pass `maxBytes` of a result.
 * `found` holds up to `limit + 1` rows, so that the page knows whether more follow.
 */
export function pageOf<Found, Row extends object>(
  found: readonly Found[],
  limit: number,
  toRow: (found: Found) => Row,
  position: (found: Found) => Position,
  maxBytes = pageBytes,
): Page<Row> {
  const all = found.slice(0, limit).map(toRow);
  const rows = isSurelyBelow(maxBytes, all) ? all : cutAt(maxBytes, all);
  const last = found[rows.length - 1];
  const more = rows.length < found.length;
  return {
    rows,
    truncated: rows.length < Math.min(found.length, limit),
    nextCursor: more && last ? encodeCursor(position(last)) : null,
  };
}

/** Text that JSON takes as it is, once and again: no quotes, no escapes, one byte a character. */
const plain = /^[ !#-[\]-~]*$/;

/** Whether the rows fit whatever JSON makes of them; what has anything odd in it counts at its worst, or is measured. */
function isSurelyBelow(maxBytes: number, rows: readonly object[]): boolean {
  let most = 0;
  for (const row of rows) {
    const members = row as Record<string, unknown>;
    for (const name in members) {
      const value = members[name];
      const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
      most += 2 * name.length + 12 + text.length * (plain.test(text) ? 2 : 13);
    }
    if (most > maxBytes) return false;
  }
  return true;
}

/** The rows before the one that would pass `maxBytes`; one row at least. */
export function cutAt<Row extends object>(maxBytes: number, all: Row[]): Row[] {
  const rows: Row[] = [];
  let bytes = 0;
  for (const row of all) {
    bytes += bytesInResult(row) + 2;
    if (bytes > maxBytes && rows.length > 0) break;
    rows.push(row);
  }
  return rows;
}

/** The beginning of a text that takes at most `maxBytes` of an MCP result. */
export function cutText(maxBytes: number, text: string): string {
  let cut = text;
  for (let bytes = bytesInResult(cut); bytes > maxBytes; bytes = bytesInResult(cut))
    cut = cut.slice(0, Math.floor((cut.length * maxBytes) / bytes)).toWellFormed();
  return cut;
}

/** Bytes that a value takes in an MCP result, which has it twice: as JSON, and as a text of that JSON. */
export function bytesInResult(value: unknown): number {
  const json = JSON.stringify(value);
  return Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(json));
}

/** Rows of one answer, in bytes of both: a result stays under 40 KB. */
export const pageBytes = 36_000;
