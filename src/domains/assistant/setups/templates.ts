import type { Reader } from "#db/client.ts";
import { DeskError } from "#src/errors.ts";
import { ownTemplates } from "./setup-store.ts";
import { starterTemplates } from "./starter-templates.ts";

export interface Template {
  name: string;
  description: string;
  content: string;
  /** Whose it is. */
  of: "you" | "everybody" | "frontdesk";
}

const place = /\{\{\s*([\w-]{1,60})\s*\}\}/g;

/** Names of what a template leaves to be filled in. */
export function variablesIn(content: string): string[] {
  return [...new Set([...content.matchAll(place)].map(([, name = ""]) => name))];
}

/** All templates that somebody can use: their own, everybody's, and those the desk comes with. */
export async function templatesFor(db: Reader, owner: string): Promise<Template[]> {
  const rows = await ownTemplates(db, owner);
  const own = rows.map(({ name, description, content, owner: whose }) => ({
    ...{ name, description, content, of: whose === "" ? ("everybody" as const) : ("you" as const) },
  }));
  const names = new Set(own.map(({ name }) => name));
  const more = starterTemplates
    .filter(({ name }) => !names.has(name))
    .map((each) => ({ ...each, of: "frontdesk" as const }));
  return [...own, ...more];
}

/** A template's words with everything filled in, in one pass: what is filled in is no template. @throws DeskError */
export async function filledTemplate(
  name: string,
  variables: Record<string, string>,
  { db, owner }: { db: Reader; owner: string },
): Promise<string> {
  const all = await templatesFor(db, owner);
  const template = all.find((each) => each.name === name);
  if (!template)
    throw new DeskError("NOT_FOUND", "There is no template of that name.", {
      next: `Templates: ${all
        .slice(0, 20)
        .map((each) => each.name)
        .join(", ")}.`,
    });
  const missing = variablesIn(template.content).filter((each) => !Object.hasOwn(variables, each));
  if (missing.length > 0)
    throw new DeskError("VALIDATION_ERROR", `The template leaves something open: ${missing.join(", ")}.`, {
      fields: { variables: missing.map((each) => `${each} is missing.`) },
      next: "Give them in variables.",
    });
  return template.content.replaceAll(place, (_, each: string) => variables[each] ?? "");
}
