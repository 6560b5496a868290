import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { catalog } from "#catalog/index.ts";

const root = join(import.meta.dirname, "..");

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const sources = [...filesBelow("src"), ...filesBelow("db")];
const text = new Map(sources.map((file) => [file, readFileSync(join(root, file), "utf8")]));
const { imports: aliases } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  imports: Record<string, string>;
};

/** Project files that a file imports, from the root. */
function importsOf(file: string): string[] {
  const found = [...(text.get(file) ?? "").matchAll(/(?:from|import)\s*\(?\s*"([#.][^"]+)"/g)].map(
    (match) => match[1]!,
  );
  return found.map((name) => {
    if (name.startsWith(".")) return relative(root, resolve(root, dirname(file), name));
    const alias = Object.keys(aliases).find((each) => name.startsWith(each.slice(0, -1))) ?? "";
    return (aliases[alias] ?? "").replace("./", "").replace("*", name.slice(alias.length - 1));
  });
}

/** The rooms, lowest first: a file imports from its own row and from lower ones. */
const rooms = [
  ["src/runtime/", "src/errors.ts"],
  ["src/platform/", "db/"],
  ["src/operation/"],
  ["src/gate/"],
  ["src/domains/"],
  ["src/catalog/"],
  ["src/webhooks/", "src/signin/", "src/oauth/"],
  ["src/desk/"],
  ["src/faces/"],
  ["src/app.ts"],
  ["src/cli/"],
  ["src/main.ts"],
];

const roomOf = (file: string) => rooms.findIndex((row) => row.some((place) => file.startsWith(place)));
const graph = new Map(sources.map((file) => [file, importsOf(file).filter((target) => text.has(target))]));

/** Files that lead back to themselves, each circle once. */
function circles(): string[] {
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (file: string, way: string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.push([...way.slice(way.indexOf(file)), file].join(" → "));
      return;
    }
    state.set(file, "open");
    for (const target of graph.get(file) ?? []) visit(target, [...way, file]);
    state.set(file, "done");
  };
  for (const file of sources) visit(file, []);
  return found;
}

describe("imports", () => {
  test("every file is in a room", () => {
    expect(sources.filter((file) => roomOf(file) < 0)).toEqual([]);
  });

  test("every room has files in it", () => {
    expect(rooms.flat().filter((place) => !sources.some((file) => file.startsWith(place)))).toEqual([]);
  });

  test("point one way: none runs upward, and no files import each other in a circle", () => {
    const edges = [...graph].flatMap(([file, targets]) => targets.map((target) => [file, target] as const));
    const upward = edges
      .filter(([file, target]) => roomOf(target) > roomOf(file))
      .map((edge) => edge.join(" imports "));
    const round = circles();
    process.stdout.write(
      `${edges.length} imports between ${sources.length} files: ${upward.length} run upward, ${round.length} circles.\n`,
    );
    expect(upward).toEqual([]);
    expect(round).toEqual([]);
  });

  test("no domain imports another, and no domain a face", () => {
    const wrong = sources.flatMap((file) => {
      const own = /^src\/domains\/([^/]+)\//.exec(file)?.[1];
      if (!own) return [];
      return (graph.get(file) ?? [])
        .filter((target) => target.startsWith("src/domains/") && !target.startsWith(`src/domains/${own}/`))
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("go by alias across folders, never by ../../", () => {
    const climbs = sources.filter((file) => /from "\.\.\/\.\.\//.test(text.get(file) ?? ""));
    expect(climbs).toEqual([]);
  });
});

describe("who touches what", () => {
  const users = (pattern: RegExp) => sources.filter((file) => pattern.test(text.get(file) ?? ""));

  test("only stores name tables", () => {
    const tables = new Set(
      sources
        .filter((file) => file.startsWith("db/schema/"))
        .flatMap((file) =>
          [...(text.get(file) ?? "").matchAll(/export const (\w+) = sqliteTable/g)].map((m) => m[1]!),
        ),
    );
    expect(tables.size).toBeGreaterThan(20);
    const named = sources
      .filter((file) => !/(^|\/|-)store\.ts$/.test(file) && !file.startsWith("db/"))
      .flatMap((file) =>
        [...(text.get(file) ?? "").matchAll(/^import \{([^}]*)\} from "#db\/schema\//gm)].flatMap((match) =>
          match[1]!
            .split(",")
            .map((name) => name.trim())
            .filter((name) => tables.has(name))
            .map((name) => `${file} names ${name}`),
        ),
      );
    expect(named).toEqual([]);
  });

  test("only desk/config.ts reads the environment", () => {
    expect(users(/process\.env|Deno\.env|Bun\.env/)).toEqual(["src/desk/config.ts"]);
  });

  test("only db/ opens connections and begins transactions", () => {
    expect(
      users(/\bBEGIN\b|openNative\(|\.transaction\(|\.batch\(/).filter(
        (file) => !file.startsWith("db/") && file !== "src/runtime/libsql.ts",
      ),
    ).toEqual([]);
  });

  test("only platform/http.ts calls out, the link to a database server, and at the command line the health check and the doctor", () => {
    expect(
      users(/\bfetch\(\S/)
        .filter((file) => !/app\.ts$|serve\.ts$|server\.ts$|endpoint\.ts$/.test(file))
        .sort(),
    ).toEqual(["db/remote/link.ts", "src/cli/rehearsal/asking.ts", "src/main.ts", "src/platform/http.ts"]);
    expect(users(/\bhttps?\)?\.request\(/).sort()).toEqual([
      "src/cli/far.ts",
      "src/cli/remote.ts",
      "src/platform/public-fetch.ts",
    ]);
  });

  test("no handler asks the clock", () => {
    const clocks = users(/Date\.now\(\)|new Date\(\)/);
    expect(clocks.sort()).toEqual(["src/faces/rate-headers.ts", "src/platform/clock.ts"]);
  });

  test("named time zones are platform/zone.ts's alone", () => {
    expect(users(/timeZone|moment-timezone/)).toEqual(["src/platform/zone.ts"]);
  });
});

describe("names", () => {
  const folders = ["utils", "helpers", "common", "services", "managers"];

  test("no folder or file is called after a mechanism", () => {
    expect(
      sources.filter((file) =>
        file.split("/").some((part) => folders.includes(part.replace(/\.tsx?$/, "")) || part === "types.ts"),
      ),
    ).toEqual([]);
  });

  test("each operation has a file of its name, in its domain", () => {
    const files = new Set(
      sources.filter((file) => file.startsWith("src/domains/")).map((file) => basename(file, ".ts")),
    );
    const missing = catalog.operations
      .map(({ name }) => name.replace(/[._]/g, "-"))
      .filter((name) => !files.has(name));
    expect(missing).toEqual([]);
  });

  test("each file that defines an operation is listed in its domain's index and in the catalog", () => {
    const defined = sources.filter(
      (file) => /= define(Read|Write)\(/.test(text.get(file) ?? "") && file.startsWith("src/domains/"),
    );
    const names = new Set(catalog.operations.map(({ name }) => name.replace(/[._]/g, "-")));
    expect(defined.filter((file) => !names.has(basename(file, ".ts")))).toEqual([]);
  });

  test("files stay short enough to read", () => {
    const long = [...text]
      .filter(([file, content]) => content.split("\n").length > 300 && !file.includes("migrations"))
      .map(([file]) => file);
    expect(long).toEqual([]);
  });
});
