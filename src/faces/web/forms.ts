import { DeskError } from "#src/errors.ts";
import { textOf } from "../body.ts";

/** The fields of a form that a browser sent. */
export function formOf(request: Request): URLSearchParams {
  return new URLSearchParams(textOf(request));
}

/**
 * Refuses what another site sent. Browsers say where a request comes from in `Sec-Fetch-Site`, which no page
 * can set; an older one says it in `Origin`. @throws DeskError FORBIDDEN
 */
export function requireOwnForm(headers: Headers, origin: string): void {
  const site = headers.get("sec-fetch-site");
  const sender = headers.get("origin");
  const isOwn =
    site === null ? sender === null || sender === origin : site === "same-origin" || site === "none";
  if (!isOwn)
    throw new DeskError("FORBIDDEN", "The form was sent by another site.", {
      next: "Open the page here and send it from there.",
    });
}

/** Where to go next, when it is a page of ours; else the fallback. Nobody is sent elsewhere by a link to us. */
export function ownPath(next: string | null, baseUrl: string, fallback: string): string {
  if (!next || !/^\/[^/\\]/.test(next) || !URL.canParse(next, baseUrl)) return fallback;
  const url = new URL(next, baseUrl);
  // Dots in a path go when it is read: what is left may begin with two slashes, which is another host.
  const isOwn = url.origin === new URL(baseUrl).origin && /^\/(?![/\\])/.test(url.pathname);
  return isOwn ? url.pathname + url.search : fallback;
}
