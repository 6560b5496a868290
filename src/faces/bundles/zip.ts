import { strToU8, zipSync } from "fflate";

/** The same files make the same archive, whenever it is made. */
const mtime = new Date(2026, 0, 1);

/** Texts by path as a zip. */
export function zip(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const bytes = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]));
  return new Uint8Array(zipSync(bytes, { level: 9, mtime }));
}
