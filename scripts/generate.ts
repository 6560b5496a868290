import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundledBridge } from "./bundle-bridge.ts";
import { embeddedMigrations } from "./embed-migrations.ts";

const root = join(import.meta.dirname, "..");

type Pages = Record<string, () => string | Promise<string>>;

/** Every generated file and what makes it. The catalog's pages need these modules to exist first. */
const early: Pages = {
  "db/migrations/embedded.ts": embeddedMigrations,
  "src/faces/bundles/bridge.client.js": bundledBridge,
};

async function late(): Promise<Pages> {
  const { generatedPages } = await import("./generate-pages.ts");
  return generatedPages;
}

const check = process.argv.includes("--check");
const stale = [...(await produce(early)), ...(await produce(await late()))];
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.join(", ")}. Run: bun run generate`);
  process.exit(1);
}
console.log(stale.length === 0 ? "Generated pages are up to date." : `Wrote ${stale.join(", ")}`);

/** Paths whose content differed; outside a check they are written. */
async function produce(pages: Pages): Promise<string[]> {
  const differing: string[] = [];
  for (const [name, make] of Object.entries(pages)) {
    const path = join(root, name);
    const content = await make();
    if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
    differing.push(name);
    if (check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return differing;
}
