import { content as sendable } from "#domains/phone/messages/drafts.ts";
import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { allTemplates, type TemplateRow, templateNamed } from "./template-store.ts";

/** A blank of a template: `{{name}}`. */
const blank = /\{\{\s*([\p{L}\p{N}_.-]{1,40})\s*\}\}/gu;

/** The names of a template's blanks, each once, in their order. `business` is filled by the desk. */
export function blanksOf(content: string): string[] {
  return [...new Set([...content.matchAll(blank)].map(([, name = ""]) => name))];
}

/** What a template says with its blanks filled; what is filled in is not looked through for blanks again. */
export function fill(content: string, values: Record<string, string>): string {
  return content.replaceAll(blank, (_whole, name: string) => values[name] ?? "");
}

/** A template by its name. @throws DeskError NOT_FOUND, naming those there are */
export async function requireTemplate(name: string, ctx: OperationContext): Promise<TemplateRow> {
  const row = await templateNamed(ctx.db, name);
  if (row) return row;
  const names = (await allTemplates(ctx.db)).slice(0, 20).map((each) => each.name);
  throw new DeskError("NOT_FOUND", "There is no template of that name.", {
    next:
      names.length > 0
        ? `Take one of: ${names.join(", ")}.`
        : "Make one with template_set, or give `content`.",
  });
}

/**
 * A template's text for somebody. @throws DeskError VALIDATION_ERROR naming blanks without a value, values without a
 * blank, and what keeps the whole from being a text
 */
export function filledFor(
  { content }: Pick<TemplateRow, "content">,
  variables: Record<string, string>,
  ctx: OperationContext,
  argument: string,
): string {
  const blanks = blanksOf(content);
  const own = { business: ctx.settings.get("business.name") };
  const values: Record<string, string> = { ...variables, ...own };
  const missing = blanks.filter((name) => !Object.hasOwn(values, name) || values[name] === "");
  const extra = Object.keys(variables).filter((name) => !blanks.includes(name) || Object.hasOwn(own, name));
  const filled = sendable.safeParse(fill(content, values));
  if (missing.length === 0 && extra.length === 0 && filled.success) return filled.data;
  const problems = [
    ...missing.map((name) => `${name} has no value.`),
    ...extra.map((name) =>
      Object.hasOwn(own, name)
        ? `${name} is filled by the desk.`
        : `The template has no blank called ${name}.`,
    ),
    ...(filled.error?.issues.map(({ message }) => `Filled, it cannot be sent: ${message}`) ?? []),
  ];
  throw new DeskError("VALIDATION_ERROR", "The template’s blanks and the variables do not fit.", {
    fields: { [argument]: problems },
    next: `Give exactly: ${blanks.filter((name) => name !== "business").join(", ") || "no variables"}.`,
  });
}
