import { randomUUID } from "node:crypto";
import { createAddressReader } from "#platform/address.ts";
import { type Connection, isUpgrade } from "#runtime/serve.ts";
import { asDeskError, DeskError } from "#src/errors.ts";
import type { createAskers } from "../askers.ts";
import { refusal } from "../refusal.ts";
import type { observeRequests } from "../request.ts";
import { type ChatStreamParts, type OpenStream, openChatStream } from "./chat-stream.ts";

export interface StreamsParts extends ChatStreamParts {
  askers: ReturnType<typeof createAskers>;
  requests: ReturnType<typeof observeRequests>;
  trustedProxies: Parameters<typeof createAddressReader>[0];
}

const [mostStreams, mostOfOne] = [1000, 250];
/** How a browser shows its token, which can set no header: `frontdesk, bearer.<token>` (RFC 6455 §1.9). */
const [protocol, bearerPrefix] = ["frontdesk", "bearer."];
const pattern = /^\/ws\/stream\/([^/]{1,600})\/?$/;

/** The WebSockets of the desk. They are asked for before the router: what upgrades is no answer that it could finish. */
export function createStreams(parts: StreamsParts) {
  const { askers, requests } = parts;
  const addressOf = createAddressReader(parts.trustedProxies);
  const open = new Map<OpenStream, string>();

  return {
    /** Whether a request asks for one of these streams. */
    isFor: (request: Request) => isUpgrade(request) && pathOf(request).startsWith("/ws/"),
    answer,
    /** Ends those whose token may not ask any more. */
    async review() {
      for (const stream of [...open.keys()]) await stream.review();
    },
    /** Ends all of them: whoever listens is told to come back. */
    endAll() {
      for (const stream of open.keys()) stream.end();
    },
  };

  async function answer(request: Request, peer: Pick<Connection, "address" | "upgrade">): Promise<Response> {
    const started = requests.began(request);
    const requestId = randomUUID();
    let status = 101;
    requests.enter();
    try {
      return await upgraded(request, peer, requestId);
    } catch (thrown) {
      const error = asDeskError(thrown);
      requests.logFailure(requestId, thrown, error);
      status = error.status;
      return refusal(pathOf(request), error, requestId);
    } finally {
      const route = "/ws/stream/:sessionId";
      requests.leave({ request, route, status, requestId, started, isLogged: false });
    }
  }

  /** @throws DeskError AUTH_REQUIRED, FORBIDDEN, NOT_FOUND, RATE_LIMIT_EXCEEDED, UNAVAILABLE */
  async function upgraded(
    request: Request,
    peer: Pick<Connection, "address" | "upgrade">,
    requestId: string,
  ): Promise<Response> {
    if (!requests.hasRoom || open.size >= mostStreams)
      throw new DeskError("UNAVAILABLE", "There is no room for another stream.", { retryAfter: 5 });
    const session = sessionIn(pathOf(request));
    if (session === undefined)
      throw new DeskError("NOT_FOUND", "There is no such stream.", { next: "It is /ws/stream/<sessionId>." });
    const { authorization, isInProtocol } = shown(request.headers);
    const visit = { requestId, address: addressOf(peer.address, request.headers) };
    const shownRequest = withBearer(request, authorization);
    const whoAsks = async () => {
      const principal = await askers.bearerOf(shownRequest, "rest", visit);
      if (principal.scopes.has("assistant:write")) return principal;
      throw new DeskError("FORBIDDEN", "This token may not ask other models.", { scope: "assistant:write" });
    };
    const principal = await whoAsks();
    const own = [...open.values()].filter((client) => client === principal.client).length;
    if (own >= mostOfOne)
      throw new DeskError("RATE_LIMIT_EXCEEDED", `This token has ${mostOfOne} streams open.`, {
        retryAfter: 5,
        next: "Close one of them.",
      });
    const stream: OpenStream = openChatStream(parts, {
      ...{ requestId, session, principal: whoAsks },
      ended: () => void open.delete(stream),
    });
    const answered = peer.upgrade?.(stream, isInProtocol ? protocol : undefined);
    if (!answered)
      throw new DeskError("UNSUPPORTED", "This way in takes no WebSocket.", {
        next: "Use the desk’s address over HTTP/1.1.",
      });
    open.set(stream, principal.client);
    return answered;
  }
}

/** The token of the header, else of the protocols that a browser names. */
function shown(headers: Headers): { authorization: string | undefined; isInProtocol: boolean } {
  const offered = (headers.get("sec-websocket-protocol") ?? "").split(",").map((each) => each.trim());
  const token = offered.find((each) => each.startsWith(bearerPrefix))?.slice(bearerPrefix.length);
  const header = headers.get("authorization") ?? undefined;
  return {
    authorization: header ?? (token === undefined ? undefined : `Bearer ${token}`),
    isInProtocol: offered.includes(protocol),
  };
}

function withBearer(request: Request, authorization: string | undefined): Request {
  if (authorization === undefined || request.headers.has("authorization")) return request;
  const headers = new Headers(request.headers);
  headers.set("authorization", authorization);
  return new Request(request.url, { headers });
}

function pathOf({ url }: Request): string {
  return URL.canParse(url) ? new URL(url).pathname : "";
}

function sessionIn(path: string): string | undefined {
  const found = pattern.exec(path)?.[1];
  if (found === undefined) return undefined;
  try {
    const name = decodeURIComponent(found).trim();
    return name.length > 0 && name.length <= 200 ? name : undefined;
  } catch (failure) {
    if (failure instanceof URIError) return undefined;
    throw failure;
  }
}
