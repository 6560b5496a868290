import { createElement } from "hono/jsx";
import type { DeskError } from "#src/errors.ts";
import { page } from "./layout.tsx";
import { MessagePage } from "./message.tsx";
import { type DoorContext, type DoorParts, readerOf } from "./visit.ts";

/** What somebody at a browser is told of what went wrong; a script is told the same as JSON. */
export async function failurePage(error: DeskError, c: DoorContext, parts: DoorParts): Promise<Response> {
  const { next, retryAfter } = error.detail;
  if (c.req.header("content-type")?.startsWith("application/json"))
    return c.json({ message: error.message }, error.status as 400);
  const message = {
    title: error.code === "NOT_FOUND" ? "There is no such page" : "That was not done",
    text: error.message,
    next: next ?? (error.code === "INTERNAL" ? `Tell whoever runs this desk: ${c.var.requestId}` : undefined),
  };
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  const signedIn = await parts.door.sessions.of(c.req.raw.headers);
  const reader = signedIn && (await readerOf(signedIn, c, parts));
  const content = createElement(MessagePage, { business: parts.business(), reader, message });
  return await page(content, error.status, headers);
}
