import * as z from "zod";
import { cutText } from "#platform/cut-text.ts";
import { isRecord } from "#platform/record.ts";
import { DeskError } from "#src/errors.ts";
import { mendArguments } from "./nearly-right.ts";
import type { Operation } from "./operation.ts";

const controlSchema = z.object({
  idempotency_key: z.string().min(1).max(200).optional(),
  reasoning: z.string().max(2000).optional(),
});

export type Controls = z.infer<typeof controlSchema>;

/** Takes the arguments that the gate reads out of those that the operation reads. */
export function splitControls(operation: Operation, raw: unknown): { input: unknown; controls: Controls } {
  if (operation.kind === "read" || !isRecord(raw)) return { input: raw, controls: {} };
  const { idempotency_key, reasoning, ...input } = raw;
  const given = { idempotency_key, reasoning };
  const meant = operation.exposure === "tools" ? withoutNothing(given) : given;
  return { input, controls: parseArguments(controlSchema, meant) };
}

/** Models fill in everything they see: `null` and nothing are no key and no reason. */
function withoutNothing(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ""));
}

/** The input as its schema has it. @throws DeskError VALIDATION_ERROR naming every argument that is wrong. */
export function readInput(operation: Operation, raw: unknown): unknown {
  const given = raw === undefined || raw === null ? {} : raw;
  if (!isRecord(given)) {
    throw new DeskError("VALIDATION_ERROR", "The arguments must be a JSON object.", {
      next: "Send the arguments as an object with named members.",
    });
  }
  const accepted = operation.accept ? operation.accept(given) : given;
  // A person's decision, and what the owner and the desk itself do, is what it says or nothing.
  return operation.exposure === "tools"
    ? parseToolArguments(operation.input, accepted)
    : parseArguments(operation.input, accepted);
}

/**
 * A tool's arguments as their schema has them; those that are nearly right are put right, where there is one thing they
 * can mean (see `mendArguments`). @throws DeskError VALIDATION_ERROR naming every argument that is wrong.
 */
export function parseToolArguments<Value>(schema: z.ZodType<Value>, given: unknown): Value {
  const first = schema.safeParse(hasNothing(given) ? mendArguments(schema, given) : given);
  return first.success ? first.data : parseArguments(schema, mendArguments(schema, given));
}

/** A text of nothing may pass for one: where it could have been left out, it was meant to be. */
function hasNothing(given: unknown): boolean {
  return isRecord(given) && Object.values(given).includes("");
}

/** As the schema has it, to the letter. @throws DeskError VALIDATION_ERROR naming every argument that is wrong. */
export function parseArguments<Value>(schema: z.ZodType<Value>, given: unknown): Value {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw validationError(read.error, schema);
}

/** A key that came by header or `_meta`. @throws DeskError VALIDATION_ERROR for one that is no text of 1 to 200 characters. */
export function readKey(given: unknown): string | undefined {
  return given === undefined
    ? undefined
    : parseArguments(controlSchema, { idempotency_key: given }).idempotency_key;
}

/** Problems told at once; a caller with more than that has another problem. */
const mostProblems = 20;

function validationError(error: z.ZodError, schema: z.ZodType): DeskError {
  const found = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys
          .slice(0, mostProblems)
          .map(
            (key) =>
              [
                [...issue.path, key].join("."),
                `Not an argument of this operation. It takes: ${argumentNames(schema, issue.path)}.`,
              ] as const,
          )
      : [[issue.path.join(".") || "arguments", problemOf(issue.message)] as const],
  );
  const fields = new Map<string, string[]>();
  for (const [name, problem] of found.slice(0, mostProblems)) {
    const short = cutText(name, 60);
    fields.set(short, [...(fields.get(short) ?? []), problem]);
  }
  return new DeskError(
    "VALIDATION_ERROR",
    `These arguments are not right: ${[...fields.keys()].join(", ")}.`,
    {
      fields: Object.fromEntries(fields),
      next: "Correct the arguments named in `fields` and call again.",
    },
  );
}

function problemOf(message: string): string {
  return message.endsWith("received undefined") ? "Is missing." : message;
}

/** What may be said there: of the whole, or of an object within it. */
function argumentNames(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return argumentNames(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodArray && typeof first === "number")
    return argumentNames(schema.element as z.ZodType, rest);
  const shape = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
  const inner = typeof first === "string" ? shape[first] : undefined;
  if (inner) return argumentNames(inner, rest);
  return Object.keys(shape).join(", ") || "nothing";
}
