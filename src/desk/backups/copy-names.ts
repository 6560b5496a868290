import type { KeptCopy } from "#domains/business/backups/service.ts";

/** `frontdesk-mik2x7ab-2026-11-29T10-53-52-000Z-0009_several_processes.db.gz`, and `.age` where it is sealed. */
const copyName = /^frontdesk-([0-9a-z]+)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)-\w+\.db\.gz(\.age)?$/;
/** Beside each copy, once it is there: how long it is and its SHA-256, in the name, so that a list tells everything. */
const markName = /^(.+)\.(\d+)-([0-9a-f]{64})\.whole$/;

export function nameOf(desk: string, at: number, schema: string, isSealed: boolean): string {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, "-");
  return `frontdesk-${desk}-${stamp}-${schema}.db.gz${isSealed ? ".age" : ""}`;
}

export function markOf(name: string, bytes: number, sha256: string): string {
  return `${name}.${bytes}-${sha256}.whole`;
}

export interface ListedCopy extends KeptCopy {
  /** Which desk's it is. */
  desk: string;
  sha256: string | undefined;
  /** The name of its mark. */
  mark: string | undefined;
}

/** The copies among what lies in a place, the newest first. */
export function copiesIn(files: readonly { name: string; bytes: number }[]): ListedCopy[] {
  const marks = new Map(
    files.flatMap(({ name: mark }) => {
      const [, name = "", bytes, sha256] = markName.exec(mark) ?? [];
      return name === "" ? [] : [[name, { mark, bytes: Number(bytes), sha256 }] as const];
    }),
  );
  return files
    .flatMap(({ name, bytes }) => {
      const [, desk, stamp, seal] = copyName.exec(name) ?? [];
      if (desk === undefined || stamp === undefined) return [];
      const known = marks.get(name);
      const iso = stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, "T$1:$2:$3.$4Z");
      return [
        {
          ...{ name, desk, bytes, madeAt: Date.parse(iso), isSealed: seal !== undefined },
          ...{ isWhole: known?.bytes === bytes, sha256: known?.sha256, mark: known?.mark },
        },
      ];
    })
    .sort((one, other) => other.madeAt - one.madeAt);
}
