import { textOf } from "#faces/body.ts";
import { DeskError } from "#src/errors.ts";

/** The fields of a form that a browser sent. */
export function formOf(request: Request): URLSearchParams {
  return new URLSearchParams(textOf(request));
}

/**
 * False for what another site sent. Browsers say where a request comes from in `Sec-Fetch-Site` and in `Origin`, which
 * no page can set: whichever is there has to name us, and neither makes up for the other. A page of ours that sends no
 * referrer has the origin `null` (Fetch, "append a request Origin header"), which alone says nothing.
 */
export function isOwnForm(headers: Headers, origin: string): boolean {
  const site = headers.get("sec-fetch-site");
  const sender = headers.get("origin");
  if (sender === "null") return site === "same-origin";
  const isOurSite = site === null || site === "same-origin" || site === "none";
  return isOurSite && (sender === null || sender === origin);
}

export function foreignForm(): DeskError {
  return new DeskError("FORBIDDEN", "The form was sent by another site.", {
    next: "Open the page here and send it from there.",
  });
}

/** @throws DeskError FORBIDDEN for what another site sent */
export function requireOwnForm(headers: Headers, origin: string): void {
  if (!isOwnForm(headers, origin)) throw foreignForm();
}

/** Where to go next, when it is a page of ours; else the fallback. Nobody is sent elsewhere by a link to us. */
export function ownPath(next: string | null, baseUrl: string, fallback: string): string {
  if (!next || !/^\/[^/\\]/.test(next) || !URL.canParse(next, baseUrl)) return fallback;
  const url = new URL(next, baseUrl);
  // Dots in a path go when it is read: what is left may begin with two slashes, which is another host.
  const isOwn = url.origin === new URL(baseUrl).origin && /^\/(?![/\\])/.test(url.pathname);
  return isOwn ? url.pathname + url.search : fallback;
}
