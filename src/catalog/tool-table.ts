import type { Catalog } from "#operation/catalog.ts";
import { parseToolArguments } from "#operation/input.ts";
import { inputSchema, type JsonSchema, outputSchema } from "#operation/json-schema.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import type { Scope } from "#operation/scopes.ts";
import { isRecord } from "#platform/record.ts";
import { toolsets } from "./toolsets/index.ts";
import type { ToolEntry } from "./toolsets/tool-entry.ts";

/** A tool as it is listed, with everything computed once. */
export interface Tool {
  name: string;
  operation: Operation;
  title: string;
  description: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  /** Scopes of the operation and of each that it uses: of every list any one is enough. */
  needs: readonly (readonly Scope[])[];
  /** A tool of the same lists whose description of arguments holds here too. */
  like: string | undefined;
  /** True where the answer's JSON is the one text of it. */
  answersInJsonAlone: boolean;
  /** Arguments as the documentation shows them. */
  example: Record<string, unknown>;
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
  /** The operation's arguments from the tool's own, where the names differ. @throws DeskError VALIDATION_ERROR */
  adapt?: (given: Record<string, unknown>) => Record<string, unknown>;
  /** Where its arguments say which operation is meant: that one as a tool, with its own arguments. */
  route?: (given: unknown) => { tool: Tool; given: Record<string, unknown> } | undefined;
}

/** The tool that a call is for, with its arguments there: most tools are themselves. */
export function routed(tool: Tool, given: unknown): { tool: Tool; given: unknown } {
  return tool.route?.(given) ?? { tool, given };
}

export interface ToolTable {
  /** Names of toolsets. */
  readonly toolsets: readonly string[];
  /** The tools of a toolset in their order; undefined for a name there is none by. */
  list(toolset: string): readonly Tool[] | undefined;
  /** A tool by any name it has anywhere: dots and underscores are the same, and so is `domain_action`. */
  find(name: string): Tool | undefined;
}

/** @throws TypeError for a tool whose operation is not in the catalog or not for tools. */
export function createToolTable(catalog: Catalog): ToolTable {
  const lists = new Map(
    Object.entries(toolsets).map(([name, entries]) => [
      name,
      entries.map((entry) => toolOf(entry, catalog, renaming(entries))),
    ]),
  );
  const named = new Map<string, Tool>();
  for (const tool of [...lists.values()].flat()) if (!named.has(tool.name)) named.set(tool.name, tool);
  for (const operation of catalog.operations) {
    const name = operation.name.replaceAll(".", "_");
    if (operation.exposure === "tools" && !named.has(name))
      named.set(name, toolOf({ name, operation: operation.name }, catalog));
  }
  return {
    toolsets: [...lists.keys()],
    list: (toolset) => lists.get(toolset),
    find: (name) => named.get(name) ?? named.get(name.replaceAll(".", "_")),
  };
}

/** Whether a caller's scopes are enough for the tool; one who is no app needs none. */
export function isWithinReach({ needs }: Tool, { authority, scopes }: Principal): boolean {
  return authority !== "tools" || needs.every((any) => any.some((scope) => scopes.has(scope)));
}

function needsOf(operation: Operation, catalog: Catalog): (readonly Scope[])[] {
  const parts = operation.uses.map((name) => catalog.get(name)).filter((part) => part !== undefined);
  const own = operation.scopes.length > 0 ? [operation.scopes] : [];
  return [...own, ...parts.flatMap((part) => needsOf(part, catalog))];
}

/** Each operation's first name, which descriptions use. */
const usualNames = new Map(
  Object.values(toolsets)
    .flat()
    .reverse()
    .map(({ name, operation }) => [operation, name]),
);

/** Has a text name the tools of a list as that list does. */
function renaming(entries: readonly ToolEntry[]): (text: string) => string {
  const others = entries
    .map(({ name, operation }) => ({ name, usual: usualNames.get(operation) ?? name }))
    .filter(({ name, usual }) => name !== usual);
  return (text) =>
    others.reduce(
      (renamed, { name, usual }) =>
        renamed.replaceAll(new RegExp(`(?<![\\w-])${usual}(?![\\w-])`, "g"), name),
      text,
    );
}

function toolOf(
  { name, operation: operationName, alias, router, like, answersInJsonAlone = false }: ToolEntry,
  catalog: Catalog,
  renamed = (text: string) => text,
): Tool {
  const operation = catalog.get(operationName);
  if (operation?.exposure !== "tools") throw new TypeError(`${operationName} is not an operation for tools`);
  const { title, description, hints, kind } = operation;
  const isRuled = catalog.hasRule(operation);
  const inner = new Map<string, Tool>();
  const innerOf = (found: Operation): Tool => {
    const known = inner.get(found.name) ?? toolOf({ name, operation: found.name }, catalog);
    inner.set(found.name, known);
    return known;
  };
  return {
    name,
    operation,
    needs: needsOf(operation, catalog),
    title,
    description: renamed(description),
    inputSchema: JSON.parse(
      renamed(JSON.stringify(inputSchema(operation, isRuled, alias?.input))),
    ) as JsonSchema,
    outputSchema: outputSchema(operation, isRuled),
    ...{ answersInJsonAlone, like },
    example: alias?.example ?? operation.example ?? {},
    annotations: {
      title,
      readOnlyHint: kind === "read",
      destructiveHint: hints.destructive,
      idempotentHint: hints.idempotent,
      openWorldHint: hints.openWorld,
    },
    ...(alias ? { adapt: (given) => alias.adapt(parseToolArguments(alias.input, given)) } : {}),
    ...(router
      ? {
          route: (given) => {
            const found = isRecord(given) ? router(given, catalog) : undefined;
            return found && { tool: innerOf(found.operation), given: found.given };
          },
        }
      : {}),
  };
}
