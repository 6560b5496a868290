import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../db/migrations");

/** The SQL files of db/migrations as a module, so that the binary carries them. */
export function embeddedMigrations(): string {
  const steps = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const statements = text
        .split("--> statement-breakpoint")
        .map((part) => part.trim())
        .filter(Boolean);
      return {
        id: name.slice(0, -4),
        hash: createHash("sha256").update(text).digest("hex").slice(0, 16),
        statements,
      };
    });
  return `// Made by \`bun run generate\` from the SQL files beside it. Do not edit.
export interface Migration {
  readonly id: string;
  readonly hash: string;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = ${JSON.stringify(steps, null, 2)};
`;
}
