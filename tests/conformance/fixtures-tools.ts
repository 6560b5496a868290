import {
  fromJsonSchema,
  type McpServer,
  type ServerContext,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import { png, text, wav } from "./fixtures-content.ts";

/** The keywords of JSON Schema 2020-12 that must reach the client as they were written (SEP-1613, SEP-2106). */
const schemaOf2020 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object" as const,
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};

const schemaWithHeader = {
  type: "object" as const,
  properties: { region: { type: "string", "x-mcp-header": "Region" } },
  required: ["region"],
};

export function addTools(server: McpServer, bus: ServerEventBus): void {
  addContentTools(server);
  addSchemaTools(server);
  addTalkingTools(server);
  server.registerTool("test_trigger_tool_change", { description: "Says that the tools changed." }, () => {
    bus.publish({ kind: "tools_list_changed" });
    return text("The tools changed.");
  });
  server.registerTool("test_trigger_prompt_change", { description: "Says that the prompts changed." }, () => {
    bus.publish({ kind: "prompts_list_changed" });
    return text("The prompts changed.");
  });
}

function addContentTools(server: McpServer): void {
  server.registerTool("test_simple_text", { description: "Answers with text." }, () =>
    text("This is a simple text response for testing."),
  );
  server.registerTool("test_image_content", { description: "Answers with an image." }, () => ({
    content: [{ type: "image", ...png }],
  }));
  server.registerTool("test_audio_content", { description: "Answers with a sound." }, () => ({
    content: [{ type: "audio", ...wav }],
  }));
  server.registerTool("test_embedded_resource", { description: "Answers with a resource." }, () => ({
    content: [
      {
        type: "resource",
        resource: {
          uri: "test://embedded-resource",
          mimeType: "text/plain",
          text: "This is an embedded resource content.",
        },
      },
    ],
  }));
  server.registerTool("test_multiple_content_types", { description: "Answers with one of each." }, () => ({
    content: [
      { type: "text", text: "Multiple content types test:" },
      { type: "image", ...png },
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: JSON.stringify({ test: "data", value: 123 }),
        },
      },
    ],
  }));
  server.registerTool("test_error_handling", { description: "Always fails." }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
}

function addSchemaTools(server: McpServer): void {
  server.registerTool(
    "json_schema_2020_12_tool",
    {
      description: "Tool with JSON Schema 2020-12 features",
      inputSchema: fromJsonSchema<Record<string, unknown>>(schemaOf2020),
    },
    (given) => text(JSON.stringify(given)),
  );
  server.registerTool(
    "test_header_parameter",
    {
      description: "Takes an argument that is also a header (SEP-2243).",
      inputSchema: fromJsonSchema<{ region: string }>(schemaWithHeader),
    },
    ({ region }) => text(region),
  );
}

/** Tools that say something before they answer. */
function addTalkingTools(server: McpServer): void {
  server.registerTool("test_tool_with_logging", { description: "Logs while it works." }, async (ctx) => {
    await ctx.mcpReq.log("info", "Tool execution started");
    await Bun.sleep(50);
    await ctx.mcpReq.log("info", "Tool processing data");
    await Bun.sleep(50);
    await ctx.mcpReq.log("info", "Tool execution completed");
    return text("Logged three times.");
  });
  server.registerTool("test_logging_tool", { description: "Logs once." }, async (ctx) => {
    await ctx.mcpReq.log("info", "Tool execution started");
    return text("Logged once.");
  });
  server.registerTool("test_tool_with_progress", { description: "Says how far it is." }, async (ctx) => {
    for (const progress of [0, 50, 100]) {
      await tellProgress(ctx, progress);
      await Bun.sleep(50);
    }
    return text("Went from 0 to 100.");
  });
}

async function tellProgress(ctx: ServerContext, progress: number): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await ctx.mcpReq.notify({
    method: "notifications/progress",
    params: { progressToken, progress, total: 100 },
  });
}
