import { requestTools } from "../domains/oversight.ts";
import type { ToolEntry } from "../tool-entry.ts";

/** `/mcp/chatgpt`: the document about asking ChatGPT's models, by its own names. */
export const chatgpt: readonly ToolEntry[] = [
  { name: "chatgpt_complete", operation: "chat.complete" },
  { name: "chatgpt_stream", operation: "chat.stream", like: "chatgpt_complete" },
  { name: "chitty_chat_session_create", operation: "chat.create_session" },
  { name: "chitty_usage_analytics", operation: "chat.usage" },
  { name: "chat_get_answer", operation: "chat.get_answer" },
  ...requestTools,
];
