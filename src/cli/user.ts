import type { Desk } from "#desk/desk.ts";
import { roleMeanings, roles } from "#domains/people/roles.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import {
  type CommandResult,
  type DeskCommand,
  type Flags,
  runOperation,
  table,
  UsageError,
} from "./command.ts";

interface Made {
  email: string;
  link: string;
  expiresAt: string;
}

interface Listed {
  people: { email: string; name: string; role: string; state: string }[];
  invitations: { email: string; role: string; expiresAt: string }[];
}

/** `frontdesk user invite|create|list|reset|uninvite|role|off|on`: who may sign in. */
export const user: DeskCommand = {
  usage: `frontdesk user invite EMAIL [--role staff] [--json]
frontdesk user create EMAIL --name NAME [--role staff] [--json]
frontdesk user list [--json]
frontdesk user reset EMAIL [--json]
frontdesk user role EMAIL ROLE
frontdesk user uninvite EMAIL
frontdesk user off|on EMAIL

"invite" prints a link with which somebody joins; "create" enters somebody at once and prints the link with
which they choose a password, as "reset" does. A link is good once.
Roles:
${roles.map((role) => `  ${role.padEnd(9)} ${roleMeanings[role]}`).join("\n")}`,
  summary: "invite people, give them roles, let them choose a new password",
  options: { role: { type: "string" }, name: { type: "string" } },
  async run(desk, [action, ...words], flags) {
    if (action === "list") return await list(desk, flags);
    const [email, role] = words;
    if (!email) throw new UsageError("Whom? Give an email address.");
    if (action === "invite") return await link(desk, flags, "person.invite", { email, role: roleIn(flags) });
    if (action === "create") {
      const name = flags["name"];
      if (typeof name !== "string") throw new UsageError("How are they called? Give --name.");
      return await link(desk, flags, "person.create", { email, role: roleIn(flags), name });
    }
    if (action === "reset") return await link(desk, flags, "person.reset", { email });
    if (action === "uninvite") {
      await runOperation(desk, "person.uninvite", { email });
      return { notes: [`The invitation of ${email} is taken back.`] };
    }
    if (action === "role") return await change(desk, { email, role });
    if (action === "off" || action === "on") return await change(desk, { email, active: action === "on" });
    throw new UsageError("user takes invite, create, list, reset, uninvite, role, off or on.");
  },
};

function roleIn(flags: Flags): unknown {
  return flags["role"] ?? "staff";
}

async function link(desk: Desk, flags: Flags, operation: string, input: unknown): Promise<CommandResult> {
  const made = await runOperation<Made>(desk, operation, input);
  const address = `${desk.config.baseUrl}/setup/${made.link}`;
  if (flags["json"]) return { out: JSON.stringify({ ...made, link: address }, null, 2) };
  const here = isLoopbackUrl(address)
    ? [
        "It opens on this computer alone, while the desk runs there. For somebody elsewhere set BASE_URL first.",
      ]
    : [];
  const note = `Send it to ${made.email}: good once, until ${made.expiresAt}. It is shown this once.`;
  return { out: address, notes: [note, ...here] };
}

async function list(desk: Desk, flags: Flags): Promise<CommandResult> {
  const listed = await runOperation<Listed>(desk, "person.list", {});
  if (flags["json"]) return { out: JSON.stringify(listed, null, 2) };
  const rows = [
    ...listed.people.map(({ email, name, role, state }) => [email, name, role, state]),
    ...listed.invitations.map(({ email, role, expiresAt }) => [
      email,
      "",
      role,
      `invited until ${expiresAt}`,
    ]),
  ];
  if (rows.length === 0)
    return { notes: ["There is nobody yet. The desk prints a set-up link when it starts."] };
  return { out: table([["EMAIL", "NAME", "ROLE", "STATE"], ...rows]) };
}

async function change(desk: Desk, input: Record<string, unknown>): Promise<CommandResult> {
  const { email, role, state } = await runOperation<Listed["people"][number]>(desk, "person.change", input);
  return { notes: [`${email} is ${role}, ${state}.`] };
}
