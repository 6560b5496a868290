import { peerOf } from "./history.ts";
import type { Shot } from "./load.ts";

export type Era = "2025-11-25" | "2026-07-28";

const accept = { "content-type": "application/json", accept: "application/json, text/event-stream" };
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
