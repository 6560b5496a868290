import { randomUUID } from "node:crypto";
import type { ToolTable } from "#catalog/tool-table.ts";
import type { Bearer } from "#oauth/bearer.ts";
import type { Challenges } from "#oauth/challenge.ts";
import { providerKeyHeader } from "#oauth/provider-key.ts";
import { asDeskError, type DeskError } from "#src/errors.ts";
import { takeBody } from "../body.ts";
import type { createOriginCheck } from "../origin.ts";
import { refusal } from "../refusal.ts";
import type { observeRequests } from "../request.ts";
import type { Exchange } from "./exchange.ts";
import type { LoadedMcp } from "./load.ts";
import { usualToolset } from "./usual-toolset.ts";

export interface AtOnceParts {
  mcp: LoadedMcp;
  tools: ToolTable;
  bearer: Bearer;
  origins: Pick<ReturnType<typeof createOriginCheck>, "isOurHost">;
  challenges: Challenges;
  /** What every answer carries. */
  headers: Record<string, string>;
  requests: Pick<
    ReturnType<typeof observeRequests>,
    "began" | "enter" | "leave" | "hold" | "hasRoom" | "logFailure"
  >;
}

/** Where a request may be answered at once: the route that it is counted under, and its toolset. */
export interface Place {
  path: string;
  route: string;
  /** Undefined where the client's name decides. */
  toolset: string | undefined;
}

/**
 * The way in of the call that is recognised whole, before the router: a known token, this desk's own Host, no page of
 * another origin, room for it. It is counted, limited, logged and measured once, as the router's way does it; what is
 * anything else goes the other way, with nothing done for it but that its body has been read.
 */
export function createAtOnce(parts: AtOnceParts) {
  const { mcp, tools, bearer, origins, challenges, requests, headers: usual } = parts;
  const places = new Map<string, Place>([
    ["/mcp", { path: "/mcp", route: "/mcp", toolset: undefined }],
    ...tools.toolsets.map((toolset): [string, Place] => {
      const path = `/mcp/${toolset}`;
      return [path, { path, route: "/mcp/:toolset", toolset }];
    }),
  ]);

  return {
    /** Where a request is to, if it may be answered at once. */
    placeOf({ method, url }: Request): Place | undefined {
      return method === "POST" ? places.get(url.slice(url.indexOf("/", url.indexOf("://") + 3))) : undefined;
    },
    answer,
  };

  /** `otherwise` is the router's way. */
  async function answer(
    request: Request,
    place: Place,
    otherwise: () => Response | Promise<Response>,
  ): Promise<Response> {
    const started = requests.began(request);
    const arriving = takeBody(request, place.path);
    // A body that does not arrive is the router's to refuse: it asks for the same arrival again.
    if (arriving && !(await arriving.then(wasRight, wasWrong))) return otherwise();
    const { headers } = request;
    const face = mcp.now;
    if (face === undefined || !requests.hasRoom || !isPlain(headers)) return otherwise();
    // Who asks comes before what: a stranger's megabyte is read by nobody.
    const authorization = headers.get("authorization");
    const held = origins.isOurHost(headers.get("host")) ? bearer.remembered(authorization) : undefined;
    const call = held && face.http.recognise(request);
    if (held === undefined || call === undefined) return otherwise();
    const principal = bearer.accept(held, "mcp");
    const requestId = randomUUID();
    const exchange: Exchange = {
      principal,
      toolset: place.toolset ?? usualToolset(headers.get("user-agent")),
      requestId,
      outcomes: [],
      isStillAllowed: () => bearer.isLiving(authorization ?? undefined),
      hold: requests.hold,
    };
    requests.enter();
    let status = 500;
    try {
      const answer = await face.http.answer(call, exchange);
      status = answer.status;
      if (status === 403) complete(answer, place.path);
      return answer;
    } catch (thrown) {
      const answer = refuse(asDeskError(thrown), thrown, place.path, requestId);
      status = answer.status;
      return answer;
    } finally {
      const { route } = place;
      requests.leave({ request, route, status, requestId, started, isLogged: exchange.outcomes.length > 0 });
    }
  }

  function refuse(error: DeskError, thrown: unknown, path: string, requestId: string): Response {
    requests.logFailure(requestId, thrown, error);
    const refused = refusal(path, error, requestId);
    for (const [name, value] of Object.entries(usual))
      if (!refused.headers.has(name)) refused.headers.set(name, value);
    return refused;
  }

  function complete({ headers }: Response, path: string): void {
    for (const [name, value] of Object.entries(challenges.complete(path, headers))) headers.set(name, value);
  }
}

/** Nothing in it that asks for more than the call's own answer. */
function isPlain(headers: Headers): boolean {
  return headers.get("origin") === null && headers.get(providerKeyHeader) === null;
}

const wasRight = () => true;
const wasWrong = () => false;
