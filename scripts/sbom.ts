import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Package {
  name: string;
  version: string;
  description?: string;
  license?: string | { type: string };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

interface Component {
  type: "library";
  "bom-ref": string;
  name: string;
  version: string;
  purl: string;
  hashes?: { alg: string; content: string }[];
  licenses?: { license: { id: string } | { name: string } }[];
}

const root = join(import.meta.dirname, "..");

/**
 * What the binary is made of, as CycloneDX 1.6: every package that it holds, with its license and the hash that the
 * lockfile has of it. `target` names the package with the native part.
 */
export function billOfMaterials(addons: readonly string[]): object {
  const own = packageAt(root);
  const lock = readFileSync(join(root, "bun.lock"), "utf8");
  const found = new Map<string, { component: Component; needs: string[] }>();
  for (const name of Object.keys(own.dependencies ?? {})) take(name, root);
  const refs = [...found.values()].map(({ component }) => component["bom-ref"]).sort();
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": `pkg:generic/${own.name}@${own.version}`,
        name: own.name,
        version: own.version,
        licenses: [{ license: { id: String(own.license) } }],
      },
    },
    components: [...found.values()]
      .map(({ component }) => component)
      .sort((one, other) => (one.purl < other.purl ? -1 : 1)),
    dependencies: [
      { ref: `pkg:generic/${own.name}@${own.version}`, dependsOn: refs },
      ...[...found.values()].map(({ component, needs }) => ({
        ref: component["bom-ref"],
        dependsOn: needs.sort(),
      })),
    ],
  };

  /** Gives the reference of a package as `from` sees it; what is not installed is no part of the binary. */
  function take(name: string, from: string): string | undefined {
    const folder = folderOf(name, from);
    if (folder === undefined) return undefined;
    const described = packageAt(folder);
    const purl = `pkg:npm/${described.name.replace("@", "%40")}@${described.version}`;
    if (found.has(purl)) return purl;
    const needs: string[] = [];
    found.set(purl, { component: componentOf(described, purl, lock), needs });
    const optional = Object.keys(described.optionalDependencies ?? {}).filter((each) =>
      addons.includes(each),
    );
    for (const need of [...Object.keys(described.dependencies ?? {}), ...optional]) {
      const ref = take(need, folder);
      if (ref !== undefined) needs.push(ref);
    }
    return purl;
  }
}

function componentOf({ name, version, license }: Package, purl: string, lock: string): Component {
  const escaped = `${name}@${version}`.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const hash = new RegExp(`"${escaped}"[^\\n]*"sha512-([A-Za-z0-9+/=]+)"`).exec(lock)?.[1];
  const said = typeof license === "object" ? license.type : license;
  return {
    ...{ type: "library", "bom-ref": purl, name, version, purl },
    ...(hash === undefined
      ? {}
      : { hashes: [{ alg: "SHA-512", content: Buffer.from(hash, "base64").toString("hex") }] }),
    ...(said === undefined
      ? {}
      : { licenses: [{ license: /^[\w.+-]+$/.test(said) ? { id: said } : { name: said } }] }),
  } as Component;
}

function folderOf(name: string, from: string): string | undefined {
  for (let at = from; at.startsWith(root); at = join(at, "..")) {
    const folder = join(at, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return undefined;
}

function packageAt(folder: string): Package {
  const described = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const license = described.license ?? licenseIn(join(folder, "LICENSE"));
  return { ...described, ...(license === undefined ? {} : { license }) };
}

/** Of a package that only ships its license's text: what its first line calls it. */
function licenseIn(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return /^\W*(MIT|ISC|Apache)\b/.exec(readFileSync(path, "utf8"))?.[1];
}
