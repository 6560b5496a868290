import type { Desk } from "#desk/desk.ts";
import { allScopes } from "#operation/scopes.ts";
import {
  type CommandResult,
  type DeskCommand,
  type Flags,
  runOperation,
  table,
  UsageError,
} from "./command.ts";

interface Listed {
  clients: { id: string; name: string; redirectUris: string[]; scopes: string[]; createdAt: string }[];
}

/** `frontdesk client add|list|remove`: OAuth clients that do not register by themselves. */
export const client: DeskCommand = {
  usage: `frontdesk client add NAME --redirect ADDRESS[,ADDRESS] [--public] [--json]
frontdesk client add NAME --scopes a,b [--json]
frontdesk client list [--json]
frontdesk client remove ID

The first kind asks people to let it in; the second acts by itself, within its scopes, with
grant_type=client_credentials. "add" prints the client's id and, unless it is public, its secret: shown this once.
Scopes: ${allScopes.join(", ")}.`,
  summary: "enter, list and remove OAuth clients",
  options: { redirect: { type: "string" }, scopes: { type: "string" }, public: { type: "boolean" } },
  async run(desk, [action, ...words], flags) {
    if (action === "add") return await add(desk, words.join(" "), flags);
    if (action === "list") return await list(desk, flags);
    if (action === "remove") return await remove(desk, words[0]);
    throw new UsageError("client takes add, list or remove.");
  },
};

async function add(desk: Desk, name: string, flags: Flags): Promise<CommandResult> {
  if (!name) throw new UsageError("How is it called?");
  const { id, secret } = await runOperation<{ id: string; secret?: string }>(desk, "client.add", {
    name,
    redirectUris: partsOf(flags["redirect"]),
    scopes: partsOf(flags["scopes"]),
    isPublic: flags["public"] === true,
  });
  if (flags["json"])
    return { out: JSON.stringify({ client_id: id, ...(secret ? { client_secret: secret } : {}) }, null, 2) };
  const lines = [`client_id=${id}`, ...(secret ? [`client_secret=${secret}`] : [])];
  return { out: lines.join("\n"), notes: secret ? ["The secret is shown this once."] : [] };
}

async function list(desk: Desk, flags: Flags): Promise<CommandResult> {
  const { clients } = await runOperation<Listed>(desk, "client.list", {});
  if (flags["json"]) return { out: JSON.stringify(clients, null, 2) };
  if (clients.length === 0) return { notes: ["No client has been entered. Most register by themselves."] };
  const rows = clients.map((each) => [
    each.id,
    each.name,
    each.scopes.join(","),
    each.redirectUris.join(","),
  ]);
  return { out: table([["ID", "NAME", "SCOPES", "REDIRECTS"], ...rows]) };
}

async function remove(desk: Desk, id: string | undefined): Promise<CommandResult> {
  if (!id) throw new UsageError("Which client? Give its id.");
  await runOperation(desk, "client.remove", { client: id });
  return { notes: [`Removed ${id}. Its tokens have ended.`] };
}

function partsOf(flag: Flags[string]): string[] {
  return typeof flag === "string" ? flag.split(",").map((part) => part.trim()) : [];
}
