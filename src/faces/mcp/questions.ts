import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Outcome } from "#gate/passage.ts";
import { isRecord } from "#platform/record.ts";

/** What a call to a tool comes to: its result, or a question that the client's person answers first. */
export type Answer = CallToolResult | InputRequiredResult;

/**
 * Where an argument may mean several, the question which one is meant: for a client that can ask its person. Everybody
 * else is told the same as a refusal, with those there are.
 */
export function questionIn(
  outcome: Outcome,
  ctx: ServerContext | undefined,
  declared: ClientCapabilities | undefined,
): InputRequiredResult | undefined {
  const choice = outcome.kind === "refused" ? outcome.error.detail.choice : undefined;
  const envelope = ctx?.mcpReq.envelope as Record<string, unknown> | undefined;
  const own = (envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined) ?? declared;
  // One that was asked and has not chosen is asked no second time.
  if (!choice || !ctx || !canAsk(own) || ctx.mcpReq.inputResponses !== undefined) return undefined;
  const { argument, question, options } = choice;
  return inputRequired({
    inputRequests: {
      [argument]: inputRequired.elicit({
        message: question,
        requestedSchema: {
          type: "object",
          properties: {
            choice: {
              type: "string",
              title: "Which one",
              oneOf: options.map(({ value, title }) => ({ const: value, title })),
            },
          },
          required: ["choice"],
        },
      }),
    },
  });
}

/** An empty declaration means forms (MCP 2025-11-25, before there were modes). */
function canAsk(capabilities: ClientCapabilities | undefined): boolean {
  const { elicitation } = capabilities ?? {};
  return isRecord(elicitation) && (Object.keys(elicitation).length === 0 || "form" in elicitation);
}

/**
 * The arguments with what somebody has chosen in place of what may mean several. What comes from a client is looked at
 * like every argument: it gains nothing that it could not have asked for at once.
 */
export function withChoices(
  given: Record<string, unknown> | undefined,
  ctx: ServerContext | undefined,
): Record<string, unknown> | undefined {
  const responses = ctx?.mcpReq.inputResponses;
  if (!responses) return given;
  const chosen = Object.keys(responses).flatMap((argument): [string, string][] => {
    const view = inputResponse(responses, argument);
    const choice = view.kind === "elicit" && view.action === "accept" ? view.content?.["choice"] : undefined;
    return typeof choice === "string" && given !== undefined && Object.hasOwn(given, argument)
      ? [[argument, choice]]
      : [];
  });
  return { ...given, ...Object.fromEntries(chosen) };
}
