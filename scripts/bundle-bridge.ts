import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The bridge and what it imports as one file for Node, to be read by whoever wants to know what it does. */
export async function bundledBridge(): Promise<string> {
  const made = await Bun.build({
    entrypoints: [join(root, "scripts/bridge-program.ts")],
    root,
    target: "node",
    format: "esm",
    minify: false,
  });
  const text = await made.outputs[0]?.text();
  if (!made.success || text === undefined) throw new Error(made.logs.map(String).join("\n"));
  return `// Made by \`bun run generate\` from scripts/bridge-program.ts. Do not edit.\n${text}`;
}
