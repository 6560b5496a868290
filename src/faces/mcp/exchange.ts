import type { AuthInfo, ServerContext } from "@modelcontextprotocol/server";
import type { ToolTable } from "#catalog/tool-table.ts";
import type { Gate } from "#gate/gate.ts";
import type { Call, Outcome } from "#gate/passage.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { nextTurn } from "#platform/turn.ts";

/** One request of a client, or one connection of it: who asks, which list they see, and what came of it. */
export interface Exchange {
  principal: Principal;
  toolset: string;
  requestId: string;
  /** Outcomes of the calls in this request, for its HTTP status and headers. */
  outcomes: Outcome[];
  /** False once the client's token is refused: what it listens to ends then. */
  isStillAllowed(): Promise<boolean>;
  /** Keeps the request among those being answered; what it gives lets go of it. */
  hold(): () => void;
}

export interface McpParts {
  gate: Gate;
  tools: ToolTable;
  operation(name: string): Operation;
  businessName(): string;
  /** The public origin. */
  baseUrl: string;
}

/** How long an MCP call waits for an outside effect, in milliseconds; after it the answer says `queued`. */
const patience = 25_000;

/** Takes a call to the gate, with what the client's request carries for it. */
export async function throughGate(
  operation: Operation,
  input: unknown,
  exchange: Exchange,
  parts: McpParts,
  ctx?: ServerContext,
  more: Partial<Call> = {},
): Promise<Outcome> {
  const outcome = await parts.gate.execute(operation, input, exchange.principal, {
    requestId: exchange.requestId,
    wait: patience,
    ...(ctx ? { signal: ctx.mcpReq.signal, ...progressTo(ctx) } : {}),
    ...more,
  });
  exchange.outcomes.push(outcome);
  // Clients forget a progress once they have the answer, and read an answer before what came just ahead of it.
  if (ctx?.mcpReq._meta?.progressToken !== undefined) await nextTurn();
  return outcome;
}

/** Tells a client that asked for it how far its call is. */
function progressTo(ctx: ServerContext): Partial<Call> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return {};
  let hasText = false;
  const tell = (params: { progress: number; total?: number; message?: string }) => {
    ctx.mcpReq
      .notify({ method: "notifications/progress", params: { progressToken, ...params } })
      .catch((failure: unknown) =>
        logOf("mcp").debug("A client could not be told of progress.", describeFailure(failure)),
      );
  };
  return {
    // Of one call progress only grows: letters, where it tells of letters.
    onProgress(progress, total) {
      if (!hasText) tell({ progress, total });
    },
    onText(text, at) {
      hasText = true;
      tell({ progress: at + text.length, message: text });
    },
  };
}

/** Methods that the gate counts itself, call by call. */
const counted = new Set(["tools/call", "resources/list", "resources/read", "completion/complete"]);

/** Counts a message that reaches no operation as a read, so that it has a limit too. @throws DeskError RATE_LIMIT_EXCEEDED */
export function countMessage(body: unknown, exchange: Exchange, { gate }: McpParts): void {
  const method = typeof body === "object" && body !== null && "method" in body ? body.method : undefined;
  if (!counted.has(String(method))) gate.count(exchange.principal);
}

/** The exchange as the SDK carries it to a handler. */
export function authInfoOf(exchange: Exchange): AuthInfo {
  const { client, scopes } = exchange.principal;
  return { token: "", clientId: client, scopes: [...scopes], extra: { exchange } };
}

export function exchangeIn(authInfo: AuthInfo | undefined): Exchange | undefined {
  return authInfo?.extra?.["exchange"] as Exchange | undefined;
}
