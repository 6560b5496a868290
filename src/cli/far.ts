import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { EventReader } from "#platform/event-stream.ts";

/** The server at the other end of a bridge: an address with a token, or the socket of a data folder. */
export type Far = { url: string; token: string | undefined } | { socketPath: string };

/** Sends one message to the far server's MCP endpoint. Rejects when it cannot be reached, or `signal` aborts. */
export function postTo(
  far: Far,
  path: string,
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const sent = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...("url" in far && far.token ? { authorization: `Bearer ${far.token}` } : {}),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: sent, signal };
    const request =
      "url" in far
        ? (far.url.startsWith("https:") ? https : http).request(`${far.url}${path}`, options, resolve)
        : http.request({ ...options, socketPath: far.socketPath, path }, resolve);
    request.on("error", reject);
    request.end(body);
  });
}

/** The JSON texts of an answer: its body, or the data of each event as it comes. */
export async function* textsIn(answer: IncomingMessage): AsyncGenerator<string> {
  answer.setEncoding("utf8");
  const isStream = answer.headers["content-type"]?.startsWith("text/event-stream");
  const events = new EventReader();
  let text = "";
  for await (const part of answer) {
    if (isStream) yield* events.read(String(part));
    else text += part;
  }
  if (text.trim()) yield text;
}
