import type { ToolEntry } from "../tool-entry.ts";

/** What became of the caller's own requests. */
export const requestTools: readonly ToolEntry[] = [
  { name: "get_authorization", operation: "authorization.get" },
];
