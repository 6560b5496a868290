import * as z from "zod";
import { emailStates } from "#db/schema/mail.ts";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { emailsThat } from "./mail-store.ts";
import { mailProvider, mailReasons } from "./provider.ts";

/** What went out by email, or would have: the newest first. */
export const mailList = defineRead({
  name: "mail.list",
  title: "What went out by email",
  description:
    "The emails that the desk has sent, the newest first; without a mail server those it would have sent.",
  scopes: ["office:read"],
  exposure: "person",
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(30),
    cursor: z.string().max(200).optional(),
  }),
  output: z.object({
    provider: z.enum(["smtp", "sandbox", "none"]),
    emails: z.array(
      z.object({
        id: z.string(),
        to: z.string(),
        subject: z.string(),
        content: z.string(),
        attached: z.string().nullable(),
        state: z.enum(emailStates),
        why: z.string().nullable(),
        at: z.string(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  summary: ({ emails }) => `${counted(emails.length, "email")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit, cursor }, ctx) {
    const found = await emailsThat(ctx.db, {
      ...(cursor === undefined ? {} : { before: decodeCursor(cursor) }),
      limit: limit + 1,
    });
    const { rows, nextCursor } = pageOf(
      found,
      limit,
      (row) => row,
      ({ createdAt, id }) => ({ at: createdAt, id }),
    );
    const zone = ctx.settings.get("business.zone");
    return {
      provider: ctx.service(mailProvider)()?.name ?? ("none" as const),
      emails: rows.map(({ id, to, subject, content, attached, state, errorCode, createdAt }) => ({
        ...{ id, to, subject, content, state },
        attached: attached === null ? null : (JSON.parse(attached) as { what: string }).what,
        why:
          errorCode === null
            ? null
            : (mailReasons[errorCode as keyof typeof mailReasons] ?? "They want no more email."),
        at: isoIn(zone, createdAt),
      })),
      nextCursor,
    };
  },
});
