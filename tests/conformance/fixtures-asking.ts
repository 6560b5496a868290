import {
  type CallToolResult,
  type ElicitRequestFormParams,
  type InputRequest,
  type InputRequiredResult,
  type InputResponseView,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { text } from "./fixtures-content.ts";

type ElicitSchema = ElicitRequestFormParams["requestedSchema"];

const account: ElicitSchema = {
  type: "object",
  properties: {
    username: { type: "string", description: "User's response" },
    email: { type: "string", description: "User's email address" },
  },
  required: ["username", "email"],
};

/** A default for each primitive type (SEP-1034). */
const defaults: ElicitSchema = {
  type: "object",
  properties: {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  },
};

const options = ["option1", "option2", "option3"];
const titled = ["First", "Second", "Third"].map((nth, at) => ({ const: `value${at + 1}`, nth }));

/** Every way to write a choice (SEP-1330). */
const choices: ElicitSchema = {
  type: "object",
  properties: {
    untitledSingle: { type: "string", enum: options },
    titledSingle: {
      type: "string",
      oneOf: titled.map(({ const: value, nth }) => ({ const: value, title: `${nth} Option` })),
    },
    legacyEnum: {
      type: "string",
      enum: ["opt1", "opt2", "opt3"],
      enumNames: ["Option One", "Option Two", "Option Three"],
    },
    untitledMulti: { type: "array", items: { type: "string", enum: options } },
    titledMulti: {
      type: "array",
      items: { anyOf: titled.map(({ const: value, nth }) => ({ const: value, title: `${nth} Choice` })) },
    },
  },
};

/** Tools that ask the client something, which before 2026-07-28 is a request from the server to the client. */
export function addAskingTools(server: McpServer): void {
  server.registerTool(
    "test_sampling",
    { description: "Asks the client's model.", inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, ctx) => ask(ctx, sampling(prompt), sampled),
  );
  server.registerTool(
    "test_elicitation",
    { description: "Asks the person.", inputSchema: z.object({ message: z.string() }) },
    ({ message }, ctx) =>
      ask(ctx, elicitation(message, account), (given) => elicited("User response", given)),
  );
  server.registerTool("test_elicitation_sep1034_defaults", { description: "Asks with defaults." }, (ctx) =>
    ask(ctx, elicitation("Is this right?", defaults), (given) => elicited("Elicitation completed", given)),
  );
  server.registerTool("test_elicitation_sep1330_enums", { description: "Asks to choose." }, (ctx) =>
    ask(ctx, elicitation("Which ones?", choices), (given) => elicited("Elicitation completed", given)),
  );
}

function ask(
  ctx: ServerContext,
  request: InputRequest,
  answer: (given: InputResponseView) => CallToolResult,
): CallToolResult | InputRequiredResult {
  const given = inputResponse(ctx.mcpReq.inputResponses, "answer");
  return given.kind === "missing" ? inputRequired({ inputRequests: { answer: request } }) : answer(given);
}

export function sampling(prompt: string, maxTokens = 100): InputRequest {
  const content = { type: "text" as const, text: prompt };
  return inputRequired.createMessage({ messages: [{ role: "user", content }], maxTokens });
}

function elicitation(message: string, requestedSchema: ElicitSchema): InputRequest {
  return inputRequired.elicit({ message, requestedSchema });
}

function sampled(given: InputResponseView): CallToolResult {
  return text(
    `LLM response: ${given.kind === "sampling" ? JSON.stringify(given.result.content) : given.kind}`,
  );
}

function elicited(what: string, given: InputResponseView): CallToolResult {
  if (given.kind !== "elicit") return text(`${what}: ${given.kind}`);
  return text(`${what}: action=${given.action}, content=${JSON.stringify(given.content ?? {})}`);
}
