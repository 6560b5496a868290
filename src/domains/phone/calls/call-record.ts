import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { answeredElsewhere, stillWaits, touchConversation } from "#domains/phone/conversations/store.ts";
import { type CallRow, callByProviderId } from "#domains/phone/history-store.ts";
import { hintedLine, lineHint, nobody, otherSide } from "#domains/phone/lines/line-hint.ts";
import { callNamed, insertCall, updateCall } from "#domains/phone/recording-store.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

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
  ]),
  duration: z.int().nullable(),
  /** Null where the event does not say: then it is when it was heard. */
  at: z.int().nullable(),
  answeredAt: z.int().nullable(),
  completedAt: z.int().nullable(),
  updatedAt: z.int().nullable(),
});

type Input = Omit<z.infer<typeof input>, "at" | "updatedAt"> & { at: number; updatedAt: number };

interface Data {
  given: Input;
  peer: string;
  direction: "inbound" | "outbound";
  line: Awaited<ReturnType<typeof hintedLine>>;
  known: CallRow | undefined;
  id: string;
  conversationId: string;
  now: number;
}

/** States that end a call; an event that only says "completed" does not overwrite what says more. */
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
): Promise<Plan<Data, { id: string }>> {
  const known = await callByProviderId(ctx.db, event.provider, event.providerId);
  const given = { ...event, at: event.at ?? known?.at ?? ctx.now, updatedAt: event.updatedAt ?? ctx.now };
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
  const line = await hintedLine(ctx, given.provider, given.line, { parties: given.parties });
  const named = isSaid ? otherSide(given, line, ctx) : nobody;
  const peer = named === nobody ? (known?.peer ?? nobody) : named;
  const id = known?.id ?? ctx.newId("cal");
  await ctx.use("contact.ensure", { phone: peer, raw: peer });
  const ends = ended.has(given.status) && !ended.has(known?.status ?? "");
  return {
    facts: {},
    data: { given, peer, direction, line, known, id, conversationId: ctx.newId("cnv"), now: ctx.now },
    result: { id },
    events: ends ? [{ type: "call.ended", subject: id }] : [],
  };
}

function apply({ given, peer, direction, line, known, id, conversationId, now }: Data): Statement[] {
  const answeredAt = given.answeredAt ?? known?.answeredAt ?? null;
  const completedAt = given.completedAt ?? known?.completedAt ?? null;
  const state = {
    status: known && ended.has(known.status) && given.status === "completed" ? known.status : given.status,
    duration: given.duration ?? known?.duration ?? secondsBetween(answeredAt, completedAt),
    answeredAt,
    completedAt,
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
    ...(given.status === "completed" ? [answeredElsewhere(peer, given.at)] : []),
    row,
    updateCall(callNamed(given.provider, given.providerId), state, given.updatedAt),
  ];
}

/** Nobody took it: whoever called waits to be called back. */
const missed: ReadonlySet<string> = new Set(["missed", "no_answer", "busy"]);

/** A call's length where nobody says it: from when it was taken to its end. */
function secondsBetween(answeredAt: number | null, completedAt: number | null): number | null {
  if (answeredAt === null || completedAt === null || completedAt < answeredAt) return null;
  return Math.round((completedAt - answeredAt) / 1000);
}
