import { openphone } from "./documents/openphone.ts";
import type { ToolEntry } from "./tool-entry.ts";

/** What ChatGPT is offered: the short list, and what its research wants of every source, by these very names. */
export const connector: readonly ToolEntry[] = [
  ...openphone,
  { name: "search", operation: "record.search", answersInJsonAlone: true },
  { name: "fetch", operation: "record.fetch", answersInJsonAlone: true },
];
