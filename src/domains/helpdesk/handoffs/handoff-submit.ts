import * as z from "zod";
import { matches } from "#db/schema/helpdesk.ts";
import type { Statement } from "#db/statement.ts";
import {
  charactersIn,
  escalationReasons,
  isConfidence,
  longestNote,
  type Note,
  noteCategories,
  plainLines,
  readNote,
  shortestNote,
} from "#domains/helpdesk/notes/note.ts";
import { nameOf, spoken } from "#domains/helpdesk/tickets/answers.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { digestOf } from "#platform/canonical.ts";
import { DeskError } from "#src/errors.ts";
import { acknowledged, callerNumber, conversationId, oaKey, planOpening, source } from "./opening.ts";

export const handoffInput = z.strictObject({
  note: z
    .string()
    .describe(
      `Four lines: "Category: …", "Reason: …", "Summary: …", "Confidence: …"; at most ${longestNote} characters. render_handoff_note makes one.`,
    ),
  category: z.enum(noteCategories).optional(),
  escalationReason: z.enum(escalationReasons).optional(),
  confidence: z.union([z.string(), z.number()]).optional(),
  callerNumber: callerNumber.optional().describe("Who called; E.164, or any form that can be read."),
  oaKey: oaKey.optional().describe("Your own key for the case."),
  source: source.optional().describe("Which agent hands over."),
  conversationId: conversationId.optional().describe("The voice platform's id of the call."),
});

export type HandoffInput = z.infer<typeof handoffInput>;

export const handoffOutput = z.object({
  success: z.literal(true),
  created: z.boolean(),
  ticketId: z.string(),
  ticketUrl: z.string(),
  category: z.string(),
  escalationReason: z.string(),
  confidence: z.string(),
  echo: z.object({ oaKey: z.string().optional(), callerNumber: z.string().optional() }),
  matchedBy: z.enum(matches).nullable(),
  say: z.string().describe("A sentence to say to the caller."),
  requestId: z.string(),
});

/** How long an equal handoff of the same conversation, or one with the same key, gets the first one's answer. */
export const handoffKeyLife = 15 * 60_000;

interface Result {
  handoffId: string;
  note: Note;
  echo: { oaKey?: string; callerNumber?: string };
}

/**
 * A voice agent's note becomes a ticket, or joins the open one for the same case: the same `oaKey`, else the same
 * conversation, else the same caller and category, the last two within `windows.same_case_hours`. @throws VALIDATION_ERROR
 */
export const handoffSubmit = defineWrite({
  name: "handoff.submit",
  title: "Hand a caller over",
  description:
    "Takes a voice agent's four-line note and gives a ticket number to say to the caller. One with the same oaKey or conversationId, or from the same caller about the same lately, joins the open ticket. Safe to repeat.",
  scopes: ["helpdesk:write"],
  uses: ["contact.ensure"],
  input: handoffInput,
  output: handoffOutput,
  example: {
    note: "Category: WiFi\nReason: TwoStepsNoResolve\nSummary: No WiFi after the router was reset\nConfidence: 0.85",
    callerNumber: "+15550100200",
    conversationId: "conv_01",
  },
  summary: ({ ticketId, created, say }) =>
    `${created ? `Opened ${ticketId}.` : `Added to ${ticketId}, which was open.`} Say to the caller: ${say}`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  repeatKey: (input) =>
    input.conversationId === undefined
      ? undefined
      : { key: `conversation:${digestOf(input)}`, life: handoffKeyLife },
  async plan(input, ctx) {
    const note = noteIn(input);
    const given = {
      description: plainLines(input.note),
      category: note.category,
      escalationReason: note.escalationReason,
      confidence: note.confidence,
      callerNumber: input.callerNumber,
      oaKey: input.oaKey,
      source: input.source,
      conversationId: input.conversationId,
      property: undefined,
      priority: undefined,
    };
    const opening = await planOpening(given, false, ctx);
    const echo = {
      ...(input.oaKey === undefined ? {} : { oaKey: input.oaKey }),
      ...(input.callerNumber === undefined ? {} : { callerNumber: input.callerNumber }),
    };
    return {
      facts: opening.facts,
      data: opening.statements,
      result: { handoffId: opening.handoffId, note, echo } satisfies Result,
      events: opening.events,
      receipt: opening.receipt,
    };
  },
  apply: (statements: Statement[]) => statements,
  answer: async ({ handoffId, note, echo }: Result, ctx: OperationContext) => {
    const handoff = await acknowledged(handoffId, ctx);
    const { created, matchedBy, requestId, number } = handoff;
    const { category, escalationReason, confidence } = note;
    return {
      success: true as const,
      created,
      ...nameOf(number, ctx),
      category,
      escalationReason,
      confidence,
      echo,
      matchedBy,
      say: spoken(handoff, ctx),
      requestId,
    };
  },
});

/** The note, with what is said beside it held against it. @throws DeskError VALIDATION_ERROR naming each field */
function noteIn({ note: text, category, escalationReason, confidence }: HandoffInput): Note {
  const fields: Record<string, string[]> = {};
  const length = charactersIn(text);
  if (length < shortestNote) fields["note"] = [`String must contain at least ${shortestNote} character(s)`];
  else if (length > longestNote) fields["note"] = [`String must contain at most ${longestNote} character(s)`];
  const read = fields["note"] ? { problems: [] } : readNote(text);
  if ("problems" in read) {
    if (read.problems.length > 0) fields["note"] = read.problems;
    throw invalid(fields);
  }
  const { note } = read;
  if (category !== undefined && category !== note.category)
    fields["category"] = ["Must be the same as in the note"];
  if (escalationReason !== undefined && escalationReason !== note.escalationReason)
    fields["escalationReason"] = ["Must be the same as in the note"];
  if (confidence !== undefined && !isConfidence(String(confidence)))
    fields["confidence"] = ["Must be a number from 0 to 1"];
  else if (confidence !== undefined && Number(confidence) !== Number(note.confidence))
    fields["confidence"] = ["Must be the same as in the note"];
  if (Object.keys(fields).length > 0) throw invalid(fields);
  return confidence === undefined ? note : { ...note, confidence: String(confidence) };
}

function invalid(fields: Record<string, string[]>): DeskError {
  return new DeskError("VALIDATION_ERROR", "Invalid request payload", {
    fields,
    next: "Correct what is named and send it again.",
  });
}
