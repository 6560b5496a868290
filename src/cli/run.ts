import { parseArgs } from "node:util";
import type { Desk } from "#desk/desk.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import { backup } from "./backup.ts";
import { client } from "./client.ts";
import { type CommandResult, type DeskCommand, type Flags, type RunningDesk, UsageError } from "./command.ts";
import { contact } from "./contact.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { events } from "./events.ts";
import { policy } from "./policy.ts";
import { secret } from "./secret.ts";
import { settings } from "./settings.ts";
import { resume, stop } from "./stop.ts";
import { token } from "./token.ts";
import { user } from "./user.ts";
import { webhook } from "./webhook.ts";

/** Commands that work on the desk's data. */
export const deskCommands: Record<string, DeskCommand> = {
  token,
  client,
  contact,
  user,
  settings,
  policy,
  stop,
  resume,
  secret,
  events,
  backup,
  doctor,
  demo,
  webhook,
};

/** Runs a desk command on an open desk, in the server that `running` is or in a process of its own; never throws. */
export async function runDeskCommand(
  desk: Desk,
  [name = "", ...rest]: string[],
  running?: RunningDesk,
): Promise<CommandResult> {
  const command = deskCommands[name];
  if (!command) return { notes: [`There is no command ${name}.`], code: 2 };
  try {
    const { words, flags } = readFlags(rest, command.options);
    return await command.run(desk, words, flags, running);
  } catch (failure) {
    return explain(failure, command.usage);
  }
}

/** @throws UsageError for a flag that is not known. */
export function readFlags(
  args: string[],
  options: DeskCommand["options"] = {},
): { words: string[]; flags: Flags } {
  try {
    const parsed = parseArgs({
      args,
      options: { ...options, json: { type: "boolean" }, help: { type: "boolean" } },
      allowPositionals: true,
    });
    return { words: parsed.positionals, flags: parsed.values as Flags };
  } catch (failure) {
    throw new UsageError(
      failure instanceof Error ? failure.message.split(". ")[0] : "The flags cannot be read.",
    );
  }
}

/** A failure as a person reads it: never a stack. */
export function explain(failure: unknown, usage: string): CommandResult {
  if (failure instanceof UsageError) return { notes: [failure.message, "", usage], code: 2 };
  if (failure instanceof DeskError && failure.code !== "INTERNAL") {
    const fields = Object.entries(failure.detail.fields ?? {}).map(
      ([field, problems]) => `  ${field}: ${problems.join(" ")}`,
    );
    return {
      notes: [failure.message, ...fields, ...(failure.detail.next ? [failure.detail.next] : [])],
      code: 1,
    };
  }
  logOf("cli").error(
    "A command failed.",
    describeFailure(failure instanceof DeskError ? failure.cause : failure),
  );
  return { notes: ["The command failed on the desk's side; its log says more."], code: 1 };
}
