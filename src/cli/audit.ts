import { once } from "node:events";
import { createReadStream } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Config } from "#desk/config.ts";
import type { AuditRecord, Verdict } from "#gate/audit/verify.ts";
import { type CommandResult, type Flags, UsageError } from "./command.ts";

export const auditUsage = `frontdesk audit verify [FILE] [--json]
frontdesk audit export

"export" writes the audit to standard output, a JSON record a line. "verify" checks the chain over the audit,
here or in an exported file, which needs no desk: that no line was changed, added or taken away, and that what
was asked is what was kept. It prints the last seal: written down elsewhere, it shows later that nothing before
it has changed. Exit code 1 when something is wrong.`;

/** `frontdesk audit verify|export`. It reads the database beside a server that runs, and writes nothing. */
export async function audit(config: Config, [action, file]: string[], flags: Flags): Promise<CommandResult> {
  if (action === "export") return await exportAudit(config);
  if (action !== "verify") throw new UsageError("audit takes verify or export.");
  const { createVerifier } = await import("#gate/audit/verify.ts");
  const verifier = createVerifier();
  const records = file === undefined ? recordsOf(config) : recordsIn(file);
  for await (const record of records) verifier.take(record);
  return told(verifier.verdict(), flags);
}

async function exportAudit(config: Config): Promise<CommandResult> {
  for await (const record of recordsOf(config))
    if (!process.stdout.write(`${JSON.stringify(record)}\n`)) await once(process.stdout, "drain");
  return {};
}

async function* recordsOf(config: Config): AsyncGenerator<AuditRecord> {
  const { openReader } = await import("#db/client.ts");
  const { auditRecords } = await import("#gate/audit/store.ts");
  const reader = await openReader(config);
  try {
    yield* auditRecords(reader.read);
  } finally {
    reader.close();
  }
}

/** The records of an exported file. @throws UsageError for one that is none */
async function* recordsIn(file: string): AsyncGenerator<AuditRecord> {
  try {
    for await (const line of createInterface({ input: createReadStream(file) }))
      yield JSON.parse(line) as AuditRecord;
  } catch (failure) {
    const isMissing = failure instanceof Error && "code" in failure && failure.code === "ENOENT";
    throw new UsageError(isMissing ? "There is no such file." : "The file is not an exported audit.");
  }
}

function told(verdict: Verdict, flags: Flags): CommandResult {
  const code = verdict.isWhole ? 0 : 1;
  if (flags["json"]) return { out: JSON.stringify(verdict, null, 2), code };
  const { lines, seals, first, unsealed, head, problems } = verdict;
  const notes = [
    ...problems,
    verdict.isWhole ? `The audit is whole: ${lines} lines under ${seals} seals.` : "The audit is not whole.",
    ...(first !== undefined && first > 1
      ? [`It begins at line ${first}: earlier lines have been let go.`]
      : []),
    ...(unsealed > 0 ? [`${unsealed} lines came after the last seal.`] : []),
  ];
  return { notes, ...(head ? { out: `${head.seq} ${head.hash}` } : {}), code };
}
