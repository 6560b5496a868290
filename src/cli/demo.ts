import { settingTable } from "#operation/settings.ts";
import { counted } from "#platform/words.ts";
import { type DeskCommand, runOperation, UsageError } from "./command.ts";

/** Every day of the week, from eight to eight: the trial's day is in it whatever day it is. */
const everyDay = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, { open: "08:00", close: "20:00" }]),
);

const usualHours = settingTable["business.hours"].initial;

interface Loaded {
  contacts: number;
  services: number;
  appointments: number;
}

/** `frontdesk demo`: a made-up business to try everything on. */
export const demo: DeskCommand = {
  usage: `frontdesk demo [load]
frontdesk demo remove

"load" puts a made-up window-cleaning business here: customers, services, today's appointments and a month around
them. Its telephone numbers are of the range that belongs to nobody. Where the opening hours are as they were at the
start it opens every day from eight to eight, so that its day fits. "remove" takes all of it away again, with what was
booked and said with its customers since.`,
  summary: "load a made-up business to try things on, and remove it again",
  async run(desk, [action = "load"]) {
    if (action === "load") {
      const hours = desk.settings().get("business.hours");
      const setsHours = JSON.stringify(hours) === JSON.stringify(usualHours);
      const loaded = await runOperation<Loaded>(desk, "demo.load", { setsHours });
      if (setsHours) await runOperation(desk, "setting.set", { key: "business.hours", value: everyDay });
      return {
        notes: [
          `Loaded ${counted(loaded.contacts, "customer")}, ${counted(loaded.services, "service")} and ${counted(loaded.appointments, "appointment")}.`,
          `Ask the assistant: "What's on today?", or "Mrs. Garcia needs to move her 3:30 to tomorrow afternoon."`,
          "See it at /calendar, /contacts, /leads and /invoices. frontdesk demo remove takes it away again.",
        ],
      };
    }
    if (action !== "remove") throw new UsageError("demo takes load or remove.");
    const gone = await runOperation<{ contacts: number; tickets: number; hadHours: boolean }>(
      desk,
      "demo.remove",
      {},
    );
    const isAsLoaded = JSON.stringify(desk.settings().get("business.hours")) === JSON.stringify(everyDay);
    if (gone.hadHours && isAsLoaded)
      await runOperation(desk, "setting.set", { key: "business.hours", value: usualHours });
    return {
      notes: [
        gone.contacts === 0
          ? "The made-up business is not here."
          : `Removed ${counted(gone.contacts, "customer")} and ${counted(gone.tickets, "ticket")}.`,
      ],
    };
  },
};
