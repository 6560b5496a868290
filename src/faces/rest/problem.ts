import { type DeskError, errorBody } from "#src/errors.ts";
import { errorHeaders } from "../error-headers.ts";

/** An error as `application/problem+json` (RFC 9457), with the desk's own members beside the standard ones. */
export function problem(error: DeskError, requestId: string, headers: Record<string, string> = {}): Response {
  const { message, ...rest } = errorBody(error, requestId);
  const body = {
    type: `urn:frontdesk:error:${error.code.toLowerCase()}`,
    title: message,
    status: error.status,
    message,
    ...rest,
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: { "content-type": "application/problem+json", ...errorHeaders(error, requestId), ...headers },
  });
}
