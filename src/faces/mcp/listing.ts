import type { ListToolsResult } from "@modelcontextprotocol/server";
import { briefSchema } from "#catalog/json-schema.ts";
import type { Tool } from "#catalog/toolsets.ts";

/** A toolset as the wire lists it, made once. */
const listings = new WeakMap<readonly Tool[], ListToolsResult>();

export function listing(tools: readonly Tool[]): ListToolsResult {
  const known = listings.get(tools) ?? { tools: tools.map(listed) };
  listings.set(tools, known);
  return known;
}

function listed(tool: Tool): ListToolsResult["tools"][number] {
  const { name, title, description, inputSchema, annotations } = tool;
  const outputSchema = briefSchema(tool.outputSchema);
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    annotations,
  } as ListToolsResult["tools"][number];
}
