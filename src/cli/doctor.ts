import { lookAt } from "#desk/checkup.ts";
import type { Desk } from "#desk/desk.ts";
import { type Finding, ok, warn } from "#desk/finding.ts";
import { version } from "#platform/version.ts";
import { commandFor } from "#runtime/compiled.ts";
import { type DeskCommand, type Flags, type RunningDesk, runOperation, UsageError } from "./command.ts";
import { profiles } from "./rehearsal/profiles.ts";

/** `frontdesk doctor`: is everything set up, and what to do about what is not; with `--as`, what a client would meet. */
export const doctor: DeskCommand = {
  usage: `frontdesk doctor [--json]
frontdesk doctor --as ${Object.keys(profiles).join("|")} [--url ORIGIN] [--json]

Looks at the configuration, the database, the tokens and the providers. With --as it goes the way of that client over
the desk's public address and says what it would stumble over; what it makes on the way (a client, a token that may
read) it takes back. For Claude and ChatGPT the desk reads the document with which they say who they are, at claude.ai or
chatgpt.com, as it does when they connect. --url looks at another address as far as one gets without signing in. Exit code 1 when something
fails.`,
  summary: "say what is set up, what is not, and what to do",
  options: { as: { type: "string" }, url: { type: "string" } },
  async run(desk, _words, flags, running) {
    const command = commandFor(desk.config.dataFolder);
    const plain = asTyped(command);
    const findings =
      flags["as"] === undefined
        ? [
            whether(running, command),
            ...(await lookAt(desk, (name, input) => runOperation(desk, name, input))),
          ]
        : await lookAs(desk, flags);
    const code = findings.some((each) => each.level === "fail") ? 1 : 0;
    if (flags["json"])
      return { out: JSON.stringify({ version, findings: findings.map(plain) }, null, 2), code };
    return {
      out: findings.map((each) => `${each.level.padEnd(4)}  ${each.about}: ${plain(each).text}`).join("\n"),
      code,
    };
  },
};

/** Whether the desk runs at all: everything else is looked at either way. */
function whether(running: RunningDesk | undefined, command: string): Finding {
  return running === undefined
    ? warn("desk", `it does not run; this looks at its data folder alone. Start it: ${command} serve`)
    : ok("desk", `it runs at ${running.url}, process ${running.pid}, since ${running.since}`);
}

/** @throws UsageError for a client it does not know, or an address that is none. */
async function lookAs(desk: Desk, flags: Flags): Promise<Finding[]> {
  const name = String(flags["as"]);
  const profile = Object.hasOwn(profiles, name) ? profiles[name as keyof typeof profiles] : undefined;
  if (!profile) throw new UsageError(`--as takes ${Object.keys(profiles).join(", ")}.`);
  const url = String(flags["url"] ?? desk.config.baseUrl);
  const isOrigin =
    URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).pathname === "/";
  if (!isOrigin)
    throw new UsageError("--url takes an address without a path, such as https://desk.example.com.");
  // The walk of a client is half a client: no other command waits for it to load.
  const [{ insideOf }, { rehearse }] = await Promise.all([
    import("./rehearsal/inside.ts"),
    import("./rehearsal/rehearse.ts"),
  ]);
  return await rehearse(new URL(url).origin, profile, insideOf(desk));
}

/** A finding as the command line says it: what mends it is a command there. */
function asTyped(command: string): (finding: Finding) => Omit<Finding, "mend"> {
  return ({ level, about, text, mend }) => {
    const how = mend?.command === undefined ? "" : ` ${mend.say}: ${command} ${mend.command}`;
    return { level, about, text: text + how };
  };
}
