import { type ChainedLine, payloadHash, type Seal, sealOver } from "./chain.ts";

/** One record of an exported audit, or of the database: lines, what was asked in them, and the seals over them. */
export type AuditRecord =
  | { type: "line"; line: ChainedLine; payload?: { salt: string; input: string; reasoning: string | null } }
  | { type: "seal"; seal: Seal };

/** What an audit is found to be. */
export interface Verdict {
  isWhole: boolean;
  /** What is wrong, in words; the first twenty. */
  problems: string[];
  lines: number;
  seals: number;
  /** The first line there is: above 1 once retention has let earlier ones go. */
  first: number | undefined;
  /** Lines after the last seal, which nothing ties to the others yet. */
  unsealed: number;
  /** The last seal: written down elsewhere, it shows later that nothing before it was changed. */
  head: { seq: number; hash: string } | undefined;
}

const mostProblems = 20;

/**
 * Checks records in the order of their lines, each seal right after the last line it covers: every seal
 * covers its lines and the seal before, and every payload that is still there is the one that was asked.
 */
export function createVerifier() {
  const problems: string[] = [];
  let open: ChainedLine[] = [];
  let lines = 0;
  let seals = 0;
  let first: number | undefined;
  let head: Verdict["head"];

  return { take, verdict };

  function take(record: AuditRecord): void {
    if (record.type === "seal") close(record.seal);
    else read(record);
  }

  function read({ line, payload }: Extract<AuditRecord, { type: "line" }>): void {
    first ??= line.seq;
    lines++;
    open.push(line);
    // Lines from before there was a chain have no hash of what was asked in them.
    const isTied = payload !== undefined && line["payloadHash"] !== null;
    if (isTied && payloadHash(payload.salt, payload.input, payload.reasoning) !== line["payloadHash"])
      complain(`What was asked in line ${line.seq} is not what was kept.`);
  }

  function close(seal: Seal): void {
    seals++;
    const isFirst = head === undefined;
    if (!isFirst && seal.previous !== head?.hash)
      complain(`The seal of line ${seal.seq} does not follow the one before.`);
    if (isFirst && lines > 0 && first === 1 && seal.previous !== "")
      complain("The first seal follows one that is missing.");
    // What retention has let go leaves its last seal alone, as what the rest hangs on.
    if (open.length > 0 || !isFirst) {
      const made = open.length > 0 ? sealOver(open, seal.previous, seal.at) : undefined;
      if (made?.hash !== seal.hash || made.seq !== seal.seq)
        complain(`Lines up to ${seal.seq} were changed, added or taken away.`);
    }
    open = [];
    head = { seq: seal.seq, hash: seal.hash };
  }

  function complain(problem: string): void {
    if (problems.length < mostProblems) problems.push(problem);
  }

  function verdict(): Verdict {
    return { isWhole: problems.length === 0, problems, lines, seals, first, unsealed: open.length, head };
  }
}
