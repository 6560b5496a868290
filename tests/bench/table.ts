import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A contender with what it did in each round. */
export interface Rates {
  name: string;
  rates: number[];
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** One table: each contender's median, and its share of those named in `beside`. */
export function rateTable(title: string, contenders: readonly Rates[], beside: readonly string[]): string {
  const named = beside.map((name) => contenders.find((each) => each.name === name));
  const heads = beside.map((name) => ` of "${name}" |`).join("");
  const lines = contenders.map(({ name, rates }) => {
    const mine = median(rates);
    const shares = named.map((other) => ` ${share(mine, median(other?.rates ?? []))} |`).join("");
    return `| ${name} | ${Math.round(mine).toLocaleString("en")} |${shares}`;
  });
  return [
    `| ${title} | a second |${heads}`,
    `| --- | ---: |${" ---: |".repeat(beside.length)}`,
    ...lines,
  ].join("\n");
}

function share(mine: number, others: number): string {
  const ratio = mine / others;
  return ratio >= 2 ? `${ratio.toFixed(1)} times` : `${Math.round(ratio * 100)} %`;
}

const begin = "<!-- bench: written by `bun run bench --write` -->";
const end = "<!-- /bench -->";

/** Puts the tables into README.md, between the marks that are there. */
export function writeToReadme(text: string): void {
  const path = join(import.meta.dirname, "../../README.md");
  const readme = readFileSync(path, "utf8");
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error("README.md has no place for the tables");
  writeFileSync(path, `${readme.slice(0, from + begin.length)}\n\n${text}\n\n${readme.slice(to)}`);
}
