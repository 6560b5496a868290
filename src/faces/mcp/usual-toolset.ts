import type { ListToolsResult } from "@modelcontextprotocol/server";
import type { ToolTable } from "#catalog/tool-table.ts";
import { rememberedByText } from "#platform/remembered.ts";
import { listing, listingWithSignIn } from "./listing.ts";

/** The list that ChatGPT's connectors work with. */
const connector = "connector";

/**
 * The toolset of plain `/mcp`: for ChatGPT, which says who it is in its User-Agent, the few tools that its
 * connectors work with; for everybody else, its coding agent included, the usual ones.
 */
export const usualToolset = rememberedByText((userAgent: string | undefined | null): string => {
  const said = userAgent ?? "";
  const isChatgpt = /^(?:openai-mcp|ChatGPT)\b/i.test(said) && !/codex/i.test(said);
  return isChatgpt ? connector : "default";
});

/** A toolset as it is listed; one there is not is empty. */
export function offered(toolset: string, tools: ToolTable): ListToolsResult {
  const list = tools.list(toolset) ?? [];
  return toolset === connector ? listingWithSignIn(list) : listing(list);
}
