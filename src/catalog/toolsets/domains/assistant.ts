import type { ToolEntry } from "../tool-entry.ts";
import { requestTools } from "./oversight.ts";

/** The everyday tools for asking other models. */
export const assistantTools: readonly ToolEntry[] = [
  { name: "chat_complete", operation: "chat.complete" },
  { name: "chat_stream", operation: "chat.stream", like: "chat_complete" },
  { name: "create_chat_session", operation: "chat.create_session" },
  { name: "get_chat_usage", operation: "chat.usage" },
];

const more = [
  ...["chat.get_answer", "chat.cancel", "chat.check"],
  ...["chat.list_sessions", "chat.get_session", "chat.branch_session"],
  ...["chat.archive_session", "chat.export_session"],
  ...["chat_template.list", "chat_template.set", "chat_template.remove"],
  ...["chat_model.list", "chat_model.set", "chat_model.remove"],
  ...["chat_document.add", "chat_document.list", "chat_document.remove"],
];

/** `/mcp/assistant`: everything about other models. */
export const assistant: readonly ToolEntry[] = [
  ...assistantTools,
  ...more.map((operation) => ({ name: operation.replace(".", "_"), operation })),
  ...requestTools,
];
