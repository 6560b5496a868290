import type { ListToolsResult } from "@modelcontextprotocol/server";
import { isWithinReach, type Tool, type ToolTable } from "#catalog/tool-table.ts";
import type { Principal } from "#operation/operation.ts";
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

/** A toolset as it is listed for a caller: what they may call. One there is not is empty. */
export function offered(toolset: string, tools: ToolTable, principal: Principal): ListToolsResult {
  const list = withinReach(tools.list(toolset) ?? [], principal);
  return toolset === connector ? listingWithSignIn(list) : listing(list);
}

const parts = new WeakMap<readonly Tool[], Map<string, readonly Tool[]>>();

/** Of a list what a caller's scopes are enough for; made once for scopes like these. */
function withinReach(list: readonly Tool[], principal: Principal): readonly Tool[] {
  if (principal.authority !== "tools") return list;
  const known = parts.get(list) ?? new Map<string, readonly Tool[]>();
  parts.set(list, known);
  const scopes = [...principal.scopes].sort().join(" ");
  const found = known.get(scopes) ?? list.filter((tool) => isWithinReach(tool, principal));
  known.set(scopes, found);
  return found;
}
