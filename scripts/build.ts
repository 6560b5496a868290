import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BunPlugin } from "bun";
import { billOfMaterials } from "./sbom.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** A system that a binary is built for. Only Linux x64 is run by the tests; the others are built and not tried. */
interface Target {
  name: string;
  bun: Bun.Build.CompileTarget;
  /** The package with libSQL's native part for that system. */
  addon: string;
  os: string;
  cpu: string;
}

const targets: Target[] = [
  {
    name: "frontdesk-linux-x64",
    bun: "bun-linux-x64",
    addon: "@libsql/linux-x64-gnu",
    os: "linux",
    cpu: "x64",
  },
  {
    name: "frontdesk-linux-arm64",
    bun: "bun-linux-arm64",
    addon: "@libsql/linux-arm64-gnu",
    os: "linux",
    cpu: "arm64",
  },
  {
    name: "frontdesk-darwin-arm64",
    bun: "bun-darwin-arm64",
    addon: "@libsql/darwin-arm64",
    os: "darwin",
    cpu: "arm64",
  },
  {
    name: "frontdesk-darwin-x64",
    bun: "bun-darwin-x64",
    addon: "@libsql/darwin-x64",
    os: "darwin",
    cpu: "x64",
  },
  {
    name: "frontdesk-windows-x64.exe",
    bun: "bun-windows-x64",
    addon: "@libsql/win32-x64-msvc",
    os: "win32",
    cpu: "x64",
  },
];

/** `bun run build`: this machine's binary as dist/frontdesk. `--all`: one for every target. `--target=NAME`: one of them. */
const [all, named] = [
  process.argv.includes("--all"),
  process.argv.find((word) => word.startsWith("--target="))?.slice(9),
];
const here = targets.find((target) => target.os === process.platform && target.cpu === process.arch);
const wanted = all ? targets : targets.filter((target) => target.name === (named ?? here?.name));
if (wanted.length === 0) {
  console.error(
    `There is no target for this machine. Targets: ${targets.map((target) => target.name).join(", ")}`,
  );
  process.exit(2);
}
mkdirSync(dist, { recursive: true });
for (const target of wanted) {
  const outfile = join(dist, all || named ? target.name : "frontdesk");
  await compile(target, outfile);
  console.log(
    `Built ${outfile.slice(root.length + 1)}${target === here ? "" : " (not tried on its system)"}`,
  );
}

if (all) await release();

/** Beside the binaries of a release: what each of them has to add up to, and what they are made of. */
async function release(): Promise<void> {
  const bill = "frontdesk.cdx.json";
  const addons = targets.map(({ addon }) => addon);
  writeFileSync(join(dist, bill), `${JSON.stringify(billOfMaterials(addons), null, 2)}\n`);
  const sums = [...targets.map(({ name }) => name), bill].map(
    (name) =>
      `${createHash("sha256")
        .update(readFileSync(join(dist, name)))
        .digest("hex")}  ${name}`,
  );
  writeFileSync(join(dist, "SHA256SUMS"), `${sums.join("\n")}\n`);
  console.log(`Wrote dist/SHA256SUMS and dist/${bill}`);
}

async function compile(target: Target, outfile: string): Promise<void> {
  const result = await Bun.build({
    entrypoints: ["src/main.ts", "db/local/worker.ts", "db/remote/replica-worker.ts"].map((file) =>
      join(root, file),
    ),
    root,
    target: "bun",
    format: "esm",
    minify: true,
    bytecode: true,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [staticAddon(addonFile(target))],
    compile: { target: target.bun, outfile, autoloadDotenv: false, autoloadBunfig: false },
  });
  if (result.success) return;
  for (const problem of result.logs) console.error(String(problem));
  process.exit(1);
}

/**
 * `libsql` looks for its native part when it runs, which a compiled binary cannot follow: the search is
 * replaced by a file inside the binary and our loader for it.
 */
function staticAddon(addon: string): BunPlugin {
  return {
    name: "libsql-addon",
    setup(build) {
      build.onLoad({ filter: /node_modules\/libsql\/index\.js$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const start = source.indexOf('const { load, currentTarget } = require("@neon-rs/load");');
        const end = source.indexOf("const {\n  databaseOpen,");
        if (start < 0 || end < 0) throw new Error("libsql/index.js is not as this build knows it");
        const loader = `
const { loadEmbeddedAddon } = require(${JSON.stringify(join(root, "src/runtime/addon-loader.ts"))});
const embedded = require("frontdesk:libsql-addon").default;
function requireNative() { return loadEmbeddedAddon(embedded, ${JSON.stringify(fingerprint(addon))}); }
`;
        return { contents: source.slice(0, start) + loader + source.slice(end), loader: "js" };
      });
      build.onResolve({ filter: /^frontdesk:libsql-addon$/ }, () => ({
        path: "libsql-addon",
        namespace: "frontdesk",
      }));
      build.onLoad({ filter: /^libsql-addon$/, namespace: "frontdesk" }, () => ({
        contents: `import path from ${JSON.stringify(addon)} with { type: "file" }; export default path;`,
        loader: "js",
      }));
    },
  };
}

/** What the unpacked file is called by and how long it is, so that a start need not read it to know. */
function fingerprint(addon: string): { name: string; bytes: number } {
  const content = readFileSync(addon);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return { name: `libsql-${hash}.node`, bytes: content.length };
}

/** Another system's package is not among this machine's: it is installed beside the build. */
function addonFile({ addon, os, cpu }: Target): string {
  const own = join(root, "node_modules", addon, "index.node");
  if (existsSync(own)) return own;
  const folder = join(dist, "foreign", `${os}-${cpu}`);
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/libsql/package.json"), "utf8")) as {
    version: string;
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "foreign", private: true, dependencies: { [addon]: version } }),
  );
  const installed = spawnSync("bun", ["install", `--os=${os}`, `--cpu=${cpu}`], {
    cwd: folder,
    stdio: "inherit",
  });
  if (installed.status !== 0) process.exit(1);
  return join(folder, "node_modules", addon, "index.node");
}
