import * as z from "zod";
import { DeskError } from "#src/errors.ts";
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
  const controls = controlSchema.safeParse({ idempotency_key, reasoning });
  if (!controls.success) throw validationError(controls.error, controlSchema);
  return { input, controls: controls.data };
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

/** @throws DeskError VALIDATION_ERROR naming every argument that is wrong. */
export function parseArguments<Value>(schema: z.ZodType<Value>, given: unknown): Value {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw validationError(parsed.error, schema);
}

function validationError(error: z.ZodError, schema: z.ZodType): DeskError {
  const fields: Record<string, string[]> = {};
  const add = (name: string, problem: string) => {
    fields[name] = [...(fields[name] ?? []), problem];
  };
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys)
        add(key.slice(0, 60), `Not an argument of this operation. It takes: ${argumentNames(schema)}.`);
    } else {
      add(issue.path.join(".") || "arguments", issue.message);
    }
  }
  const names = Object.keys(fields).join(", ");
  return new DeskError("VALIDATION_ERROR", `These arguments are not right: ${names}.`, {
    fields,
    next: "Correct the arguments named in `fields` and call again.",
  });
}

function argumentNames(schema: z.ZodType): string {
  const own = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return own.join(", ") || "nothing";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
