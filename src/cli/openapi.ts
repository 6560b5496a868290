import { type CommandResult, type Flags, UsageError } from "./command.ts";

export const openapiUsage = `frontdesk openapi [--toolset default] [--base-url URL]

Prints the REST face as OpenAPI 3.1.`;

/** `frontdesk openapi`: needs no database. */
export async function printOpenapi(flags: Flags): Promise<CommandResult> {
  const { catalog } = await import("#catalog/index.ts");
  const { createToolTable } = await import("#catalog/tool-table.ts");
  const { openapi: describe } = await import("#faces/rest/openapi.ts");
  const tools = createToolTable(catalog);
  const list = tools.list(String(flags["toolset"] ?? "default"));
  if (!list) throw new UsageError(`There is no such toolset. Toolsets: ${tools.toolsets.join(", ")}.`);
  return {
    out: JSON.stringify(describe(list, String(flags["base-url"] ?? "http://localhost:3000")), null, 2),
  };
}
