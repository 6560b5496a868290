import type { Person } from "#domains/people/persons/person-store.ts";
import { allow, readAuthorization } from "./authorize.ts";
import type { OAuthParts } from "./parts.ts";

/** What may be read with a token that comes of a rehearsal. */
const scope = "phone:read";

/**
 * The address a browser would be sent to once `owner` had allowed the client to read: for the owner at the command
 * line, who tries what a client would meet. Undefined where the request itself is refused.
 */
export async function rehearseConsent(
  { clientId, redirectUri, challenge }: { clientId: string; redirectUri: string; challenge: string },
  owner: Person,
  parts: OAuthParts,
): Promise<string> {
  const params = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: "S256",
    scope: `${scope} offline_access`,
  });
  const reading = await readAuthorization(params, parts);
  if (reading.kind === "redirect") return reading.location;
  return await allow(reading.request, owner, [scope], `cli-${parts.clock.now()}`, parts, "oauth.rehearse");
}
