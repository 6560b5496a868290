import { type Answer, ask } from "./asking.ts";
import type { ClientProfile } from "./profiles.ts";

interface Message {
  method: string;
  params: Record<string, unknown>;
}

/** Posts one MCP message as the client would, in its revision, with its token where it has one. */
export function postMessage(
  url: string,
  profile: ClientProfile,
  message: Message,
  token?: string,
): Promise<Answer> {
  const isModern = profile.revision === "2026-07-28";
  const params = isModern ? { ...message.params, _meta: envelope(profile) } : message.params;
  const name = message.params["name"];
  return ask(`${url}/mcp`, {
    method: "POST",
    headers: {
      "user-agent": profile.userAgent,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": profile.revision,
      ...(isModern ? { "mcp-method": message.method } : {}),
      ...(isModern && typeof name === "string" ? { "mcp-name": name } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      ...(message.method.startsWith("notifications/") ? {} : { id: 1 }),
      method: message.method,
      params,
    }),
    patience: profile.patience,
  });
}

/** The client's first message: a handshake in the earlier revisions, a question since 2026-07-28. */
export function greeting(profile: ClientProfile): Message {
  if (profile.revision === "2026-07-28") return { method: "server/discover", params: {} };
  const { revision: protocolVersion, name } = profile;
  const clientInfo = { name, version: "1.0.0" };
  return { method: "initialize", params: { protocolVersion, capabilities: {}, clientInfo } };
}

function envelope({ name, revision }: ClientProfile): Record<string, unknown> {
  return {
    "io.modelcontextprotocol/protocolVersion": revision,
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": { name, version: "1.0.0" },
  };
}
