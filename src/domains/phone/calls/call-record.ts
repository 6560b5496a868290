import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { answeredElsewhere, stillWaits, touchConversation } from "#domains/phone/conversations/store.ts";
import { type CallRow, callByProviderId } from "#domains/phone/history-store.ts";
import { hintedLine, knownLine, lineHint, nobody, otherSide } from "#domains/phone/lines/line-hint.ts";
import { callCost } from "#domains/phone/prices.ts";
import { erasedAt } from "#domains/phone/privacy/erased-numbers.ts";
import type { DialogueLine } from "#domains/phone/provider-events.ts";
import { nameCall, unnamedCall } from "#domains/phone/provider-names-store.ts";
import { callNamed, insertCall, updateCall } from "#domains/phone/recording-store.ts";
import { nothingRouted, routeSpoken } from "#domains/phone/routing/spoken.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { missedStates } from "./missed-store.ts";
import { transcriptsOf } from "./transcript-store.ts";

const input = z.strictObject({
  provider: z.string(),
  kind: z.literal("call"),
  providerId: z.string(),
  line: lineHint,
  /** Left out where an event does not say. */
  direction: z.enum(["inbound", "outbound"]).optional(),
  /** Every number that the event names. */
  parties: z.array(z.string().max(200)).max(100).optional(),
  /** Empty where the event does not say. */
  peer: z.string(),
  status: z.enum([
    "ringing",
    "in_progress",
    "completed",
    "missed",
    "no_answer",
    "busy",
    "forwarded",
    "canceled",
    "failed",
    "ended",
  ]),
  answeredBy: z.enum(["human", "machine", "fax", "unknown"]).optional(),
  duration: z.int().nullable(),
  /** Null where the event does not say: then it is when it was heard. */
  at: z.int().nullable(),
  answeredAt: z.int().nullable(),
  completedAt: z.int().nullable(),
  updatedAt: z.int().nullable(),
  /** When the event came in; now where it is left out. */
  heardAt: z.int().optional(),
});

type Given = z.infer<typeof input>;
type Ended = Exclude<Given["status"], "ended">;
type Input = Omit<Given, "at" | "updatedAt" | "status"> & { at: number; updatedAt: number; status: Ended };

interface Data {
  given: Input;
  peer: string;
  direction: "inbound" | "outbound";
  line: Awaited<ReturnType<typeof hintedLine>>;
  known: CallRow | undefined;
  /** Our own call that this event is about, not named by the provider until now. */
  ours: string | undefined;
  id: string;
  conversationId: string;
  /** What routing says of the conversation. */
  routed: Statement[];
  now: number;
}

/** How far back our own call may lie that an event without a known name speaks of, in milliseconds. */
const namingWindow = 15 * 60_000;

/** What says less of a call that has ended than what is known of it. */
const saysLess: ReadonlySet<string> = new Set(["ringing", "in_progress", "completed"]);

/** States that end a call. */
const ended = new Set(["completed", "missed", "no_answer", "busy", "forwarded", "canceled", "failed"]);

/** A call, or news of one, from a provider's event; in whatever order they arrive, the newest state stays. */
export const callRecord = defineWrite({
  name: "call.record",
  title: "Record a call",
  description: "Run for each event about a call.",
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
  const known = await callByProviderId(ctx.db, event.provider, event.providerId);
  const { heardAt = ctx.now } = event;
  const at = event.at ?? known?.at ?? heardAt;
  const given = { ...event, at, updatedAt: event.updatedAt ?? heardAt };
  const direction = given.direction ?? known?.direction;
  const isSaid = given.peer !== "" || (given.parties ?? []).length > 0;
  if (!(isSaid || known) || !direction) {
    throw new DeskError(
      "NOT_FOUND",
      "The event does not say who the call was with, and the call is not known yet.",
      {
        next: "It is tried again when the call's other events have arrived.",
      },
    );
  }
  const status = statusOf(given, known, direction);
  const isNamed = given.line.providerId !== "" || given.line.number !== undefined;
  const line =
    known && !isNamed
      ? await knownLine(ctx, known.lineId)
      : await hintedLine(ctx, given.provider, given.line, { parties: given.parties });
  const named = isSaid ? otherSide(given, line, ctx) : nobody;
  const peer = named === nobody ? (known?.peer ?? nobody) : named;
  const gone = known ? undefined : await erasedAt(ctx, peer);
  // Whoever it was with has been erased since: it brings nobody back.
  if (gone !== undefined && given.at <= gone) return { facts: {}, data: undefined, result: { id: "" } };
  const isOurs = !known && direction === "outbound";
  const since = Math.min(given.at, ctx.now) - namingWindow;
  const ours = isOurs ? await unnamedCall(ctx.db, { lineId: line.row.id, peer, since }) : undefined;
  const id = known?.id ?? ours ?? ctx.newId("cal");
  await ctx.use("contact.ensure", { phone: peer, raw: peer });
  const conversationId = ctx.newId("cnv");
  const routed = known
    ? nothingRouted
    : await spokenBefore({ ...given, direction, peer, line: line.number, conversationId }, ctx);
  const ends = ended.has(status) && !ended.has(known?.status ?? "");
  return {
    facts: {},
    data: {
      given: { ...given, status },
      peer,
      direction,
      line,
      known,
      ours,
      id,
      conversationId,
      routed: routed.statements,
      now: ctx.now,
    },
    result: { id },
    events: [
      ...(ends ? [{ type: "call.ended", subject: id }] : []),
      ...(ends && direction === "inbound" && missed.has(status)
        ? [{ type: "call.missed", subject: id }]
        : []),
      ...routed.events,
    ],
  };
}

/** What was said on it may have come before the call itself. */
async function spokenBefore(
  call: Pick<Given, "provider" | "providerId"> & {
    direction: "inbound" | "outbound";
    peer: string;
    line: string;
    at: number;
    conversationId: string;
  },
  ctx: OperationContext,
) {
  if (call.direction !== "inbound") return nothingRouted;
  const kept = (await transcriptsOf(ctx.db, call.provider, [call.providerId])).get(call.providerId);
  if (kept?.status !== "completed") return nothingRouted;
  return await routeSpoken({ ...call, dialogue: JSON.parse(kept.dialogue) as DialogueLine[] }, ctx);
}

/** A call that is over was answered where somebody had taken it, and else missed, or not taken. */
function statusOf(
  given: Pick<Given, "status" | "answeredAt">,
  known: CallRow | undefined,
  direction: "inbound" | "outbound",
): Ended {
  if (given.status !== "ended") return given.status;
  if ((given.answeredAt ?? known?.answeredAt ?? null) !== null) return "completed";
  return direction === "inbound" ? "missed" : "no_answer";
}

function apply(data: Data | undefined): Statement[] {
  if (!data) return [];
  const { given, peer, direction, line, known, ours, id, conversationId, routed, now } = data;
  // Somebody has taken it: a machine's greeting is not somebody.
  const heard = given.status === "in_progress" && given.answeredBy === undefined ? given.updatedAt : null;
  const answeredAt = given.answeredAt ?? known?.answeredAt ?? heard;
  const completedAt = given.completedAt ?? known?.completedAt ?? null;
  const duration = given.duration ?? known?.duration ?? secondsBetween(answeredAt, completedAt);
  const isOver = ended.has(given.status);
  const state = {
    status: known && ended.has(known.status) && saysLess.has(given.status) ? known.status : given.status,
    duration,
    answeredAt,
    answeredBy: given.answeredBy ?? known?.answeredBy ?? null,
    completedAt,
    cost:
      isOver && direction === "outbound"
        ? callCost(given.provider, peer, duration ?? 0)
        : (known?.cost ?? null),
    errorCode: null,
    updatedAt: now,
    providerUpdatedAt: given.updatedAt,
  };
  const inboundAt = direction === "inbound" ? given.at : null;
  const isMissed = missed.has(given.status) && !missed.has(known?.status ?? "");
  const row = insertCall({
    id,
    lineId: line.id,
    provider: given.provider,
    providerId: given.providerId,
    direction,
    peer,
    at: given.at,
    createdAt: now,
    ...state,
  });
  return [
    ...line.statements,
    touchConversation(conversationId, peer, {
      at: given.at,
      inboundAt,
      waits: direction === "inbound" && isMissed && now - given.at < stillWaits,
      now,
    }),
    ...routed,
    ...(given.status === "completed" ? [answeredElsewhere(peer, given.at)] : []),
    ...(ours ? nameCall(ours, given.provider, given.providerId) : [row]),
    updateCall(callNamed(given.provider, given.providerId), state, given.updatedAt),
  ];
}

/** Nobody took it: whoever called waits to be called back. */
const missed: ReadonlySet<string> = new Set(missedStates);

/** A call's length where nobody says it: from when it was taken to its end. */
function secondsBetween(answeredAt: number | null, completedAt: number | null): number | null {
  if (answeredAt === null || completedAt === null || completedAt < answeredAt) return null;
  return Math.round((completedAt - answeredAt) / 1000);
}
