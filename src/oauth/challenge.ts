import type { ToolTable } from "#catalog/tool-table.ts";
import { offeredScopes } from "#operation/scopes.ts";
import type { DeskError } from "#src/errors.ts";
import { resourceMetadataPath } from "./resource-metadata.ts";

/** The `WWW-Authenticate` header of a refusal (RFC 6750 §3): 401 asks for a token, 403 names the scopes. */
export function challengeOf(error: DeskError): string | undefined {
  const { scope, scopes = scope ? [scope] : [], isTokenInvalid } = error.detail;
  if (error.code === "AUTH_REQUIRED")
    return `Bearer realm="frontdesk"${isTokenInvalid ? ', error="invalid_token"' : ""}`;
  return error.code === "FORBIDDEN" && scopes.length > 0
    ? `Bearer realm="frontdesk", error="insufficient_scope", scope="${scopes.join(" ")}"`
    : undefined;
}

/** What a first answer without a token has to say beside the refusal itself. */
export interface Challenges {
  /**
   * The challenge of a 401 or 403 at `path`, completed: where to find out how to get a token (RFC 9728 §5.1),
   * and for a first one which scopes the address needs. Nothing where the answer holds none of ours.
   */
  complete(path: string, answered: Headers): Record<string, string>;
}

export function createChallenges(baseUrl: string, tools: ToolTable): Challenges {
  return {
    complete(path, answered) {
      const challenge = answered.get("www-authenticate");
      if (!challenge?.startsWith("Bearer ")) return {};
      const at = isPlain.test(path) ? resourceOf(path) : "";
      const scopes = challenge.includes("scope=") ? [] : scopesAt(path);
      const wanted = scopes.length === 0 ? "" : `, scope="${scopes.join(" ")}"`;
      const metadata = `resource_metadata="${baseUrl}${resourceMetadataPath}${at}"`;
      return { "www-authenticate": `${challenge}${wanted}, ${metadata}` };
    },
  };

  /** The scopes that the tools at a path need, each tool the first of its own. */
  function scopesAt(path: string): string[] {
    const tool = /^\/api\/v1\/tools\/([^/]+)/.exec(path)?.[1];
    if (tool !== undefined) return tools.find(tool)?.operation.scopes.slice(0, 1) ?? [];
    const toolset = /^\/mcp\/([^/]+)/.exec(path)?.[1] ?? "default";
    const needed = new Set(
      (tools.list(toolset) ?? []).flatMap(({ operation }) => operation.scopes.slice(0, 1)),
    );
    return offeredScopes.filter((scope) => needed.has(scope));
  }
}

/** A path that may stand in a header as it is: no resource of ours has another. */
const isPlain = /^[\w/-]{1,200}$/;

/** The resource a path belongs to: itself over MCP, the whole desk over REST. */
function resourceOf(path: string): string {
  if (/^\/(mcp|sse)(\/|$)/.test(path)) return path;
  return path.startsWith("/messages") ? "/sse" : "";
}
