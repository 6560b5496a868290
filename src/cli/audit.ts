import { once } from "node:events";
import { createReadStream } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Config } from "#desk/config.ts";
import type { AuditRecord, SealName, Verdict } from "#gate/audit/verify.ts";
import { type CommandResult, type Flags, UsageError } from "./command.ts";

export const auditUsage = `frontdesk audit verify [FILE] [--seal "LINE HASH"] [--json]
frontdesk audit export

"export" writes the audit to standard output, a JSON record a line. "verify" checks the chain over the audit,
here or in an exported file, which needs no desk: that no line was changed, added or taken away, and that what
was asked is what was kept. It prints the last seal: write it down elsewhere. Given back later with --seal it shows that
nothing before it has changed and that the end was not cut off, which nothing in a shortened audit tells by itself. Exit
code 1 when something is wrong.`;

export const auditOptions = { seal: { type: "string" } } as const;

/** `frontdesk audit verify|export`. It reads the database beside a server that runs, and writes nothing. */
export async function audit(config: Config, [action, file]: string[], flags: Flags): Promise<CommandResult> {
  if (action === "export") return await exportAudit(config);
  if (action !== "verify") throw new UsageError("audit takes verify or export.");
  const { createVerifier } = await import("#gate/audit/verify.ts");
  const verifier = createVerifier(sealIn(flags["seal"]));
  const records = file === undefined ? recordsOf(config) : recordsIn(file);
  for await (const record of records) {
    if (record === brokenOff) verifier.breakOff();
    else verifier.take(record);
  }
  return told(verifier.verdict(), flags);
}

/** A seal as it was printed: the last line it covers, and its hash. @throws UsageError */
function sealIn(text: string | boolean | undefined): SealName | undefined {
  if (text === undefined) return undefined;
  const found = /^(\d{1,15})[\s:]+([0-9a-f]{64})$/.exec(String(text).trim());
  if (found) return { seq: Number(found[1]), hash: found[2] ?? "" };
  throw new UsageError(
    '--seal takes what "audit verify" printed: a line number and a hash, in quotation marks.',
  );
}

async function exportAudit(config: Config): Promise<CommandResult> {
  for await (const record of recordsOf(config))
    if (!process.stdout.write(`${JSON.stringify(record)}\n`)) await once(process.stdout, "drain");
  return {};
}

async function* recordsOf(config: Config): AsyncGenerator<AuditRecord> {
  const { openReader } = await import("#db/open.ts");
  const { auditRecords } = await import("#gate/audit/store.ts");
  const reader = await openReader(config.database);
  try {
    yield* auditRecords(reader.read);
  } finally {
    reader.close();
  }
}

/** The file ends in the middle of a record. */
const brokenOff = Symbol("broken off");

/** The records of an exported file. @throws UsageError for one that is none */
async function* recordsIn(file: string): AsyncGenerator<AuditRecord | typeof brokenOff> {
  let unread: unknown;
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (unread !== undefined) throw unread;
      const record = recordIn(line);
      if (record instanceof Error) unread = record;
      else yield record;
    }
  } catch (failure) {
    const isMissing = failure instanceof Error && "code" in failure && failure.code === "ENOENT";
    throw new UsageError(isMissing ? "There is no such file." : "The file is not an exported audit.");
  }
  if (unread !== undefined) yield brokenOff;
}

/** A line that cannot be read is a cut-off end where it is the last one, and else no audit. */
function recordIn(line: string): AuditRecord | Error {
  try {
    const record: unknown = JSON.parse(line);
    const type = typeof record === "object" && record !== null && "type" in record ? record.type : undefined;
    return type === "line" || type === "seal" ? (record as AuditRecord) : new Error("no record");
  } catch (failure) {
    return failure instanceof Error ? failure : new Error("no JSON");
  }
}

function told(verdict: Verdict, flags: Flags): CommandResult {
  const code = verdict.isWhole ? 0 : 1;
  if (flags["json"]) return { out: JSON.stringify(verdict, null, 2), code };
  const { lines, seals, first, unsealed, head, problems, hasExpected } = verdict;
  const notes = [
    ...problems,
    verdict.isWhole ? `The audit is whole: ${lines} lines under ${seals} seals.` : "The audit is not whole.",
    ...(first !== undefined && first > 1
      ? [`It begins at line ${first}: earlier lines have been let go.`]
      : []),
    ...(unsealed > 0 ? [`${unsealed} lines came after the last seal.`] : []),
    ...(hasExpected ? ["The seal you wrote down is in it: nothing before it was changed or cut off."] : []),
    ...(hasExpected === undefined && verdict.isWhole
      ? ["Whether its end was cut off shows against a seal you wrote down before: --seal"]
      : []),
    ...(head ? ["The line above is the last seal: write it down, elsewhere than here."] : []),
  ];
  return { notes, ...(head ? { out: `${head.seq} ${head.hash}` } : {}), code };
}
