import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { keyedHash, publicAddress } from "#operation/desk-services.ts";
import {
  defineWrite,
  type EffectContext,
  type OperationContext,
  type Plan,
  type Settlement,
} from "#operation/operation.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { type EmailRow, emailById, hasStopped, insertEmail, mailWish, moveEmail } from "./mail-store.ts";
import { type Attachment, MailFailure, mailProvider } from "./provider.ts";

const log = logOf("mail");

/** What goes with an email: a paper that is made when it goes out. */
const attachedInput = z.strictObject({
  what: z.enum(["invoice", "receipt", "quote"]),
  id: z.string(),
});

/** The address that the sandbox writes from where none is set. */
const sandboxAddress = "desk@sandbox.invalid";

/**
 * Tells somebody by email of something they have with the business, or the owner of the day. Nobody is mailed who has
 * said stop, by email or by text.
 */
export const mailTell = defineWrite({
  name: "mail.tell",
  title: "Tell somebody by email",
  description: "Joins the unit of whatever somebody is told of by email.",
  scopes: [],
  exposure: "system",
  uses: ["conversation.recent", "money.paper"],
  input: z.strictObject({
    /** Null for the owner. */
    contactId: z.string().nullable(),
    phones: z.array(z.string()).default([]),
    to: z.string(),
    subject: z.string(),
    content: z.string(),
    attached: attachedInput.nullable().default(null),
  }),
  output: z.object({ sent: z.boolean(), why: z.string().nullable() }),
  summary: ({ sent, why }) => (sent ? "On its way." : (why ?? "Not sent.")),
  hints: { destructive: false, idempotent: false, openWorld: true },
  async plan({ contactId, phones, to, subject, content, attached }, ctx): Promise<Plan<Statement[], Told>> {
    const why = await whyNotMailed(to, contactId === null ? [] : phones, ctx);
    if (why !== null) return { facts: {}, data: [], result: { sent: false, why } };
    const id = ctx.newId("eml");
    const token = Buffer.from(randomBytes(18)).toString("base64url");
    return {
      facts: {},
      data: [
        insertEmail({
          ...{ id, contactId, to, subject, content, state: "queued", token },
          attached: attached === null ? null : JSON.stringify(attached),
          ...{ createdAt: ctx.now, updatedAt: ctx.now },
        }),
      ],
      result: { sent: true, why: null },
      effects: [{ ref: id, lane: `mail ${to}` }],
    };
  },
  apply: (statements) => statements,
  effect: {
    run: send,
    lost: (id, now) => [moveEmail(id, "unknown", "uncertain", now)],
  },
});

interface Told {
  sent: boolean;
  why: string | null;
}

/** Why an address is not mailed, in our words; null where it is. */
export async function whyNotMailed(
  to: string,
  phones: string[],
  ctx: OperationContext,
): Promise<string | null> {
  const provider = ctx.service(mailProvider)();
  if (!provider) return "No mail server is set up.";
  if (provider.name === "smtp" && ctx.settings.get("mail.from") === "")
    return "The address that emails come from is not set.";
  const wish = await mailWish(ctx.db, hashOf(to, ctx));
  if (wish?.state === "out") return "They want no more email.";
  if (phones.length === 0) return null;
  const { stoppedAt } = await ctx.use<{ stoppedAt: number | null }>("conversation.recent", { phones });
  // Of two words the later one counts.
  return stoppedAt !== null && stoppedAt >= (wish?.at ?? 0) ? "They have said stop." : null;
}

/** How an address is known to the list of those who want no more. */
export function hashOf(address: string, ctx: Pick<OperationContext, "service">): string {
  return ctx.service(keyedHash)(`email ${address.trim().toLowerCase()}`);
}

async function send(id: string, ctx: EffectContext): Promise<Settlement> {
  const row = await emailById(ctx.db, id);
  const provider = ctx.service(mailProvider)();
  if (!row || !provider || row.to === "")
    return { state: "failed", unit: [moveEmail(id, "failed", "refused", ctx.now)] };
  const isOwners = row.contactId === null;
  const stop = isOwners ? null : `${ctx.service(publicAddress)}/mail/${row.token}`;
  const business = ctx.settings.get("business.name");
  const footer = stop === null ? "" : `\n\n--\n${business}\nNo more email from us: ${stop}\n`;
  const attachments = await attachedTo(row, ctx);
  if (!attachments) return { state: "failed", unit: [moveEmail(id, "failed", "no_paper", ctx.now)] };
  const stopped = !isOwners && (await hasStopped(ctx.db, hashOf(row.to, ctx)));
  if (stopped) return { state: "failed", unit: [moveEmail(id, "failed", "stopped", ctx.now)] };
  try {
    await ctx.begin();
    await provider.send({
      ...{ ref: id, to: row.to, subject: row.subject, text: row.content + footer, attachments },
      from: { name: business, address: ctx.settings.get("mail.from") || sandboxAddress },
      unsubscribe: stop,
    });
    return { state: "done", unit: [moveEmail(id, "sent", null, ctx.now)] };
  } catch (failure) {
    if (!(failure instanceof MailFailure)) throw failure;
    const state = failure.reason === "uncertain" ? "unknown" : "failed";
    return { state, unit: [moveEmail(id, state, failure.reason, ctx.now)] };
  }
}

/** Undefined where the paper cannot be made: then the letter does not go, now or later. */
async function attachedTo({ id, attached }: EmailRow, ctx: EffectContext): Promise<Attachment[] | undefined> {
  try {
    return attached === null ? [] : [await paper(JSON.parse(attached), ctx)];
  } catch (failure) {
    log.error("A paper could not be made for an email.", { email: id, ...describeFailure(failure) });
    return undefined;
  }
}

async function paper(attached: z.infer<typeof attachedInput>, ctx: EffectContext): Promise<Attachment> {
  const { filename, base64 } = await ctx.read<{ filename: string; base64: string }>("money.paper", attached);
  return { filename, type: "application/pdf", content: Buffer.from(base64, "base64") };
}
