import {
  acceptedContent,
  completable,
  inputRequired,
  type McpServer,
  type PromptMessage,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { png } from "./fixtures-content.ts";

const withContext = z.object({ context: z.string() });
const words = ["paris", "park", "party", "hello"];

const argumentsWanted = z.object({
  arg1: completable(z.string().describe("First test argument"), (begun) =>
    words.filter((word) => word.startsWith(begun)),
  ),
  arg2: z.string().describe("Second test argument"),
});

export function addPrompts(server: McpServer): void {
  server.registerPrompt("test_simple_prompt", { description: "Takes nothing." }, () =>
    says("This is a simple prompt for testing."),
  );
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "Takes two arguments.", argsSchema: argumentsWanted },
    ({ arg1, arg2 }) => says(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    {
      description: "Carries a resource.",
      argsSchema: z.object({ resourceUri: z.string().describe("URI of the resource to embed") }),
    },
    ({ resourceUri: uri }) =>
      says("Please process the embedded resource above.", {
        type: "resource",
        resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." },
      }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "Carries an image." }, () =>
    says("Please analyze the image above.", { type: "image", ...png }),
  );
  server.registerPrompt(
    "test_input_required_result_prompt",
    { description: "Needs a context before it can be written." },
    ({ mcpReq }) => {
      const given = acceptedContent(mcpReq.inputResponses, "user_context", withContext);
      return given ? says(`Use this context: ${given.context}`) : askContext();
    },
  );
}

function askContext() {
  const message = "What context should the prompt use?";
  return inputRequired({
    inputRequests: { user_context: inputRequired.elicit({ message, requestedSchema: withContext }) },
  });
}

function says(words: string, ...before: PromptMessage["content"][]): { messages: PromptMessage[] } {
  const contents: PromptMessage["content"][] = [...before, { type: "text", text: words }];
  return { messages: contents.map((content) => ({ role: "user", content })) };
}
