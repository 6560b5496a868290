import { createHash, hash } from "node:crypto";
import { canonicalJson } from "#platform/canonical.ts";

/** A link of the chain over the audit. */
export interface Seal {
  /** The last line it covers. */
  seq: number;
  lines: number;
  /** Milliseconds, UTC. */
  at: number;
  /** The hash of the seal before; empty for the first. */
  previous: string;
  hash: string;
}

/** A line of the audit as the chain sees it: every column of it. */
export type ChainedLine = Record<string, unknown> & { seq: number };

/** What ties a payload that lies apart to its line; nothing of it can be guessed once the salt has gone. */
export function payloadHash(salt: string, input: string, reasoning: string | null | undefined): string {
  return hash("sha256", canonicalJson([salt, input, reasoning ?? null]), "hex");
}

/** A line as the chain takes it: its number, and its canonical JSON. */
export interface ChainedText {
  seq: number;
  text: string;
}

/** A seal over lines that are still coming; they follow those that `previous` covers. */
export function openSeal(previous: string, at: number) {
  const sum = createHash("sha256").update(canonicalJson({ previous, at }));
  let lines = 0;
  let seq = 0;
  return {
    add(more: readonly ChainedText[]): void {
      for (const { text } of more) sum.update(`\n${text}`);
      lines += more.length;
      seq = more.at(-1)?.seq ?? seq;
    },
    /** Undefined where there was nothing to seal. */
    close(): Seal | undefined {
      return lines === 0 ? undefined : { seq, lines, at, previous, hash: sum.digest("hex") };
    },
  };
}

/** Seals `lines`, which follow those that `previous` covers. */
export function sealOver(lines: readonly ChainedText[], previous: string, at: number): Seal | undefined {
  const seal = openSeal(previous, at);
  seal.add(lines);
  return seal.close();
}
