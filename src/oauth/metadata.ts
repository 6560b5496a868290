import { offeredScopes } from "#operation/scopes.ts";
import { offlineAccess } from "./scope.ts";

export const publicScopes = [...offeredScopes, offlineAccess];
export const authMethods = ["none", "client_secret_basic", "client_secret_post"] as const;
export const grantTypes = ["authorization_code", "refresh_token", "client_credentials"] as const;

/** Authorization server metadata (RFC 8414 §2): where its endpoints are and what they take. */
export function serverMetadata(baseUrl: string): Record<string, unknown> {
  const confidential = authMethods.filter((method) => method !== "none");
  return {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/authorize`,
    token_endpoint: `${baseUrl}/token`,
    registration_endpoint: `${baseUrl}/register`,
    revocation_endpoint: `${baseUrl}/revoke`,
    introspection_endpoint: `${baseUrl}/introspect`,
    scopes_supported: publicScopes,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: authMethods,
    revocation_endpoint_auth_methods_supported: authMethods,
    introspection_endpoint_auth_methods_supported: confidential,
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    service_documentation: `${baseUrl}/`,
  };
}
