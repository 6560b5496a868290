import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { embeddedMigrations } from "./embed-migrations.ts";

const root = join(import.meta.dirname, "..");

/** Every generated file and what makes it. The catalog's pages need the migrations' module to exist first. */
const early: Record<string, () => string> = { "db/migrations/embedded.ts": embeddedMigrations };

async function late(): Promise<Record<string, () => string>> {
  const { generatedPages } = await import("./generate-pages.ts");
  return generatedPages;
}

const check = process.argv.includes("--check");
const stale = [...produce(early), ...produce(await late())];
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.join(", ")}. Run: bun run generate`);
  process.exit(1);
}
console.log(stale.length === 0 ? "Generated pages are up to date." : `Wrote ${stale.join(", ")}`);

/** Paths whose content differed; outside a check they are written. */
function produce(pages: Record<string, () => string>): string[] {
  return Object.entries(pages).flatMap(([name, make]) => {
    const path = join(root, name);
    const content = make();
    if (existsSync(path) && readFileSync(path, "utf8") === content) return [];
    if (!check) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return [name];
  });
}
