import type { ListToolsResult } from "@modelcontextprotocol/server";
import type { Tool } from "#catalog/tool-table.ts";
import { briefInput, briefSchema } from "#operation/json-schema.ts";

/** A toolset as the wire lists it, made once. */
const listings = new WeakMap<readonly Tool[], ListToolsResult>();

export function listing(tools: readonly Tool[]): ListToolsResult {
  const known = listings.get(tools) ?? { tools: tools.map((tool) => listed(tool, tools)) };
  listings.set(tools, known);
  return known;
}

/** The same with the sign-in that each tool wants, which ChatGPT reads there, and at an older place. */
export function listingWithSignIn(tools: readonly Tool[]): ListToolsResult {
  const known = withSignIn.get(tools) ?? {
    tools: tools.map((tool) => {
      const securitySchemes = schemesOf(tool);
      return { ...listed(tool, tools), securitySchemes, _meta: { securitySchemes } };
    }),
  };
  withSignIn.set(tools, known);
  return known;
}

const withSignIn = new WeakMap<readonly Tool[], ListToolsResult>();

/** Each scope that is enough is a way of its own; a tool that any token reaches wants none. */
function schemesOf({ operation: { scopes } }: Tool): { type: "oauth2"; scopes: string[] }[] {
  if (scopes.length === 0) return [{ type: "oauth2", scopes: [] }];
  return scopes.map((scope) => ({ type: "oauth2", scopes: [scope] }));
}

function listed(tool: Tool, tools: readonly Tool[]): ListToolsResult["tools"][number] {
  const { name, description, annotations, like } = tool;
  const twin = like === undefined ? undefined : tools.find((each) => each.name === like);
  const inputSchema = briefInput(tool.inputSchema, twin?.inputSchema);
  const isSame = twin !== undefined && twin.operation.output === tool.operation.output;
  return {
    // Its title stands with the hints, where clients of every revision look (MCP 2025-06-18, BaseMetadata).
    ...{ name, description, inputSchema },
    outputSchema: isSame ? { type: "object" } : briefSchema(tool.outputSchema),
    annotations: briefHints(annotations),
  } as ListToolsResult["tools"][number];
}

/** Whether a repeat changes nothing more is asked of what writes alone, and is no where nobody says it (MCP, ToolAnnotations). */
function briefHints({ idempotentHint, ...hints }: Tool["annotations"]) {
  return { ...hints, ...(idempotentHint && !hints.readOnlyHint ? { idempotentHint } : {}) };
}
