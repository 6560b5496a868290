import * as z from "zod";
import { writeCalendar } from "#domains/office/calendars/ics-writing.ts";
import { defineRead } from "#operation/operation.ts";
import { viewVisit, visitOf, visitToken } from "./visit.ts";
import { visitLink } from "./visit-link.ts";

/** A customer's own appointment for their calendar. @throws NOT_FOUND */
export const visitCalendar = defineRead({
  name: "visit.calendar",
  title: "A customer's appointment as a calendar file",
  description: "Run for whoever has the link to an appointment.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ token: visitToken }),
  output: z.object({ ics: z.string() }),
  summary: () => "a calendar",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ token }, ctx) {
    const row = await visitOf(token, ctx);
    const { what, state } = await viewVisit(row, ctx);
    const business = ctx.settings.get("business.name");
    const link = visitLink(row.token, ctx);
    return {
      ics: await writeCalendar(business, [
        {
          // The first link stays the event's name, so that a move changes what is in their calendar already.
          uid: `${token}@frontdesk`,
          ...{ startsAt: row.startsAt, endsAt: row.endsAt, location: row.address },
          summary: `${what} (${business})`,
          description: link === "" ? null : `Move or cancel it: ${link}`,
          ...(link === "" ? {} : { url: link }),
          isCancelled: state === "cancelled",
          ...{ sequence: row.version, changedAt: row.updatedAt },
        },
      ]),
    };
  },
});
