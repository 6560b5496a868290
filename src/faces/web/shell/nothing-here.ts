import { createElement } from "hono/jsx";
import { problem } from "#faces/rest/problem.ts";
import { DeskError } from "#src/errors.ts";
import { page, type Reader } from "./layout.tsx";
import { MessagePage } from "./message.tsx";

const text = "There is nothing at this address.";

/** What an address answers that leads nowhere: a page for a browser, a problem for a program. */
export async function nothingHere(
  request: Request,
  requestId: string,
  business: string,
  reader: () => Promise<Reader | undefined>,
): Promise<Response> {
  const isBrowser = request.headers.get("accept")?.includes("text/html") ?? false;
  if (!isBrowser) return problem(new DeskError("NOT_FOUND", text), requestId);
  const who = await reader();
  const link = { href: "/", text: who ? "Back to Home" : "To the front page" };
  const message = { title: "Not found", text, link };
  return await page(createElement(MessagePage, { business, reader: who, message }), 404);
}
