import { type Finding, fail, ok, warn } from "../finding.ts";
import { firstByte } from "./asking.ts";
import { greeting, postMessage } from "./messages.ts";
import type { ClientProfile } from "./profiles.ts";

/** Bytes of a list that clients take without complaint. */
const longestList = 32_768;
interface ListedTool {
  name: string;
  annotations?: Record<string, unknown>;
  inputSchema?: { properties?: Record<string, { type?: unknown }>; required?: unknown };
}

/**
 * What the client does once it has a token: the greeting, the list, a call, a stream, whose first byte is waited for
 * `streamPatience` milliseconds.
 */
export async function useTools(
  url: string,
  profile: ClientProfile,
  token: string,
  streamPatience: number,
): Promise<Finding[]> {
  const met = await greet(url, profile, token);
  if (met.level === "fail") return [met];
  const listed = await listTools(url, profile, token);
  return [
    met,
    ...listed,
    await callOne(url, profile, token),
    await openStream(url, profile, token, streamPatience),
  ];
}

async function greet(url: string, profile: ClientProfile, token: string): Promise<Finding> {
  const { status, json, headers } = await postMessage(url, profile, greeting(profile), token);
  const challenge = headers.get("www-authenticate") ?? "";
  if (status === 401 && challenge.includes("invalid_token"))
    return fail(
      "token",
      "The token that was just given is not known where it is shown: two desks answer at this address.",
    );
  if (status === 401)
    return fail("token", "The desk does not see the token: the proxy removes the Authorization header.");
  const error = json?.["error"] as { code?: unknown } | undefined;
  if (error?.code === -32_020)
    return fail(
      "headers",
      "The proxy removes headers that it does not know: let MCP-Protocol-Version, Mcp-Method and Mcp-Name through.",
    );
  if (status !== 200 || json?.["result"] === undefined)
    return fail("first message", `${profile.name}'s first message is answered ${status} without a result.`);
  return ok("first message", `${greeting(profile).method} in revision ${profile.revision}`);
}

async function listTools(url: string, profile: ClientProfile, token: string): Promise<Finding[]> {
  const ask = () => postMessage(url, profile, { method: "tools/list", params: {} }, token);
  const [first, second] = [await ask(), await ask()];
  const tools = (first.json?.["result"] as { tools?: ListedTool[] } | undefined)?.tools ?? [];
  if (tools.length === 0) return [fail("tools", `${profile.name} is shown no tools (${first.status}).`)];
  const problems = [
    ...tools
      .filter(({ name }) => !/^[a-zA-Z0-9_-]+$/.test(name) || name.length > profile.longestName)
      .map(({ name }) => `the name ${JSON.stringify(name.slice(0, 60))} makes ${profile.name} drop the list`),
    ...tools
      .filter((tool) => !isHinted(tool))
      .map(({ name }) => `${name.slice(0, 60)} does not say what it changes`),
    ...(tools.length > profile.mostTools
      ? [`${tools.length} tools are more than the ${profile.mostTools} it takes`]
      : []),
    ...(first.text.length > longestList * 1.5 ? ["the list is longer than its context can spare"] : []),
    ...(JSON.stringify(tools) === JSON.stringify(toolsIn(second.json))
      ? []
      : ["the list differs from call to call"]),
    ...researchProblems(tools, profile),
  ];
  if (problems.length === 0) return [ok("tools", `${tools.length}, as ${profile.name} wants them`)];
  return problems.map((problem) => fail("tools", `${problem}.`));
}

function toolsIn(json: Record<string, unknown> | undefined): unknown {
  return (json?.["result"] as { tools?: unknown } | undefined)?.tools;
}

function isHinted({ annotations = {} }: ListedTool): boolean {
  return ["readOnlyHint", "destructiveHint", "openWorldHint"].every(
    (hint) => typeof annotations[hint] === "boolean",
  );
}

/** ChatGPT's research wants two tools by name, each with one text. */
function researchProblems(tools: ListedTool[], { toolset, name }: ClientProfile): string[] {
  if (toolset !== "connector") return [];
  const wanted: [string, string][] = [
    ["search", "query"],
    ["fetch", "id"],
  ];
  return wanted.flatMap(([wantedName, argument]) => {
    const properties = tools.find((tool) => tool.name === wantedName)?.inputSchema?.properties ?? {};
    const isRight = Object.keys(properties).length === 1 && properties[argument]?.type === "string";
    return isRight
      ? []
      : [
          `${wantedName}({${argument}}) is not in the list that ${name} gets: its User-Agent does not reach the desk`,
        ];
  });
}

async function callOne(url: string, profile: ClientProfile, token: string): Promise<Finding> {
  const about = "a call";
  const call = { method: "tools/call", params: { name: "list_lines", arguments: {} } };
  const { status, json, milliseconds } = await postMessage(url, profile, call, token);
  const result = json?.["result"] as { isError?: boolean; structuredContent?: unknown } | undefined;
  if (status === 200 && result?.structuredContent !== undefined && result.isError !== true)
    return ok(about, `list_lines in ${Math.round(milliseconds)} ms`);
  const code = JSON.stringify(json ?? {}).includes("HeaderMismatch") ? " (its headers do not arrive)" : "";
  return fail(about, `list_lines is answered ${status} without a result${code}.`);
}

/** The desk writes the first byte of a stream at once: where it does not come, something keeps it. */
async function openStream(
  url: string,
  { userAgent, name }: ClientProfile,
  token: string,
  patience: number,
): Promise<Finding> {
  const milliseconds = await firstByte(`${url}/sse`, {
    headers: { "user-agent": userAgent, accept: "text/event-stream", authorization: `Bearer ${token}` },
    patience,
  });
  if (milliseconds === undefined)
    return warn(
      "streams",
      `The proxy holds streams back: long calls and news do not reach ${name}. Switch its buffering off for this address.`,
    );
  return ok("streams", `first byte after ${Math.round(milliseconds)} ms`);
}
