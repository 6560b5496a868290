import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { emailsThat } from "./mail-store.ts";

/** What somebody was mailed, for them to have. */
export const mailEverything = defineRead({
  name: "mail.everything",
  title: "All that somebody was mailed",
  description: "For other operations: the emails of a contact.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ contactId: z.string() }),
  output: z.object({ emails: z.array(z.looseObject({})) }),
  summary: ({ emails }) => `${emails.length} emails`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ contactId }, ctx) {
    const zone = ctx.settings.get("business.zone");
    const rows = await emailsThat(ctx.db, { contactId, limit: 10_000 });
    return {
      emails: rows.map(({ to, subject, content, state, createdAt }) => ({
        ...{ to, subject, content, state, at: isoIn(zone, createdAt) },
      })),
    };
  },
});
