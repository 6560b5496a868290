import type { ServerContext } from "@modelcontextprotocol/server";
import type { Gate } from "#catalog/gate.ts";
import type { Operation, Principal } from "#catalog/operation.ts";
import type { Call, Outcome } from "#catalog/passage.ts";
import type { ToolTable } from "#catalog/toolsets.ts";

/** One request of a client, or one connection of it: who asks, which list they see, and what came of it. */
export interface Exchange {
  principal: Principal;
  toolset: string;
  requestId: string;
  /** Outcomes of the calls in this request, for its HTTP status and headers. */
  outcomes: Outcome[];
  /** False once the client's token is refused: what it listens to ends then. */
  isStillAllowed(): Promise<boolean>;
}

export interface McpParts {
  gate: Gate;
  tools: ToolTable;
  operation(name: string): Operation;
  businessName(): string;
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
  if (ctx?.mcpReq._meta?.progressToken !== undefined) await nextTurn();
  return outcome;
}

/** Clients forget a progress once they have the answer, and read an answer before what came just ahead of it. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Tells a client that asked for it how far its call is. */
function progressTo(ctx: ServerContext): Partial<Call> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return {};
  return {
    onProgress(progress, total) {
      const params = { progressToken, progress, total };
      void ctx.mcpReq.notify({ method: "notifications/progress", params });
    },
  };
}
