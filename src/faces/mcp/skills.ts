import { ProtocolError, ProtocolErrorCode, type ReadResourceResult } from "@modelcontextprotocol/server";
import { SKILLS_EXTENSION_ID, type Skill, skillEntry } from "@modelcontextprotocol/server/ext/skills";
import { skillFiles, skillName } from "../bundles/skill.ts";
import type { Exchange, McpParts } from "./exchange.ts";

/** The desk's skill over MCP (SEP-2640): an entry with the digest of each file, the files as resources. */
export const skillsCapability = { [SKILLS_EXTENSION_ID]: {} };

const folder = `skill://${skillName}/`;

/** What `resources/list` has of it, for hosts that do not know the extension. */
export const skillResource = {
  uri: `${folder}SKILL.md`,
  name: skillName,
  title: "How to work at this desk",
  mimeType: "text/markdown",
};

/** One page: there is one skill. */
export async function listSkills(parts: McpParts): Promise<{ skills: Skill[] }> {
  return { skills: [await entry(parts)] };
}

/** @throws ProtocolError for an address no skill is at */
export async function getSkill(uri: string, parts: McpParts): Promise<{ skill: Skill }> {
  const skill = await entry(parts);
  if (uri === skill.uri) return { skill };
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no skill at this address.");
}

export function isSkillFile(uri: string): boolean {
  return uri.startsWith("skill://");
}

/** A file of the skill; undefined where there is none. It counts as a read. @throws DeskError RATE_LIMIT_EXCEEDED */
export async function readSkillFile(
  uri: string,
  { principal }: Exchange,
  parts: McpParts,
): Promise<ReadResourceResult | undefined> {
  parts.gate.count(principal);
  const files = filesOf(parts);
  const path = uri.slice(folder.length);
  const text = uri.startsWith(folder) && Object.hasOwn(files, path) ? files[path] : undefined;
  return text === undefined ? undefined : { contents: [{ uri, mimeType: "text/markdown", text }] };
}

function entry(parts: McpParts): Promise<Skill> {
  return skillEntry(skillName, filesOf(parts));
}

function filesOf({ baseUrl, businessName, tools }: McpParts): Record<string, string> {
  return skillFiles({ baseUrl, business: businessName(), tools: tools.list("default") ?? [] });
}
