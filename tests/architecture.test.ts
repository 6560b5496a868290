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

/** The rooms, lowest first: a file imports from its own room and from lower ones. */
const rooms: [string, RegExp][] = [
  ["errors, version and runtime", /^src\/(errors|version)\.ts$|^src\/runtime\//],
  ["platform and db", /^src\/platform\/|^db\//],
  [
    "the shape of an operation",
    /^src\/catalog\/(operation|permission|card|scopes|desk-keys|names)\.ts$|^src\/domains\/business\/settings\.ts$/,
  ],
  ["domains", /^src\/domains\//],
  ["catalog", /^src\/catalog\//],
  ["sign-in and oauth", /^src\/(signin|oauth)\//],
  ["faces, webhooks and reactions", /^src\/(faces|webhooks)\/|^src\/reactions\.ts$/],
  ["app", /^src\/(app|request|desk|attention|phones|line-reading|reseal|housekeeping|config|options)\.ts$/],
  ["the command line", /^src\/cli\/|^src\/main\.ts$/],
];

const roomOf = (file: string) => rooms.findIndex(([, pattern]) => pattern.test(file));
/** Types alone may be named against the direction, by these: they are told what the desk they serve is. */
const mayName = new Map([
  ["src/faces/rest/health.ts", "src/desk.ts"],
  ["src/faces/rest/probe-routes.ts", "src/desk.ts"],
]);

describe("imports", () => {
  test("every file is in a room", () => {
    expect(sources.filter((file) => roomOf(file) < 0 && !file.startsWith("package.json"))).toEqual([]);
  });

  test("point one way", () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => text.has(target) && roomOf(target) > roomOf(file) && mayName.get(file) !== target)
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("no domain imports another, and no domain a face", () => {
    const wrong = sources.flatMap((file) => {
      const own = /^src\/domains\/([^/]+)\//.exec(file)?.[1];
      if (!own) return [];
      return importsOf(file)
        .filter(
          (target) =>
            /^src\/domains\//.test(target) &&
            !target.startsWith(`src/domains/${own}/`) &&
            target !== "src/domains/business/settings.ts",
        )
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

  test("only stores, the journal and the inbox and outbox name tables", () => {
    const allowed =
      /(^|\/|-)store\.ts$|^db\/|^src\/catalog\/(journal|idempotency)\.ts$|^src\/webhooks\/(inbox|outbox|react|deliver)\.ts$/;
    const values = users(/import \{[^}]*\} from "#db\/schema\/(?!.*type)/).filter(
      (file) => !allowed.test(file),
    );
    const onlyConstants = values.filter(
      (file) =>
        !/import \{ (requestStates|roles|ticketStatuses|priorities|matches) \} from "#db\/schema\/(oversight|people|helpdesk)\.ts"/.test(
          text.get(file) ?? "",
        ),
    );
    expect(onlyConstants).toEqual([]);
  });

  test("only config.ts reads the environment", () => {
    expect(users(/process\.env|Deno\.env|Bun\.env/)).toEqual(["src/config.ts"]);
  });

  test("only db/ opens connections and begins transactions", () => {
    expect(
      users(/\bBEGIN\b|openNative\(|\.transaction\(|\.batch\(/).filter(
        (file) => !file.startsWith("db/") && file !== "src/runtime/libsql.ts",
      ),
    ).toEqual([]);
  });

  test("only platform/http.ts calls out, and at the command line the health check and the doctor", () => {
    expect(
      users(/\bfetch\(\S/)
        .filter((file) => !/app\.ts$|serve\.ts$|server\.ts$|endpoint\.ts$/.test(file))
        .sort(),
    ).toEqual(["src/cli/rehearsal/asking.ts", "src/main.ts", "src/platform/http.ts"]);
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
