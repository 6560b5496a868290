import type { Desk } from "#desk/desk.ts";
import { allScopes, offeredScopes } from "#operation/scopes.ts";
import { commandName } from "#runtime/compiled.ts";
import {
  type CommandResult,
  type DeskCommand,
  type Flags,
  runOperation,
  table,
  UsageError,
} from "./command.ts";

interface Created {
  id: string;
  token: string;
  scopes: string[];
  expiresAt: string;
}

interface Listed {
  tokens: {
    id: string;
    name: string;
    scopes: string[];
    state: string;
    expiresAt: string;
    lastUsedAt: string | null;
  }[];
}

/** `frontdesk token create|list|revoke`: personal access tokens. */
export const token: DeskCommand = {
  usage: `frontdesk token create [NAME] [--scopes a,b] [--expires 90d] [--for EMAIL] [--json]
frontdesk token list [--json]
frontdesk token revoke ID|NAME

A token lets one client in. "create" prints the token and nothing else: it is shown this once.
Scopes: ${allScopes.join(", ")}. Without --scopes it gets ${offeredScopes.join(",")}.`,
  summary: "make, list and revoke access tokens",
  options: { scopes: { type: "string" }, expires: { type: "string" }, for: { type: "string" } },
  run(desk, [action, ...words], flags) {
    if (action === "create") return create(desk, words, flags);
    if (action === "list") return list(desk, flags);
    if (action === "revoke") return revoke(desk, words);
    throw new UsageError("token takes create, list or revoke.");
  },
};

async function create(desk: Desk, words: string[], flags: Flags): Promise<CommandResult> {
  const scopes = String(flags["scopes"] ?? offeredScopes.join(","));
  const made = await runOperation<Created>(desk, "token.create", {
    name: words.join(" ") || "personal",
    scopes: scopes.split(",").map((scope) => scope.trim()),
    days: daysOf(String(flags["expires"] ?? "90d")),
    ...(typeof flags["for"] === "string" ? { for: flags["for"] } : {}),
  });
  if (flags["json"]) return { out: JSON.stringify(made, null, 2) };
  return {
    out: made.token,
    notes: [`${made.id} may ${made.scopes.join(", ")} until ${made.expiresAt}. It is shown this once.`],
  };
}

async function list(desk: Desk, flags: Flags): Promise<CommandResult> {
  const { tokens } = await runOperation<Listed>(desk, "token.list", {});
  if (flags["json"]) return { out: JSON.stringify(tokens, null, 2) };
  if (tokens.length === 0)
    return { notes: [`There are no tokens yet. Make one: ${commandName} token create`] };
  const rows = tokens.map((each) => [
    each.id,
    each.name,
    each.state,
    each.scopes.join(","),
    each.expiresAt,
    each.lastUsedAt ?? "never",
  ]);
  const soon = tokens
    .filter((each) => each.state === "expires soon")
    .map((each) => `${each.name} (${each.id}) expires on ${each.expiresAt}.`);
  return { out: table([["ID", "NAME", "STATE", "SCOPES", "EXPIRES", "LAST USED"], ...rows]), notes: soon };
}

async function revoke(desk: Desk, [named]: string[]): Promise<CommandResult> {
  if (!named) throw new UsageError("Which token? Give its id or its name.");
  const { id, name } = await runOperation<{ id: string; name: string }>(desk, "token.revoke", {
    token: named,
  });
  return { notes: [`Revoked ${name} (${id}).`] };
}

function daysOf(text: string): number {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (!days) throw new UsageError("--expires takes days, such as 90d.");
  return Number(days);
}
