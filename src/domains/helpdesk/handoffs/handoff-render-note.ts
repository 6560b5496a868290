import * as z from "zod";
import {
  charactersIn,
  escalationReasons,
  isConfidence,
  longestNote,
  longestSummary,
  noteCategories,
  renderNote,
} from "#domains/helpdesk/notes/note.ts";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** The four lines of a note from its parts. @throws VALIDATION_ERROR for one that would be too long */
export const handoffRenderNote = defineRead({
  name: "handoff.render_note",
  title: "Write a handoff note",
  description:
    "Makes the four-line note that submit_handoff takes from its parts, and counts its characters. It opens nothing.",
  scopes: ["helpdesk:read", "helpdesk:write"],
  input: z.strictObject({
    category: z.enum(noteCategories),
    escalationReason: z.enum(escalationReasons),
    summary: z.string().trim().min(1).max(1000).describe(`One line, at most ${longestSummary} characters.`),
    confidence: z.union([z.string(), z.number()]).describe("0 to 1, such as 0.85."),
  }),
  output: z.object({
    success: z.literal(true),
    note: z.string(),
    charCount: z.int(),
    lineCount: z.int(),
  }),
  example: {
    category: "WiFi",
    escalationReason: "TwoStepsNoResolve",
    summary: "Customer unable to connect to WiFi after router reset",
    confidence: "0.85",
  },
  summary: ({ note }) => note,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ category, escalationReason, summary, confidence }) {
    const said = String(confidence);
    const line = summary.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, " ");
    const note = renderNote({ category, escalationReason, summary: line, confidence: said });
    const charCount = charactersIn(note);
    const fields = {
      ...(charactersIn(line) > longestSummary ? { summary: [`At most ${longestSummary} characters.`] } : {}),
      ...(isConfidence(said) ? {} : { confidence: ["A number from 0 to 1, such as 0.85."] }),
      ...(charCount > longestNote
        ? { summary: [`The whole note has at most ${longestNote} characters.`] }
        : {}),
    };
    if (Object.keys(fields).length > 0)
      throw new DeskError("VALIDATION_ERROR", "That is no note.", { fields, next: "Shorten it." });
    return { success: true as const, note, charCount, lineCount: note.split("\n").length };
  },
});
