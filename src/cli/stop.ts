import { commandName } from "#runtime/compiled.ts";
import { type DeskCommand, runOperation } from "./command.ts";

/** `frontdesk stop`: everything is read-only at once. */
export const stop: DeskCommand = {
  usage: "frontdesk stop\n\nApps go on reading; nothing is written or sent until: frontdesk resume",
  summary: "stop everything at once: apps read, and nothing is written or sent",
  async run(desk) {
    await runOperation(desk, "desk.stop", {});
    return { notes: [`Everything is stopped. Let it go on with: ${commandName} resume`] };
  },
};

/** `frontdesk resume`: ends a stop. */
export const resume: DeskCommand = {
  usage: "frontdesk resume\n\nWhat was held back goes out, if it is not too late for it.",
  summary: "let a stopped desk go on",
  async run(desk) {
    await runOperation(desk, "desk.resume", {});
    return { notes: ["The desk goes on."] };
  },
};
