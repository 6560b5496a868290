import { canonicalJson } from "#platform/canonical.ts";
import { type ChainedLine, type ChainedText, payloadHash, type Seal, sealOver } from "./chain.ts";

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
  /** The last seal: written down elsewhere, it shows later that nothing before it was changed, and nothing cut off. */
  head: SealName | undefined;
  /** Whether the seal that was written down is in it; undefined where none was given, and a cut end shows nowhere. */
  hasExpected: boolean | undefined;
}

/** A seal as somebody writes it down. */
export interface SealName {
  /** The last line it covers. */
  seq: number;
  hash: string;
}

const mostProblems = 20;

/**
 * Checks records in the order of their lines, each seal right after the last line it covers: every seal
 * covers its lines and the seal before, and every payload that is still there is the one that was asked. What was cut
 * off at the end leaves no trace in what is left: only a seal that was written down, `expected`, tells of it.
 */
export function createVerifier(expected?: SealName) {
  const problems: string[] = [];
  let open: ChainedText[] = [];
  let lines = 0;
  let seals = 0;
  let first: number | undefined;
  let head: Verdict["head"];
  let hasExpected = false;

  return {
    take,
    /** What was read ends in the middle of a record. */
    breakOff: () => complain("It breaks off in the middle of a line: its end was cut off."),
    verdict,
  };

  function take(record: AuditRecord): void {
    if (record.type === "seal") close(record.seal);
    else read(record);
  }

  function read({ line, payload }: Extract<AuditRecord, { type: "line" }>): void {
    first ??= line.seq;
    lines++;
    open.push({ seq: line.seq, text: canonicalJson(line) });
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
      const made = sealOver(open, seal.previous, seal.at);
      if (made?.hash !== seal.hash || made.seq !== seal.seq)
        complain(`Lines up to ${seal.seq} were changed, added or taken away.`);
    }
    open = [];
    head = { seq: seal.seq, hash: seal.hash };
    hasExpected ||= seal.seq === expected?.seq && seal.hash === expected.hash;
  }

  function complain(problem: string): void {
    if (problems.length < mostProblems) problems.push(problem);
  }

  function verdict(): Verdict {
    if (expected && !hasExpected) complain(missing(expected, head, first));
    return {
      isWhole: problems.length === 0,
      problems,
      lines,
      seals,
      first,
      unsealed: open.length,
      head,
      hasExpected: expected && hasExpected,
    };
  }
}

function missing({ seq }: SealName, head: SealName | undefined, first = 1): string {
  if (head === undefined)
    return `It holds no seal at all, and you wrote one of line ${seq} down: its end was cut off.`;
  if (head.seq < seq)
    return `Its last seal is of line ${head.seq}, and you wrote one of line ${seq} down: its end was cut off.`;
  if (seq < first)
    return `Line ${seq} has been let go, and the seal you wrote down with it: check with a newer one.`;
  return `The seal you wrote down, of line ${seq}, is not in it: what it covered was changed, or it is another desk's.`;
}
