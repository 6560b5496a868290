import { type DeskCommand, table, UsageError } from "./command.ts";

const states = ["received", "processed", "retrying", "failed", "unrecognized"];

/** `frontdesk events list|replay`: what providers sent, and trying it again. */
export const events: DeskCommand = {
  usage: `frontdesk events list [--state received|processed|retrying|failed|unrecognized] [--limit 50] [--json]
frontdesk events replay ID

An event that cannot be processed is kept. "replay" processes one again; doing so twice changes nothing.`,
  summary: "see and replay what providers sent",
  options: { state: { type: "string" }, limit: { type: "string" } },
  async run(desk, [action, id], flags) {
    if (action === "replay") {
      if (!id) throw new UsageError("Which event? Give its id.");
      await desk.inbox.replay(id);
      await desk.inbox.idle();
      return { notes: [`Replayed ${id}.`] };
    }
    if (action !== "list") throw new UsageError("events takes list or replay.");
    if (flags["state"] !== undefined && !states.includes(String(flags["state"]))) {
      throw new UsageError(`--state takes one of ${states.join(", ")}.`);
    }
    const state = flags["state"] === undefined ? undefined : String(flags["state"]);
    const rows = await desk.inbox.list({ state, limit: Math.min(Number(flags["limit"] ?? 50) || 50, 1000) });
    const { isoIn } = await import("#platform/zone.ts");
    const zone = desk.settings().get("business.zone");
    const shown = rows.map((row) => ({
      ...row,
      receivedAt: isoIn(zone, row.receivedAt),
      processedAt: row.processedAt === null ? null : isoIn(zone, row.processedAt),
    }));
    if (flags["json"]) return { out: JSON.stringify(shown, null, 2) };
    if (shown.length === 0) return { notes: ["No events."] };
    const lines = shown.map((row) => [
      row.id,
      row.source,
      row.type,
      row.state,
      row.errorCode ?? "",
      row.receivedAt,
    ]);
    return { out: table([["ID", "SOURCE", "TYPE", "STATE", "CODE", "RECEIVED"], ...lines]) };
  },
};
