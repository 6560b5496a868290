import { hasWords } from "#platform/visible-text.ts";

/** What a voice agent's note is about, and why the agent hands it on: the words of its contract. */
export const noteCategories = ["Outage", "WiFi", "CGNAT", "Wiring", "EquipmentReturn", "Unknown"] as const;
export const escalationReasons = [
  "CallerRequested",
  "TwoStepsNoResolve",
  "OutOfScope",
  "SafetyRisk",
  "BillingOrAccount",
  "Other",
] as const;

export type NoteCategory = (typeof noteCategories)[number];
export type EscalationReason = (typeof escalationReasons)[number];

export interface Note {
  category: NoteCategory;
  escalationReason: EscalationReason;
  summary: string;
  /** 0 to 1, as it was written. */
  confidence: string;
}

/** Characters of a whole note and of its summary, as a person counts them. */
export const longestNote = 350;
export const longestSummary = 250;
export const shortestNote = 10;

const labels = ["Category", "Reason", "Summary", "Confidence"] as const;

/** The four lines of a note. */
export function renderNote({ category, escalationReason, summary, confidence }: Note): string {
  const values = [category, escalationReason, summary, confidence];
  return labels.map((label, at) => `${label}: ${values[at]}`).join("\n");
}

/**
 * With one kind of line break, and none behind the last line. A note on one line whose breaks arrived as the characters
 * `\\` and `n`, as a client writes that escapes them twice, has the lines that they stand for.
 */
export function plainLines(text: string): string {
  const isEscaped = !/[\n\r]/.test(text.trim()) && /\\+n/.test(text);
  const lines = isEscaped ? text.replaceAll(/(?:\\+r)?\\+n/g, "\n") : text;
  return lines.replaceAll(/\r\n?|[\u2028\u2029]/g, "\n").replace(/\n+$/, "");
}

/** What is wrong with a text as a note, a sentence each; or the note. */
export function readNote(text: string): { note: Note } | { problems: string[] } {
  const lines = plainLines(text).split("\n");
  if (lines.length !== labels.length)
    return { problems: [`Note must have exactly ${labels.length} lines: ${labels.join(", ")}`] };
  const values = labels.map((label, at) => valueIn(lines[at] ?? "", label));
  const misplaced = labels.flatMap((label, at) => problemOf(at + 1, label, values[at]));
  if (misplaced.length > 0) return { problems: misplaced };
  const [category = "", reason = "", summary = "", confidence = ""] = values;
  const problems = [
    ...(isCategory(category) ? [] : [`Category must be one of ${noteCategories.join(", ")}`]),
    ...(isReason(reason) ? [] : [`Reason must be one of ${escalationReasons.join(", ")}`]),
    ...(hasWords(summary) ? [] : ["Summary has nothing to see in it"]),
    ...(charactersIn(summary) <= longestSummary
      ? []
      : [`Summary must contain at most ${longestSummary} character(s)`]),
    ...(isConfidence(confidence) ? [] : ["Confidence must be a number from 0 to 1"]),
  ];
  if (problems.length > 0 || !isCategory(category) || !isReason(reason)) return { problems };
  return { note: { category, escalationReason: reason, summary, confidence } };
}

/** What stands behind a label; undefined where the line is another. */
function valueIn(line: string, label: string): string | undefined {
  return line === `${label}:` || line.startsWith(`${label}: `)
    ? line.slice(label.length + 1).trim()
    : undefined;
}

function problemOf(line: number, label: string, value: string | undefined): string[] {
  if (value === undefined) return [`Line ${line} must be "${label}: …", with this capital and one space`];
  return value === "" ? [`Line ${line} has nothing behind "${label}:"`] : [];
}

function isCategory(text: string): text is NoteCategory {
  return (noteCategories as readonly string[]).includes(text);
}

function isReason(text: string): text is EscalationReason {
  return (escalationReasons as readonly string[]).includes(text);
}

/** A decimal number from 0 to 1, without sign and exponent. */
export function isConfidence(text: string): boolean {
  return /^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(text);
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Code units that one character may have on average: the longest family of emoji has 11. */
const longestCharacter = 16;

/** Characters as a person counts them: what is seen as one is one (Unicode UAX 29). */
export function charactersIn(text: string): number {
  // Short plain text is what it nearly always is.
  if (/^[\n -~]*$/.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count++;
  return Math.max(count, Math.ceil(text.length / longestCharacter));
}
