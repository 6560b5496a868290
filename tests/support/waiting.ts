import { type AnyClient, callTool, connectModern } from "./clients.ts";
import type { DeskAtTheDoor } from "./door.ts";

/** An assistant with a token of its own, connected as real ones are. */
export async function connectAssistant({ server }: DeskAtTheDoor, name: string): Promise<AnyClient> {
  const made = await server.cli("token", "create", name, "--scopes", "phone:read,phone:write");
  if (made.code !== 0) throw new Error(made.err);
  const client = await connectModern({ url: `${server.url}/mcp`, token: made.out.trim() }, "legacy");
  return client;
}

/** Six numbers nobody has heard of: a bulk. */
export const strangers = (first: number) =>
  Array.from({ length: 6 }, (_, n) => `+1555011${String(first * 10 + n).padStart(4, "0")}`);

/** Asks for a text to six numbers, which waits for a person; gives its id. */
export async function askForBulk(
  client: AnyClient,
  { content, reasoning, to = strangers(1) }: { content: string; reasoning?: string; to?: string[] },
): Promise<string> {
  const { structuredContent } = await callTool(client, "send_bulk_sms", { to, content, reasoning });
  if (structuredContent.status !== "authorization_required")
    throw new Error(JSON.stringify(structuredContent));
  return structuredContent.queue_id;
}

/** What has become of a request, as the assistant that asked is told. */
export async function stateOf(client: AnyClient, queueId: string) {
  const { structuredContent } = await callTool(client, "get_authorization", { queue_id: queueId });
  return structuredContent as {
    status: string;
    note: string | null;
    result: { messages?: unknown[] } | null;
  };
}
