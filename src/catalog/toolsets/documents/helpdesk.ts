import { requestTools } from "../domains/oversight.ts";
import type { ToolEntry } from "../tool-entry.ts";

/** `/mcp/helpdesk`: the helpdesk document's own names, and what else can be done with a ticket. */
export const helpdesk: readonly ToolEntry[] = [
  { name: "helpdesk_create_ticket", operation: "ticket.create" },
  { name: "helpdesk_append_note", operation: "ticket.append_note" },
  { name: "helpdesk_find_or_create_ticket", operation: "ticket.find_or_create" },
  { name: "ingest_render_note", operation: "handoff.render_note" },
  { name: "ingest_oa_handoff", operation: "handoff.submit" },
  { name: "list_tickets", operation: "ticket.list" },
  { name: "get_ticket", operation: "ticket.get" },
  { name: "ticket_assign", operation: "ticket.assign" },
  { name: "ticket_set_status", operation: "ticket.set_status" },
  { name: "ticket_split", operation: "ticket.split" },
  { name: "ticket_merge", operation: "ticket.merge" },
  ...requestTools,
];
