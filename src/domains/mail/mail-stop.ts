import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { mailToken } from "./mail-show.ts";
import { emailWithToken, keepMailWish } from "./mail-store.ts";
import { hashOf } from "./mail-tell.ts";

/**
 * Whoever has an email's link wants no more, by email and by text alike, or wants email again; of texts only they
 * themselves say so, with START. STOP by text later ends email once more. @throws NOT_FOUND
 */
export const mailStop = defineWrite({
  name: "mail.stop",
  title: "Somebody wants no more email",
  description: "Run for whoever has the link of an email.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up", "wish.record"],
  input: z.strictObject({ token: mailToken, wants: z.boolean() }),
  output: z.object({ stopped: z.boolean() }),
  summary: ({ stopped }) => String(stopped),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(given, ctx) {
    const row = await emailWithToken(ctx.db, given.token);
    if (!row || row.to === "") throw new DeskError("NOT_FOUND", "There is no such email.");
    const hash = hashOf(row.to, ctx);
    if (given.wants)
      return { facts: {}, data: [keepMailWish(hash, "in", ctx.now)], result: { stopped: false } };
    const { contact } =
      row.contactId === null
        ? { contact: null }
        : await ctx.use<{ contact: { phones: string[] } | null }>("contact.look_up", { id: row.contactId });
    for (const phone of contact?.phones ?? [])
      await ctx.use("wish.record", {
        ...{ provider: "email", kind: "wish", phone, state: "out", source: "provider" },
        ...{ words: "the link of an email", at: ctx.now },
      });
    return { facts: {}, data: [keepMailWish(hash, "out", ctx.now)], result: { stopped: true } };
  },
  apply: (statements) => statements,
});
