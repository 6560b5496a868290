import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { viewVisit, visitOf, visitToken, visitView } from "./visit.ts";

/** A customer's own appointment, by the link they were sent. @throws NOT_FOUND */
export const visitShow = defineRead({
  name: "visit.show",
  title: "A customer's own appointment",
  description: "Run for whoever has the link to an appointment.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ token: visitToken }),
  output: visitView,
  summary: ({ when }) => when,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ token }, ctx) => await viewVisit(await visitOf(token, ctx), ctx),
});
