import type { ToolTable } from "#catalog/tool-table.ts";
import type { Bearer, BearerVisit } from "#oauth/bearer.ts";
import { withProviderKey } from "#oauth/provider-key.ts";
import type { Principal } from "#operation/operation.ts";
import { cutText } from "#platform/cut-text.ts";
import { DeskError } from "#src/errors.ts";
import type { Exchange } from "./mcp/exchange.ts";
import type { createOriginCheck } from "./origin.ts";
import type { RequestVariables } from "./request.ts";

export interface AskersParts {
  bearer: Bearer;
  tools: ToolTable;
  origins: ReturnType<typeof createOriginCheck>;
}

/** What of a request says who asks. */
export interface Asking {
  request: Request;
  visit: BearerVisit & Pick<RequestVariables, "requestId" | "hold">;
  /** Who asks, where the way in says it already. */
  known: Principal | undefined;
}

/** Who asks with a token: Host, Origin and token are looked at before anything is read. */
export function createAskers({ bearer, tools, origins }: AskersParts) {
  return { bearerOf, exchangeFor, exchangeOf, noToolset };

  /** Who a request's token speaks for, with the phone provider's key of the request. */
  async function bearerOf(request: Request, face: "mcp" | "rest", visit: BearerVisit): Promise<Principal> {
    origins.check(request);
    const authorization = request.headers.get("authorization") ?? undefined;
    return withProviderKey(await bearer.principalOf(authorization, face, visit), request.headers);
  }

  /** @throws DeskError AUTH_REQUIRED, FORBIDDEN, NOT_FOUND for a toolset there is not */
  async function exchangeFor({ request, visit, known }: Asking, toolset: string): Promise<Exchange> {
    const { requestId, hold } = visit;
    if (known) return exchangeOf(known, toolset, requestId, hold);
    const principal = await bearerOf(request, "mcp", visit);
    const authorization = request.headers.get("authorization") ?? undefined;
    return exchangeOf(principal, toolset, requestId, hold, () => bearer.isLiving(authorization));
  }

  function exchangeOf(
    principal: Principal,
    toolset: string,
    requestId: string,
    hold: Exchange["hold"],
    isStillAllowed: Exchange["isStillAllowed"] = async () => true,
  ): Exchange {
    if (!tools.list(toolset)) throw noToolset(toolset);
    return { principal, toolset, requestId, outcomes: [], isStillAllowed, hold };
  }

  function noToolset(name: string): DeskError {
    return new DeskError("NOT_FOUND", `There is no toolset called ${cutText(name, 40)}.`, {
      next: `Toolsets: ${tools.toolsets.join(", ")}.`,
    });
  }
}
