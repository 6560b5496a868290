import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { isEvidence } from "#domains/phone/consent/consent-store.ts";
import { learn, refusedByProvider } from "#domains/phone/consent/learning.ts";
import { consentWord, isHelpWord } from "#domains/phone/consent/opt-out-words.ts";
import { conversationWith } from "#domains/phone/conversations/inbox-store.ts";
import { answeredElsewhere, stillWaits, touchConversation } from "#domains/phone/conversations/store.ts";
import { type FailureReason, failureReasons } from "#domains/phone/failures.ts";
import { messageByProviderId } from "#domains/phone/history-store.ts";
import { hintedLine, lineHint, nobody, otherSide } from "#domains/phone/lines/line-hint.ts";
import { erasedAt } from "#domains/phone/privacy/erased-numbers.ts";
import { nameMessage, unnamedMessage } from "#domains/phone/provider-names-store.ts";
import { advanceMessage, insertMessage, messageNamed } from "#domains/phone/recording-store.ts";
import { routeIncoming } from "#domains/phone/routing/incoming.ts";
import { nothingRouted } from "#domains/phone/routing/spoken.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { answeredBulk } from "./bulk-store.ts";

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
  content: z.string().transform((text) => maskCards(text.replaceAll("\0", "").toWellFormed())),
  media: z.array(z.object({ url: z.string(), type: z.string().nullable() })),
  status: z.enum(["received", "queued", "scheduled", "sent", "delivered", "undelivered", "failed"]),
  /** Why it did not go through, where the provider says. */
  reason: z.enum(Object.keys(failureReasons) as [FailureReason, ...FailureReason[]]).optional(),
  /** What the provider understood them to want, where it says. */
  wish: z.enum(["out", "in", "help"]).optional(),
  /** Null where the event does not say: then it is when it was heard. */
  at: z.int().nullable(),
  /** When the event came in; now where it is left out. */
  heardAt: z.int().optional(),
  /** True for one of the past, found at the provider: nobody is told of it as new. */
  isPast: z.boolean().optional(),
});

type Input = Omit<z.infer<typeof input>, "at" | "heardAt"> & { at: number; heardAt: number };

interface Data {
  given: Input;
  line: Awaited<ReturnType<typeof hintedLine>>;
  /** Our own text that this event is about, not named by the provider until now. */
  ours: string | undefined;
  id: string;
  /** True for a text of theirs that is heard of for the first time. */
  isNew: boolean;
  /** True where it says what they want, and that has not been heard from it before. */
  isWish: boolean;
  /** True where the provider says for the first time that they want no more. */
  isRefused: boolean;
  /** The bulk that it answers. */
  bulkId: string | undefined;
  /** True for a text that was asked for here. */
  isFromHere: boolean;
  conversationId: string;
  /** What routing says of the conversation. */
  routed: Statement[];
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
): Promise<Plan<Data | undefined, { id: string }>> {
  const line = await hintedLine(ctx, event.provider, event.line, {
    parties: event.parties,
    hasWords: event.direction === "inbound" && event.content !== "",
  });
  // What came in is its sender's alone, and never another receiver's.
  const named = event.direction === "inbound" ? { peer: event.peer } : event;
  const known = await messageByProviderId(ctx.db, event.provider, event.providerId);
  const peer = otherSide(named, line, ctx);
  const gone = known ? undefined : await erasedAt(ctx, peer);
  const heardAt = event.heardAt ?? ctx.now;
  const at = event.at ?? known?.at ?? heardAt;
  const given = { ...event, peer, at, heardAt };
  // Whoever it was with has been erased since: it brings nobody back.
  if (gone !== undefined && at <= gone) return { facts: {}, data: undefined, result: { id: "" } };
  const ours = !known && given.direction === "outbound" ? await unnamed(given, line.row.id, ctx) : undefined;
  const id = known?.id ?? ours ?? ctx.newId("msg");
  const { isNew: isNewContact } = await ctx.use<{ isNew: boolean }>("contact.ensure", {
    ...{ phone: given.peer, raw: given.peer },
  });
  const isNew = !known && !ours && given.direction === "inbound";
  // What the provider has understood, it has answered.
  const asks =
    isNew &&
    !given.isPast &&
    given.wish === undefined &&
    (wordOf(given) !== undefined || isHelpWord(given.content));
  const isWish = wordOf(given) !== undefined && !(known && (await isEvidence(ctx.db, known.peer, known.id)));
  const isRefused = given.reason === "opted_out" && known?.errorCode !== given.reason;
  const conversationId = ctx.newId("cnv");
  const isAsking =
    isNew &&
    !event.isPast &&
    !asks &&
    given.wish === undefined &&
    wordOf(given) === undefined &&
    given.content !== "";
  const routed = isAsking
    ? await route(given, { id, conversationId, line: line.number }, ctx)
    : nothingRouted;
  const bulkId = isNew ? await answeredBulk(ctx.db, given.peer, given.at) : undefined;
  return {
    facts: {},
    data: {
      given,
      line,
      ours,
      id,
      isNew,
      isWish,
      isRefused,
      bulkId,
      isFromHere: ours !== undefined || (known?.askedBy ?? null) !== null,
      conversationId,
      routed: routed.statements,
      now: ctx.now,
    },
    result: { id },
    events: isNew
      ? [
          { type: given.isPast ? "message.found" : "message.received", subject: id },
          ...(asks ? [{ type: "message.asks", subject: id }] : []),
          ...(gone !== undefined && isNewContact ? [{ type: "contact.returned", subject: id }] : []),
          ...(given.media.length > 0 ? [{ type: "message.has_pictures", subject: id }] : []),
          ...routed.events,
          ...(isAsking && isShortAnswer(given.content)
            ? [{ type: "message.short_answer", subject: id }]
            : []),
          ...(isAsking && ctx.settings.get("models.sort") !== ""
            ? [{ type: "message.to_judge", subject: id }]
            : []),
        ]
      : known?.status === given.status
        ? []
        : [{ type: "message.updated", subject: id }],
  };
}

async function route(
  { peer, content, at, parties = [] }: Input,
  { id, conversationId, line }: { id: string; conversationId: string; line: string },
  ctx: OperationContext,
) {
  const row = await conversationWith(ctx.db, peer);
  return await routeIncoming(
    { peer, text: content, line, at, messageId: id, isGroup: parties.length > 2 },
    { row, id: conversationId, ctx },
  );
}

function unnamed(given: Input, lineId: string, ctx: OperationContext): Promise<string | undefined> {
  const since = Math.min(given.at, ctx.now) - namingWindow;
  return unnamedMessage(ctx.db, { lineId, peer: given.peer, content: given.content, since });
}

function apply(data: Data | undefined): Statement[] {
  if (!data) return [];
  const { given, line, ours, id, isNew, bulkId, conversationId, routed, now } = data;
  const wish = data.isWish ? wishOf(given, id, now) : [];
  const named = messageNamed(given.provider, given.providerId);
  const usual = { undelivered: "undeliverable", failed: "refused" } as const;
  const isFailed = given.status === "undelivered" || given.status === "failed";
  const reason: FailureReason | null = isFailed ? (given.reason ?? usual[given.status as "failed"]) : null;
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
    bulkId: bulkId ?? null,
    at: given.at,
    createdAt: now,
    updatedAt: now,
  });
  return [
    ...line.statements,
    touchConversation(conversationId, given.peer, {
      at: given.at,
      inboundAt,
      waits: isNew && wish.length === 0 && now - given.at < stillWaits,
      now,
    }),
    ...routed,
    // What was sent from here has settled what it settles when it went out.
    ...(inboundAt === null && !data.isFromHere ? [answeredElsewhere(given.peer, given.at)] : []),
    ...(ours ? nameMessage(ours, given.provider, given.providerId) : [row]),
    ...(given.status === "received" ? [] : [advanceMessage(named, given.status, reason, now)]),
    ...wish,
    ...(given.direction === "outbound" && data.isRefused
      ? refusedByProvider(id, given.peer, given.heardAt, now)
      : []),
  ];
}

/** A word or a letter by itself, as what we send asks for. */
function isShortAnswer(content: string): boolean {
  return /^\W*\p{L}{1,10}\W*$/u.test(content) && content.length < 20;
}

/** What they ask for: as the provider understood it, or as their words say. */
function wordOf({ wish, content }: Pick<Input, "wish" | "content">): "out" | "in" | undefined {
  if (wish === "help") return undefined;
  return wish ?? consentWord(content);
}

/** A customer's STOP or START, as they wrote it. */
function wishOf(given: Input, id: string, now: number): Statement[] {
  const isTheirs = given.direction === "inbound" && given.peer !== nobody;
  const state = isTheirs ? wordOf(given) : undefined;
  if (!state) return [];
  const how = { source: "text", words: given.content, evidence: id, recordedBy: "system" } as const;
  return learn({ phone: given.peer, state, at: given.at, now, ...how });
}
