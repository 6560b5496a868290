import type * as z from "zod";
import { type HandoffInput, handoffInput } from "#domains/helpdesk/handoffs/handoff-submit.ts";
import { cutText } from "#platform/cut-text.ts";
import { DeskError } from "#src/errors.ts";
import { errorHeaders } from "../error-headers.ts";

/** What an agent says to a caller while it corrects or repeats its handoff, and what where that is no use. */
const oneMoment = "One moment, please.";
const notNow = "I am sorry, I cannot open a ticket at the moment.";
const mayWorkAgain = new Set(["VALIDATION_ERROR", "RATE_LIMIT_EXCEEDED", "UNAVAILABLE", "INTERNAL"]);

/** What stands in `details`: for each field what is wrong with it, in the words that callers were promised. */
type Details = Record<string, { _errors: string[] } | string[]>;

/** A refusal in the shape of the handoff's contract. */
export function ingestError(
  error: DeskError,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const { fields, retryAfter } = error.detail;
  const body = {
    status: "error",
    code: error.code,
    message: error.code === "VALIDATION_ERROR" ? invalidMessage : error.message,
    ...(fields === undefined ? {} : { details: detailsOf(fields) }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    say: mayWorkAgain.has(error.code) ? oneMoment : notNow,
    requestId,
  };
  return Response.json(body, {
    status: error.status,
    headers: { ...errorHeaders(error, requestId), ...headers },
  });
}

/** What is wrong with the whole stands under `_errors` itself. */
function detailsOf(fields: Record<string, string[]>): Details {
  return Object.fromEntries(
    Object.entries(fields).map(([name, problems]) =>
      name === whole ? ["_errors", problems] : [name, { _errors: problems }],
    ),
  );
}

const whole = "";

const invalidMessage = "Invalid request payload";

function invalidPayload(fields: Record<string, string[]>): DeskError {
  return new DeskError("VALIDATION_ERROR", invalidMessage, { fields });
}

export function unreadable(problem: string): DeskError {
  return invalidPayload({ [whole]: [problem] });
}

const mostProblems = 20;
const optional = new Set(Object.keys(handoffInput.shape).filter((name) => name !== "note"));

/** The body as a handoff. @throws DeskError VALIDATION_ERROR in the contract's words */
export function readHandoff(body: object): HandoffInput {
  const parsed = handoffInput.safeParse(withoutGaps(body));
  if (parsed.success) return parsed.data;
  const fields: Record<string, string[]> = {};
  for (const issue of parsed.error.issues.slice(0, mostProblems)) {
    const name = String(issue.path[0] ?? whole).slice(0, 60);
    fields[name] = [...(fields[name] ?? []), problemOf(issue, body)];
  }
  throw invalidPayload(fields);
}

/** Without what a platform had nothing to fill with; the note has to be there. */
function withoutGaps(body: object): unknown {
  const isGap = ([name, value]: [string, unknown]) => optional.has(name) && (value === null || value === "");
  return Object.fromEntries(Object.entries(body).filter((entry) => !isGap(entry)));
}

function problemOf(issue: z.core.$ZodIssue, body: unknown): string {
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    body,
  );
  if (given === undefined && issue.path.length > 0) return "Required";
  if (issue.code === "invalid_type") return `Expected ${issue.expected}, received ${kindOf(given)}`;
  if (issue.code === "too_small") return `String must contain at least ${issue.minimum} character(s)`;
  if (issue.code === "too_big") return `String must contain at most ${issue.maximum} character(s)`;
  if (issue.code === "invalid_value")
    return `Invalid enum value. Expected ${issue.values.map((each) => `'${String(each)}'`).join(" | ")}, received ${typeof given === "string" ? `'${cutText(given, 60)}'` : kindOf(given)}`;
  if (issue.code === "unrecognized_keys")
    return `Unrecognized key(s) in object: ${issue.keys
      .slice(0, mostProblems)
      .map((key) => `'${cutText(key, 60)}'`)
      .join(", ")}`;
  return issue.code === "custom" ? issue.message : "Invalid input";
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
