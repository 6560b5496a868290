import { requestTools } from "../domains/oversight.ts";
import { lineTools } from "../domains/phone.ts";
import type { ToolEntry } from "../tool-entry.ts";

/** `/mcp/reception`: the reception document's list. */
export const reception: readonly ToolEntry[] = [
  ...lineTools,
  { name: "search_guest_by_phone", operation: "contact.find_by_phone" },
  { name: "get_conversation_context", operation: "conversation.context" },
  ...requestTools,
];
