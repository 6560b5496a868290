import type { MiddlewareHandler } from "hono";
import type { Challenges } from "#oauth/challenge.ts";
import { DeskError } from "#src/errors.ts";
import type { Cors } from "./cors.ts";

export interface AnswerHeaders {
  /** What every answer carries. */
  headers: Record<string, string>;
  cors: Cors;
  challenges: Challenges;
}

/** Every answer leaves with the headers that protect it, the challenge that completes it, and who may read it. */
export function answerHeaders({ headers, cors, challenges }: AnswerHeaders): MiddlewareHandler {
  const usual = Object.entries(headers);
  return async (c, next) => {
    const { path } = c.req;
    const origin = c.req.header("origin");
    if (origin !== undefined && c.req.method === "OPTIONS") return preflight(path, origin);
    await next();
    if (origin !== undefined) put(c.res, cors.headers(path, origin) ?? {});
    if (c.res.status === 401 || c.res.status === 403)
      put(c.res, challenges.complete(pathOf(c.req.raw) ?? path, c.res.headers));
    const answered = c.res.headers;
    if (answered.has("x-frame-options")) return undefined;
    // What an answer says itself is about what it holds, and stricter or wider for a reason.
    for (const [name, value] of usual) if (!answered.has(name)) answered.set(name, value);
    return undefined;
  };

  /** @throws DeskError FORBIDDEN where pages of that origin may not ask */
  function preflight(path: string, origin: string): Response {
    const answer = cors.preflight(path, origin);
    if (answer) return answer;
    throw new DeskError("FORBIDDEN", "Pages of that origin may not ask here.", {
      next: "Ask from a program, or from a page of this desk's own address.",
    });
  }
}

/** The path as it was asked for: a final slash is part of a resource's name. Undefined beneath a Host that is none. */
function pathOf({ url }: Request): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}

function put({ headers }: Response, more: Record<string, string>): void {
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
}
