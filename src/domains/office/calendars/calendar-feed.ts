import * as z from "zod";
import { appointmentsBetween } from "#domains/office/appointments/appointment-store.ts";
import { teamOf } from "#domains/office/appointments/diary.ts";
import { viewAppointments } from "#domains/office/appointments/view.ts";
import { publicAddress } from "#operation/desk-services.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { feedIn } from "./feed-link.ts";
import { writeCalendar } from "./ics-writing.ts";

const day = 86_400_000;
/** How far back and ahead a feed goes, in days. */
const [back, ahead] = [30, 400];
const most = 2000;

/** What a calendar elsewhere shows of this one: somebody's appointments, or everybody's. @throws NOT_FOUND */
export const calendarFeed = defineRead({
  name: "calendar.feed",
  title: "A calendar for other programs",
  description: "Run for whoever has the link to a calendar.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ token: z.string().max(200) }),
  output: z.object({ ics: z.string() }),
  summary: () => "a calendar",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ token }, ctx) {
    const whose = feedIn(token, ctx);
    const team = teamOf(ctx);
    const member = team.find(({ id }) => id === whose);
    if (whose === undefined || (whose !== "" && !member))
      throw new DeskError("NOT_FOUND", "There is no such calendar.");
    const rows = (
      await appointmentsBetween(ctx.db, {
        from: ctx.now - back * day,
        until: ctx.now + ahead * day,
        limit: most,
      })
    ).filter((row) => row.state !== "cancelled" && (whose === "" || row.technician === whose));
    const views = await viewAppointments(rows, ctx);
    const origin = ctx.service(publicAddress);
    const business = ctx.settings.get("business.name");
    return {
      ics: await writeCalendar(
        member && whose !== "" ? `${member.name}, ${business}` : business,
        views.map((view, at) => ({
          uid: `${view.id}@frontdesk`,
          ...{ startsAt: rows[at]?.startsAt ?? 0, endsAt: rows[at]?.endsAt ?? 0, location: view.address },
          summary: [
            view.status === "held" ? "Held:" : undefined,
            view.customer.name ?? view.customer.phone ?? "Appointment",
            view.services.length > 0 ? `- ${view.services.join(", ")}` : undefined,
          ]
            .filter(Boolean)
            .join(" "),
          description:
            [
              view.ticket_id,
              view.arrival_window,
              view.customer.phone,
              view.notes,
              whose === "" ? view.technician : null,
            ]
              .filter(Boolean)
              .join("\n") || null,
          url: `${origin}/tickets/${view.ticket_id.replace("TKT-", "")}`,
          ...{ sequence: rows[at]?.version ?? 0, changedAt: rows[at]?.updatedAt ?? 0 },
        })),
      ),
    };
  },
});
