import type { ToolEntry } from "../tool-entry.ts";
import { contactRemovalTools, contactTools } from "./contacts.ts";
import { requestTools } from "./oversight.ts";

/** Texting, calling and what came of them: names that the reception document has too. */
export const lineTools: readonly ToolEntry[] = [
  { name: "send_sms", operation: "message.send" },
  { name: "make_call", operation: "call.make", like: "send_sms" },
  { name: "get_call_history", operation: "call.list" },
  { name: "get_message_history", operation: "message.list", like: "get_call_history" },
];

/** The phone's everyday tools. */
export const phoneTools: readonly ToolEntry[] = [
  ...lineTools,
  { name: "search_messages", operation: "message.search", like: "get_call_history" },
  { name: "get_conversation_context", operation: "conversation.context" },
  { name: "get_call_transcripts", operation: "call.transcripts", like: "get_call_history" },
  { name: "list_lines", operation: "line.list" },
  { name: "send_bulk_sms", operation: "message.send_bulk", like: "send_sms" },
];

/** Texts that wait for their time. */
export const laterTools: readonly ToolEntry[] = [
  { name: "message_scheduled", operation: "message.scheduled" },
  { name: "message_edit", operation: "message.edit" },
  { name: "message_cancel", operation: "message.cancel" },
];

/** What came in, and where it stands. */
const conversationTools: readonly ToolEntry[] = [
  { name: "conversation_list", operation: "conversation.list" },
  { name: "conversation_sync", operation: "conversation.sync" },
];

/** `/mcp/inbox`: what came in, who waits for an answer, and where each conversation stands. */
export const inbox: readonly ToolEntry[] = [
  ...phoneTools,
  ...conversationTools,
  { name: "call_missed", operation: "call.missed" },
  { name: "conversation_set", operation: "conversation.set" },
  { name: "conversation_report", operation: "conversation.report" },
  { name: "line_usage", operation: "line.usage" },
  { name: "routing_list", operation: "routing.list" },
  { name: "routing_set", operation: "routing.set" },
  { name: "routing_remove", operation: "routing.remove" },
  { name: "routing_try", operation: "routing.try" },
  { name: "answer_set", operation: "answer.set" },
  { name: "contact_erase", operation: "contact.erase" },
  ...contactTools,
  ...requestTools,
];

/** `/mcp/phone`: all that can be sent and placed, with the contacts it reaches. */
export const phone: readonly ToolEntry[] = [
  ...phoneTools,
  { name: "line_usage", operation: "line.usage" },
  { name: "message_bulk_status", operation: "message.bulk_status" },
  ...laterTools,
  { name: "consent_list", operation: "consent.list" },
  { name: "consent_record", operation: "consent.record" },
  { name: "template_list", operation: "template.list" },
  { name: "template_set", operation: "template.set" },
  { name: "template_remove", operation: "template.remove" },
  ...conversationTools,
  ...contactTools,
  ...contactRemovalTools,
  ...requestTools,
  { name: "authorization_cancel", operation: "authorization.cancel" },
];
