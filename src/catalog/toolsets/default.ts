import { assistantTools } from "./domains/assistant.ts";
import { contactTools } from "./domains/contacts.ts";
import { handoffTools, ticketTools } from "./domains/helpdesk.ts";
import { officeTools } from "./domains/office.ts";
import { requestTools } from "./domains/oversight.ts";
import { phoneTools } from "./domains/phone.ts";
import type { ToolEntry } from "./tool-entry.ts";

/** What `/mcp` offers: the everyday tools of each domain. */
export const everyday: readonly ToolEntry[] = [
  ...phoneTools,
  ...contactTools,
  ...ticketTools,
  ...handoffTools,
  ...officeTools,
  ...assistantTools,
  ...requestTools,
];
