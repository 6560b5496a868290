import type { ParseArgsConfig } from "node:util";
import type { Desk } from "#desk/desk.ts";
import type { Call } from "#gate/passage.ts";
import type { Principal } from "#operation/operation.ts";

/** What a command leaves: what a script would capture, what a person reads, and how it went. */
export interface CommandResult {
  /** To standard output, alone. */
  out?: string;
  /** To standard error, a line each. */
  notes?: string[];
  /** 0 done, 1 failed, 2 wrong usage. */
  code?: 0 | 1 | 2;
}

export type Flags = Record<string, string | boolean | undefined>;

/** A desk that serves, as it says of itself through its socket. */
export interface RunningDesk {
  pid: number;
  version: string;
  /** Where its pages are on this machine. */
  url: string;
  /** Since when, ISO 8601. */
  since: string;
}

/** A command that works on an open desk: in the server when one runs, else on its own. */
export interface DeskCommand {
  usage: string;
  summary: string;
  options?: NonNullable<ParseArgsConfig["options"]>;
  /** `running` is the server it runs in; undefined where it works on the data folder alone. */
  run(desk: Desk, words: string[], flags: Flags, running?: RunningDesk): Promise<CommandResult>;
}

/** The person at the command line. Whoever can read the data folder is the owner. */
export const atCommandLine: Principal = {
  user: "owner",
  client: "cli",
  scopes: new Set(),
  face: "cli",
  authority: "owner",
};

/** A command used in a way it is not made for; exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Runs an operation for the command line. @throws the DeskError it is refused with. */
export async function runOperation<Output>(
  desk: Desk,
  name: string,
  input: unknown,
  more: Pick<Call, "wait"> = {},
): Promise<Output> {
  const outcome = await desk.gate.execute(desk.operation(name), input, atCommandLine, {
    requestId: `cli-${desk.clock.now()}`,
    ...more,
  });
  if (outcome.kind === "refused") throw outcome.error;
  if (outcome.kind === "done") return outcome.output as Output;
  throw new TypeError(`${name} waits for a person`);
}

/** Asks for something that a person has to allow, and gives where they do. @throws the DeskError it is refused with. */
export async function askForPerson(desk: Desk, name: string, input: unknown): Promise<string> {
  const outcome = await desk.gate.execute(desk.operation(name), input, atCommandLine, {
    requestId: `cli-${desk.clock.now()}`,
  });
  if (outcome.kind === "refused") throw outcome.error;
  if (outcome.kind === "authorization_required") return outcome.waiting.review_url;
  throw new TypeError(`${name} asked nobody`);
}

/** Rows as columns that line up. */
export function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
