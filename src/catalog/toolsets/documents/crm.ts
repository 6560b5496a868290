import { findingTools, layerOneTools, workflowTools } from "../domains/office.ts";
import { requestTools } from "../domains/oversight.ts";
import type { ToolEntry } from "../tool-entry.ts";

/** `/mcp/crm`: the CRM document's two layers, by its own names. */
export const crm: readonly ToolEntry[] = [
  ...layerOneTools,
  ...workflowTools,
  ...findingTools,
  ...requestTools,
];
