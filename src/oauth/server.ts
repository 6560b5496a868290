import { createRateLimit, type RateLimit } from "#platform/limits.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import type { Asked } from "./form.ts";
import { introspect } from "./introspect.ts";
import { serverMetadata } from "./metadata.ts";
import { OAuthError, oauthErrorResponse } from "./oauth-error.ts";
import { auditLine, type OAuthEvent, type OAuthParts } from "./parts.ts";
import { register } from "./register.ts";
import { resourcePaths } from "./resource.ts";
import { resourceMetadata } from "./resource-metadata.ts";
import { revoke } from "./revoke.ts";
import { token } from "./token.ts";

type Endpoint = (asked: Asked, parts: OAuthParts) => Promise<Response>;

/** The endpoints that programs ask, with how often one address may, in a minute. */
const endpoints = {
  register: { answer: register, perMinute: 30 },
  token: { answer: token, perMinute: 300 },
  revoke: { answer: revoke, perMinute: 120 },
  introspect: { answer: introspect, perMinute: 300 },
} satisfies Record<string, { answer: Endpoint; perMinute: number }>;

export type EndpointName = keyof typeof endpoints;
export const endpointNames = Object.keys(endpoints) as EndpointName[];

/** The authorization server as programs see it; what a browser sees of it is in `faces/web`. */
export interface OAuthServer {
  readonly parts: OAuthParts;
  /** Always answers, and always in JSON: whatever goes wrong is one of OAuth's errors. */
  answer(name: EndpointName, asked: Asked): Promise<Response>;
  metadata(): Response;
  /** Whether there is a resource at a path, a final slash aside. */
  isResource(path: string): boolean;
  /** The metadata of a resource path, as it was asked for. */
  resource(path: string, name: string): Response;
}

export function createOAuthServer(parts: OAuthParts): OAuthServer {
  const log = logOf("oauth");
  const limits = new Map<EndpointName, RateLimit>(
    endpointNames.map((name) => [name, createRateLimit(endpoints[name].perMinute, 60)]),
  );
  const paths = resourcePaths(parts.toolsets);

  return {
    parts,
    async answer(name, asked) {
      try {
        refuseFlood(name, asked.address);
        const answer = await endpoints[name].answer(asked, parts);
        parts.metrics.oauth.add(name, "done");
        return answer;
      } catch (thrown) {
        return refuse(name, asked, errorOf(thrown, asked.requestId));
      }
    },
    metadata: () => open(serverMetadata(parts.baseUrl)),
    isResource: (path) => paths.has(path.replace(/\/$/, "")),
    resource: (path, name) => open(resourceMetadata(parts.baseUrl, path, name)),
  };

  function refuseFlood(name: EndpointName, address: string): void {
    const allowance = limits.get(name)?.take(address);
    if (!allowance || allowance.allowed) return;
    throw new OAuthError("slow_down", "Too many requests from this address.", {
      retryAfter: allowance.resetSeconds,
    });
  }

  function refuse(name: EndpointName, { address, requestId }: Asked, error: OAuthError): Response {
    parts.metrics.oauth.add(name, error.code);
    const operation = `oauth.${name}` as OAuthEvent["operation"];
    const event = { operation, outcome: error.code, user: "nobody", client: address, requestId };
    parts.audit.remember(auditLine(event, parts.clock.now()));
    return oauthErrorResponse(error);
  }

  function errorOf(thrown: unknown, requestId: string): OAuthError {
    if (thrown instanceof OAuthError) return thrown;
    if (thrown instanceof DeskError && thrown.code === "UNAVAILABLE") {
      const { retryAfter = 1 } = thrown.detail;
      return new OAuthError("temporarily_unavailable", thrown.message, { retryAfter, cause: thrown });
    }
    log.error("The authorization server failed.", { request: requestId, ...describeFailure(thrown) });
    return new OAuthError("server_error", "Something went wrong on this server.", { cause: thrown });
  }
}

/** Anybody may read it, from any page; it says nothing that is secret. */
function open(body: Record<string, unknown>): Response {
  return Response.json(body, { headers: { "cache-control": "max-age=300" } });
}
