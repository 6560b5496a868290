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
  return { input, controls: parseArguments(controlSchema, { idempotency_key, reasoning }) };
}

/** The input as its schema has it. @throws DeskError VALIDATION_ERROR naming every argument that is wrong. */
export function readInput(operation: Operation, raw: unknown): unknown {
  const given = raw === undefined || raw === null ? {} : raw;
  if (!isRecord(given)) {
    throw new DeskError("VALIDATION_ERROR", "The arguments must be a JSON object.", {
      next: "Send the arguments as an object with named members.",
    });
  }
  return parseArguments(operation.input, operation.accept ? operation.accept(given) : given);
}

/**
 * The arguments as their schema has them; those that are nearly right are put right, where there is one thing they can
 * mean (see `mendArguments`). @throws DeskError VALIDATION_ERROR naming every argument that is wrong.
 */
export function parseArguments<Value>(schema: z.ZodType<Value>, given: unknown): Value {
  const parsed = schema.safeParse(hasNothing(given) ? mendArguments(schema, given) : given);
  if (parsed.success) return parsed.data;
  const mended = schema.safeParse(mendArguments(schema, given));
  if (mended.success) return mended.data;
  throw validationError(mended.error, schema);
}

/** A text of nothing may pass for one: where it could have been left out, it was meant to be. */
function hasNothing(given: unknown): boolean {
  return isRecord(given) && Object.values(given).includes("");
}

/** A key that came by header or `_meta`. @throws DeskError VALIDATION_ERROR for one that is no text of 1 to 200 characters. */
export function readKey(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const parsed = controlSchema.safeParse({ idempotency_key: given });
  if (parsed.success) return parsed.data.idempotency_key;
  throw validationError(parsed.error, controlSchema);
}

/** Problems told at once; a caller with more than that has another problem. */
const mostProblems = 20;

function validationError(error: z.ZodError, schema: z.ZodType): DeskError {
  const found = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys
          .slice(0, mostProblems)
          .map(
            (key) => [key, `Not an argument of this operation. It takes: ${argumentNames(schema)}.`] as const,
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

function argumentNames(schema: z.ZodType): string {
  const own = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return own.join(", ") || "nothing";
}
