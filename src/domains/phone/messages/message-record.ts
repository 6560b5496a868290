import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { answeredElsewhere, stillWaits, touchConversation } from "#domains/phone/conversations/store.ts";
import type { FailureReason } from "#domains/phone/failures.ts";
import { messageByProviderId } from "#domains/phone/history-store.ts";
import { hintedLine, lineHint, nobody, otherSide } from "#domains/phone/lines/line-hint.ts";
import { consent } from "#domains/phone/outreach/opt-out-store.ts";
import { consentWord } from "#domains/phone/outreach/opt-out-words.ts";
import { nameMessage, unnamedMessage } from "#domains/phone/provider-names-store.ts";
import { advanceMessage, insertMessage, messageNamed } from "#domains/phone/recording-store.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";

const input = z.strictObject({
  provider: z.string(),
  kind: z.literal("message"),
  providerId: z.string().min(1).max(200),
  line: lineHint,
  direction: z.enum(["inbound", "outbound"]),
  /** Every number that the event names. */
  parties: z.array(z.string().max(200)).max(100).optional(),
  /** Empty where the event does not say. */
  peer: z.string().max(200),
  /** SQLite ends a text at a NUL; half a surrogate pair is no text. */
  content: z.string().transform((text) => text.replaceAll("\0", "").toWellFormed()),
  media: z.array(z.object({ url: z.string(), type: z.string().nullable() })),
  status: z.enum(["received", "queued", "sent", "delivered", "undelivered", "failed"]),
  /** Null where the event does not say: then it is when it was heard. */
  at: z.int().nullable(),
});

type Input = Omit<z.infer<typeof input>, "at"> & { at: number };

interface Data {
  given: Input;
  line: Awaited<ReturnType<typeof hintedLine>>;
  /** Our own text that this event is about, not named by the provider until now. */
  ours: string | undefined;
  id: string;
  /** True for a text of theirs that is heard of for the first time. */
  isNew: boolean;
  conversationId: string;
  now: number;
}

/** How far back our own text may lie that an event without a known name speaks of. */
const namingWindow = 15 * 60_000;

/**
 * A text that came in, or news of one that went out, from a provider's event. The same event twice, or
 * events in any order, end in the same state.
 */
export const messageRecord = defineWrite({
  name: "message.record",
  title: "Record a text",
  description: "Run for each event about a text.",
  scopes: [],
  exposure: "system",
  uses: ["contact.ensure"],
  input,
  output: z.object({ id: z.string() }),
  summary: ({ id }) => id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan,
  apply,
});

async function plan(
  event: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<Plan<Data, { id: string }>> {
  const line = await hintedLine(ctx, event.provider, event.line, {
    parties: event.parties,
    hasWords: event.direction === "inbound" && event.content !== "",
  });
  // What came in is its sender's alone, and never another receiver's.
  const named = event.direction === "inbound" ? { peer: event.peer } : event;
  const given = { ...event, peer: otherSide(named, line, ctx), at: event.at ?? ctx.now };
  const known = await messageByProviderId(ctx.db, given.provider, given.providerId);
  const ours = !known && given.direction === "outbound" ? await unnamed(given, line.row.id, ctx) : undefined;
  const id = known?.id ?? ours ?? ctx.newId("msg");
  await ctx.use("contact.ensure", { phone: given.peer, raw: given.peer });
  const isNew = !known && !ours && given.direction === "inbound";
  return {
    facts: {},
    data: { given, line, ours, id, isNew, conversationId: ctx.newId("cnv"), now: ctx.now },
    result: { id },
    events: isNew
      ? [{ type: "message.received", subject: id }]
      : known?.status === given.status
        ? []
        : [{ type: "message.updated", subject: id }],
  };
}

function unnamed(given: Input, lineId: string, ctx: OperationContext): Promise<string | undefined> {
  const since = Math.min(given.at, ctx.now) - namingWindow;
  return unnamedMessage(ctx.db, { lineId, peer: given.peer, content: given.content, since });
}

function apply({ given, line, ours, id, isNew, conversationId, now }: Data): Statement[] {
  const named = messageNamed(given.provider, given.providerId);
  const reason: FailureReason | null =
    given.status === "undelivered" ? "undeliverable" : given.status === "failed" ? "refused" : null;
  const inboundAt = given.direction === "inbound" ? given.at : null;
  const row = insertMessage({
    id,
    lineId: line.id,
    provider: given.provider,
    providerId: given.providerId,
    direction: given.direction,
    peer: given.peer,
    content: given.content,
    media: given.media.length > 0 ? JSON.stringify(given.media) : null,
    status: given.status,
    errorCode: reason,
    at: given.at,
    createdAt: now,
    updatedAt: now,
  });
  return [
    ...line.statements,
    touchConversation(conversationId, given.peer, {
      at: given.at,
      inboundAt,
      waits: isNew && consentOf(given).length === 0 && now - given.at < stillWaits,
      now,
    }),
    ...(inboundAt === null ? [answeredElsewhere(given.peer, given.at)] : []),
    ...(ours ? nameMessage(ours, given.provider, given.providerId) : [row]),
    ...(given.status === "received" ? [] : [advanceMessage(named, given.status, reason, now)]),
    ...consentOf(given),
  ];
}

/** A customer's STOP or START, as they wrote it. */
function consentOf(given: Input): Statement[] {
  const isTheirs = given.direction === "inbound" && given.peer !== nobody;
  const word = isTheirs ? consentWord(given.content) : undefined;
  return word ? [consent(given.peer, word, "text", given.at)] : [];
}
