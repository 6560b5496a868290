import { offeredScopes } from "#operation/scopes.ts";

/**
 * Protected resource metadata (RFC 9728 §2) of one path; `resource` is the address exactly as it was asked
 * for, a final slash included (§3.3).
 */
export function resourceMetadata(baseUrl: string, path: string, name: string): Record<string, unknown> {
  return {
    resource: `${baseUrl}${path}`,
    authorization_servers: [baseUrl],
    scopes_supported: offeredScopes,
    bearer_methods_supported: ["header"],
    resource_name: name,
    resource_documentation: `${baseUrl}/`,
  };
}

/** Where a path's metadata is: between the origin and the path (RFC 9728 §3.1). */
export const resourceMetadataPath = "/.well-known/oauth-protected-resource";
