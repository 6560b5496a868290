import type { Narrowing } from "./narrowing.ts";

/** Ranking a common word over a million texts takes half a second: the newest matches alone are ranked. */
export const mostRanked = 2000;

/** What is looked for: every part that is set narrows the search. */
export interface WordSearch extends Narrowing {
  query: string;
  offset: number;
  limit: number;
}

/** Which rows of the table: conditions with placeholders from `first` on, and what stands in them. */
export function whichRows(
  table: "messages" | "calls",
  { peers, direction, lineId, since, until }: Narrowing,
  first: number,
): { where: string; values: (string | number)[] } {
  const values: (string | number)[] = [];
  const place = (value: string | number) => `?${first - 1 + values.push(value)}`;
  const where = [
    ...(peers ? [`${table}.peer IN (${peers.map(place).join(", ")})`] : []),
    ...(direction ? [`${table}.direction = ${place(direction)}`] : []),
    ...(lineId ? [`${table}.line_id = ${place(lineId)}`] : []),
    ...(since === undefined ? [] : [`${table}.at >= ${place(since)}`]),
    ...(until === undefined ? [] : [`${table}.at < ${place(until)}`]),
  ];
  return { where: where.map((each) => `AND ${each}`).join(" "), values };
}
