import {
  type GetPromptResult,
  type ListPromptsResult,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import { type Argument, readyConversations as prompts } from "./conversations.ts";

export function listPrompts(): ListPromptsResult {
  return {
    prompts: prompts.map(({ text: _text, arguments: args, ...prompt }) => ({
      ...prompt,
      arguments: args.map(({ kind: _kind, ...argument }) => argument),
    })),
  };
}

/** @throws ProtocolError for an unknown prompt, or when an argument it needs is missing. */
export function getPrompt(name: string, given: Record<string, string> = {}): GetPromptResult {
  const prompt = prompts.find((each) => each.name === name);
  if (!prompt) throw invalid("There is no prompt of that name. prompts/list has the names.");
  const missing = prompt.arguments.filter((argument) => argument.required && !given[argument.name]?.trim());
  if (missing.length > 0)
    throw invalid(`${prompt.name} needs ${missing.map((argument) => argument.name).join(" and ")}.`);
  return {
    description: prompt.description,
    messages: [{ role: "user", content: { type: "text", text: prompt.text(given).join("\n") } }],
  };
}

/** What an argument of a prompt completes to; undefined for free text. @throws ProtocolError for an unknown prompt. */
export function argumentKind(name: string, argument: string): Argument["kind"] {
  const prompt = prompts.find((each) => each.name === name);
  if (!prompt) throw invalid("There is no prompt of that name. prompts/list has the names.");
  return prompt.arguments.find((each) => each.name === argument)?.kind;
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
