import type { Desk } from "#desk/desk.ts";
import { eventTypes } from "#domains/business/subscription.ts";
import {
  type CommandResult,
  type DeskCommand,
  type Flags,
  runOperation,
  table,
  UsageError,
} from "./command.ts";

interface Listed {
  webhooks: { id: string; url: string; events: string[]; state: string; problem: string | null }[];
  deliveries: {
    id: string;
    webhook: string;
    type: string;
    state: string;
    attempts: number;
    lastStatus: number | null;
  }[];
}

/** `frontdesk webhook add|list|test|remove|replay`: who elsewhere is told of what happens here. */
export const webhook: DeskCommand = {
  usage: `frontdesk webhook add URL [--events a,b] [--json]
frontdesk webhook list [--state pending|delivered|dead] [--json]
frontdesk webhook test ID
frontdesk webhook remove ID
frontdesk webhook replay DELIVERY

Each event is posted to the address, signed (Standard Webhooks), and tried again for three days until it is taken.
"add" prints the signing key: shown this once. An address has to be public https.
Events: ${eventTypes.join(", ")}; all of them where --events is left out.`,
  summary: "tell addresses elsewhere of what happens here",
  options: { events: { type: "string" }, state: { type: "string" } },
  async run(desk, [action, name], flags) {
    if (action === "add") return await add(desk, name, flags);
    if (action === "list") return await list(desk, flags);
    if (action === "remove") {
      if (!name) throw new UsageError("Which webhook? Give its id.");
      await runOperation(desk, "webhook.remove", { webhook: name });
      return { notes: [`Removed ${name}.`] };
    }
    if (action === "test") {
      if (!name) throw new UsageError("Which webhook? Give its id.");
      const { id } = await runOperation<{ id: string }>(desk, "webhook.test", { webhook: name });
      return { notes: [`${id} is on its way; "webhook list" says what became of it.`] };
    }
    if (action !== "replay") throw new UsageError("webhook takes add, list, test, remove or replay.");
    if (!name) throw new UsageError("Which delivery? Give its id.");
    await runOperation(desk, "webhook.replay", { delivery: name });
    return { notes: [`${name} is tried again.`] };
  },
};

async function add(desk: Desk, url: string | undefined, flags: Flags): Promise<CommandResult> {
  if (!url) throw new UsageError("Which address?");
  const events = typeof flags["events"] === "string" ? { events: flags["events"].split(",") } : {};
  const made = await runOperation<{ id: string; secret: string }>(desk, "webhook.add", { url, ...events });
  if (flags["json"]) return { out: JSON.stringify(made, null, 2) };
  return { out: made.secret, notes: [`Added ${made.id}. The signing key is shown this once.`] };
}

async function list(desk: Desk, flags: Flags): Promise<CommandResult> {
  const state = flags["state"] === undefined ? {} : { state: flags["state"] };
  const listed = await runOperation<Listed>(desk, "webhook.list", state);
  if (flags["json"]) return { out: JSON.stringify(listed, null, 2) };
  const { webhooks, deliveries } = listed;
  if (webhooks.length === 0) return { notes: ["No address is told of anything."] };
  const addresses = webhooks.map(({ id, url, events, state: is, problem }) => [
    id,
    is,
    events.join(","),
    url,
    problem ?? "",
  ]);
  const told = deliveries.map(({ id, webhook: to, type, state: is, attempts, lastStatus }) => [
    id,
    to,
    type,
    is,
    String(attempts),
    String(lastStatus ?? ""),
  ]);
  const both = [
    table([["ID", "STATE", "EVENTS", "ADDRESS", "PROBLEM"], ...addresses]),
    ...(told.length === 0
      ? []
      : [table([["DELIVERY", "WEBHOOK", "EVENT", "STATE", "TRIES", "STATUS"], ...told])]),
  ];
  return { out: both.join("\n\n") };
}
