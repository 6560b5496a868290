import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { emailWithToken, hasStopped } from "./mail-store.ts";
import { hashOf } from "./mail-tell.ts";

/** What the page of an email is called. */
export const mailToken = z.string().regex(/^[A-Za-z0-9_-]{24}$/);

/** Whether whoever has an email's link wants more. @throws NOT_FOUND */
export const mailShow = defineRead({
  name: "mail.show",
  title: "Whether somebody wants email",
  description: "Run for whoever has the link of an email.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ token: mailToken }),
  output: z.object({ stopped: z.boolean() }),
  summary: ({ stopped }) => String(stopped),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(given, ctx) {
    const row = await emailWithToken(ctx.db, given.token);
    if (!row || row.to === "") throw new DeskError("NOT_FOUND", "There is no such email.");
    return { stopped: await hasStopped(ctx.db, hashOf(row.to, ctx)) };
  },
});
