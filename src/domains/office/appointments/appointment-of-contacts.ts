import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { ownersAmong } from "./following-store.ts";

/** Which of some contacts the office has something of, for operations that take contacts back. */
export const appointmentOfContacts = defineRead({
  name: "appointment.of_contacts",
  title: "Which contacts the office knows",
  description:
    "For other operations: those of some contacts with an appointment, a series, a stay, a reminder, a role, or a place on the waiting list.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.object({ ids: z.array(z.string()) }),
  summary: ({ ids }) => `${ids.length} contacts`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ ids }, ctx) => ({ ids: await ownersAmong(ctx.db, ids) }),
});
