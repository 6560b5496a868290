import * as z from "zod";
import { memberNamed } from "#domains/office/appointments/diary.ts";
import { propertyNamed } from "#domains/office/stays/stay.ts";
import { addressCheck, deskSeal } from "#operation/desk-services.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { insertCalendar } from "./calendar-store.ts";

/** A calendar elsewhere that is read here: somebody's busy time, or stays at a property. @throws VALIDATION_ERROR */
export const calendarAdd = defineWrite({
  name: "calendar.add",
  title: "Read a calendar elsewhere",
  description: "Adds a calendar of Google, Airbnb, VRBO or others by its secret address (ICS).",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({
    name: z.string().trim().min(1).max(80),
    url: z.string().trim().min(1).max(2000),
    kind: z.enum(["busy", "stays"]),
    subject: z.string().trim().max(120).default(""),
  }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => `Added ${id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretInput: ["url"],
  isNewEachTime: true,
  async plan({ name, url, kind, subject }, ctx) {
    const address = url.replace(/^webcals?:/i, "https:");
    const problem = URL.canParse(address) ? await ctx.service(addressCheck)(address) : "It is no address.";
    if (problem)
      throw new DeskError("VALIDATION_ERROR", "That address cannot be read.", { fields: { url: [problem] } });
    const team = ctx.settings.get("business.team");
    const whose =
      kind === "stays" ? propertyNamed(subject, ctx) : team.length === 0 ? "" : memberNamed(subject, ctx).id;
    const id = ctx.newId("cld");
    return {
      facts: { name, kind, subject: whose },
      data: {
        ...{ id, name, kind, subject: whose, createdAt: ctx.now },
        address: ctx.service(deskSeal).seal("calendar", address, id),
      },
      result: { id },
      events: [{ type: "calendar.added", subject: id }],
    };
  },
  apply: (row) => [insertCalendar(row)],
});
