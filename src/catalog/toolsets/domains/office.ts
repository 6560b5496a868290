import { actionRouter, queryRouter, updateRouter } from "../routers.ts";
import type { ToolEntry } from "../tool-entry.ts";
import { requestTools } from "./oversight.ts";

/** Everything the office has, by four names. */
export const layerOneTools: readonly ToolEntry[] = [
  { name: "crm_capabilities", operation: "crm.capabilities" },
  { name: "crm_query", operation: "crm.query", router: queryRouter },
  { name: "crm_update", operation: "crm.update", router: updateRouter },
  { name: "crm_action", operation: "crm.action", router: actionRouter, like: "crm_update" },
];

/** What an office manager does most. */
export const workflowTools: readonly ToolEntry[] = [
  { name: "schedule_appointment", operation: "appointment.schedule" },
  { name: "handle_reschedule_request", operation: "appointment.reschedule", like: "schedule_appointment" },
  { name: "process_lead", operation: "lead.process" },
  { name: "send_invoice", operation: "invoice.send" },
  { name: "daily_briefing", operation: "briefing.daily" },
];

export const findingTools: readonly ToolEntry[] = [{ name: "find_customer", operation: "contact.find" }];

export const officeTools: readonly ToolEntry[] = [...layerOneTools, ...workflowTools, ...findingTools];

/** Operations by their own names. */
const named = (...operations: string[]): ToolEntry[] =>
  operations.map((operation) => ({ name: operation.replaceAll(".", "_"), operation }));

/** `/mcp/office`: customers and the work for them, each action by its own name. */
export const office: readonly ToolEntry[] = [
  ...layerOneTools.slice(0, 2),
  ...workflowTools,
  ...findingTools,
  ...named("contact.update", "contact.add_note", "contact.archive", "contact.restore", "contact.unmerge"),
  ...named("ticket.update", "ticket.start", "ticket.complete", "ticket.cancel", "ticket.cancel_bulk"),
  ...named("ticket.add_line_item", "service.create", "service.update", "service.archive"),
  ...named("reminder.create", "reminder.complete"),
  ...requestTools,
];

/** `/mcp/calendar`: what is booked, who waits, what comes again, and nights. */
export const calendar: readonly ToolEntry[] = [
  ...layerOneTools.slice(0, 2),
  ...workflowTools,
  ...findingTools,
  ...named("waitlist.add", "waitlist.offer", "waitlist.remove"),
  ...named("series.create", "series.update", "series.end"),
  ...named("stay.create", "stay.update", "property.set_role", "ticket.cancel"),
  ...requestTools,
];

/** `/mcp/money`: from a lead to what is paid, each action by its own name. */
export const money: readonly ToolEntry[] = [
  ...layerOneTools.slice(0, 2),
  ...workflowTools.slice(2),
  ...findingTools,
  ...named("lead.create", "lead.update", "lead.convert", "lead.archive"),
  ...named("quote.create", "quote.update", "quote.send", "quote.book", "quote.withdraw"),
  ...named("invoice.create", "invoice.update", "invoice.remind", "invoice.mark_paid", "invoice.credit"),
  ...named("invoice.void", "payment.refund", "payment.keep", "payment.reconcile"),
  ...named("recurring_invoice.create", "recurring_invoice.end"),
  ...requestTools,
];
