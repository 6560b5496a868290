import { peerOf } from "./history.ts";

/** What one request of a contender is: written to the wire as it is. */
export interface Shot {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export type Era = "2025-06-18" | "2025-11-25" | "2026-07-28";

export const json = { "content-type": "application/json" };
const accept = { ...json, accept: "application/json, text/event-stream" };
const envelope = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** A tool call of either era; forty clients take turns where there are tokens. */
export function callShot(era: Era, n: number, name: string, args: object, tokens: string[] = []): Shot {
  const token = tokens[n % tokens.length];
  const isModern = era === "2026-07-28";
  const params = { name, arguments: args, ...(isModern ? { _meta: envelope } : {}) };
  return {
    path: "/mcp",
    headers: {
      ...accept,
      "mcp-protocol-version": era,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(isModern ? { "mcp-method": "tools/call", "mcp-name": name } : {}),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: n, method: "tools/call", params }),
  };
}

export const nothing = (n: number) => ({ n });
export const tenRows = (n: number) => ({ phoneNumber: peerOf(n), limit: 10 });

/** A request as it goes over the wire. */
export function wireOf({ path, headers, body }: Shot): string {
  const lines = Object.entries({ host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}`);
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return `POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n${length}\r\n\r\n${body}`;
}
