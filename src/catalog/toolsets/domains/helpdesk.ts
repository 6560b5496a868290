import type { ToolEntry } from "../tool-entry.ts";

export const ticketTools: readonly ToolEntry[] = [
  { name: "create_ticket", operation: "ticket.create" },
  { name: "append_ticket_note", operation: "ticket.append_note" },
  { name: "find_or_create_ticket", operation: "ticket.find_or_create", like: "create_ticket" },
  { name: "list_tickets", operation: "ticket.list" },
  { name: "get_ticket", operation: "ticket.get", like: "append_ticket_note" },
];

/** What a voice agent does when it hands a caller over. */
export const handoffTools: readonly ToolEntry[] = [
  { name: "render_handoff_note", operation: "handoff.render_note" },
  { name: "submit_handoff", operation: "handoff.submit", like: "create_ticket" },
];
