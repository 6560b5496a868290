import * as z from "zod";
import { appointmentsBetween, takenBetween } from "#domains/office/appointments/appointment-store.ts";
import { teamOf } from "#domains/office/appointments/diary.ts";
import { appointmentView, viewAppointments } from "#domains/office/appointments/view.ts";
import { staysThat } from "#domains/office/stays/stay-store.ts";
import { stayView, viewStays } from "#domains/office/stays/stay-view.ts";
import { openOn } from "#operation/opening-hours.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { dateAfter, instantOf, isoIn, localMoment, spokenDate, timeOfDay } from "#platform/zone.ts";
import { feedLink } from "./feed-link.ts";

const most = 500;
const shown = appointmentView.extend({ from: z.string(), until: z.string() });

/** Some days with what is booked on them, for the calendar's page. */
export const calendarBrowse = defineRead({
  name: "calendar.browse",
  title: "Look at the calendar",
  description: "Days with their appointments, opening hours and stays, for people.",
  scopes: ["office:read"],
  exposure: "person",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({
    date: z.iso.date().optional(),
    days: z.int().min(1).max(14),
    technician: z.string().max(60).optional(),
  }),
  output: z.object({
    today: z.string(),
    zone: z.string(),
    team: z.array(z.object({ id: z.string(), name: z.string(), feed: z.string() })),
    feed: z.string(),
    days: z.array(
      z.object({
        date: z.string(),
        said: z.string(),
        hours: z.string().nullable().describe("null where it is closed"),
        appointments: z.array(shown),
        busy: z.array(z.object({ who: z.string(), from: z.string(), until: z.string() })),
        stays: z.array(stayView),
      }),
    ),
  }),
  summary: ({ days }) => `${days.length} days`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ date, days: count, technician }, ctx) {
    const zone = ctx.settings.get("business.zone");
    const today = localMoment(zone, ctx.now).date;
    const first = date ?? today;
    const team = teamOf(ctx).filter(({ id }) => id !== "");
    const dates = Array.from({ length: count }, (_, at) => dateAfter(first, at));
    const [from, until] = [instantOf(zone, first, 0), instantOf(zone, dateAfter(first, count), 0)];
    const rows = (await appointmentsBetween(ctx.db, { from, until, limit: most })).filter(
      (row) => row.state !== "cancelled" && (technician === undefined || row.technician === technician),
    );
    const [views, elsewhere, nights] = await Promise.all([
      viewAppointments(rows, ctx),
      takenBetween(ctx.db, { from, until, now: ctx.now, except: undefined }),
      staysThat(ctx.db, { from: dateAfter(first, -60), limit: most }),
    ]);
    const busy = elsewhere.filter(({ row }) => row === undefined);
    const stays = await viewStays(nights, ctx);
    return {
      ...{ today, zone, feed: feedLink("", ctx) },
      team: team.map(({ id, name }) => ({ id, name, feed: feedLink(id, ctx) })),
      days: dates.map((day) => ({
        date: day,
        said: spokenDate(day),
        hours: hoursOn(day, ctx),
        appointments: views
          .filter(({ local_date }) => local_date === day)
          .map((view) => ({ ...view, from: timeOfDay(view.starts_at), until: timeOfDay(view.ends_at) })),
        busy: busy
          .filter(({ from: begins }) => localMoment(zone, begins).date === day)
          .map((each) => ({
            who: team.find(({ id }) => id === each.technician)?.name ?? "Somebody",
            from: timeOfDay(isoIn(zone, each.from)),
            until: timeOfDay(isoIn(zone, each.until)),
          })),
        stays: stays.filter(({ arrival, departure }) => arrival <= day && departure > day),
      })),
    };
  },
});

function hoursOn(date: string, { settings }: OperationContext): string | null {
  const span = openOn(settings, date);
  if (!span) return null;
  const zone = settings.get("business.zone");
  const said = (minute: number) =>
    timeOfDay(isoIn(zone, instantOf(zone, minute >= 1440 ? dateAfter(date, 1) : date, minute % 1440)));
  return `${said(span.open)} to ${said(span.close)}`;
}
