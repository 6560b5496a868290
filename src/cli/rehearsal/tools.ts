import * as z from "zod";
import { type Finding, fail, ok, warn } from "#desk/finding.ts";
import { firstByte } from "./asking.ts";
import { greeting, postMessage } from "./messages.ts";
import type { ClientProfile } from "./profiles.ts";

/** Bytes of a list that clients take without complaint. */
const longestList = 32_768;
/** As much of a tool as is looked at; whoever answers may say anything. */
const listedTool = z.looseObject({
  name: z.string(),
  annotations: z.record(z.string(), z.unknown()).catch({}),
  inputSchema: z
    .looseObject({ properties: z.record(z.string(), z.looseObject({ type: z.unknown() })) })
    .catch({ properties: {} }),
});
type ListedTool = z.infer<typeof listedTool>;

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
  const about = "first message";
  const { status, json, headers } = await postMessage(url, profile, greeting(profile), token);
  const said = JSON.stringify(json ?? {});
  if (status === 401 && !said.includes('"AUTH_REQUIRED"'))
    return fail(
      "in front",
      "Something before the desk refuses the token: let the Authorization header through to it.",
    );
  if (status === 401 && (headers.get("www-authenticate") ?? said).includes("invalid_token"))
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
    return fail(about, `${profile.name}'s first message is answered ${status} without a result.`);
  if (!/^(?:application\/json|text\/event-stream)\b/.test(headers.get("content-type") ?? ""))
    return fail(
      about,
      "The answer's Content-Type is not JSON: the proxy changes it, and clients refuse the answer.",
    );
  return (
    (await sayReady(url, profile, token)) ??
    ok(about, `${greeting(profile).method} in revision ${profile.revision}`)
  );
}

/** Until 2026-07-28 a client says that it is ready, and hears no word of it. */
async function sayReady(url: string, profile: ClientProfile, token: string): Promise<Finding | undefined> {
  if (profile.revision === "2026-07-28") return undefined;
  const { status } = await postMessage(
    url,
    profile,
    { method: "notifications/initialized", params: {} },
    token,
  );
  if (status === 202) return undefined;
  return fail(
    "first message",
    `A notification is answered ${status}, not 202: ${profile.name} gives up there.`,
  );
}

async function listTools(url: string, profile: ClientProfile, token: string): Promise<Finding[]> {
  const ask = () => postMessage(url, profile, { method: "tools/list", params: {} }, token);
  const [first, second] = [await ask(), await ask()];
  const read = z.array(listedTool).safeParse(toolsIn(first.json));
  const tools = read.success ? read.data : [];
  if (tools.length === 0) return [fail("tools", `${profile.name} is shown no tools (${first.status}).`)];
  const problems = [
    ...tools.flatMap(({ name }, at) =>
      isName(name) && name.length <= profile.longestName
        ? []
        : [`the name of tool ${at + 1} makes ${profile.name} drop the list`],
    ),
    ...tools.flatMap((tool, at) =>
      isHinted(tool)
        ? []
        : [`${isName(tool.name) ? tool.name : `tool ${at + 1}`} does not say what it changes`],
    ),
    ...(tools.length > profile.mostTools
      ? [`${tools.length} tools are more than the ${profile.mostTools} it takes`]
      : []),
    ...(first.text.length > longestList * 1.5 ? ["the list is longer than its context can spare"] : []),
    ...(JSON.stringify(toolsIn(first.json)) === JSON.stringify(toolsIn(second.json))
      ? []
      : ["the list differs from call to call"]),
    ...researchProblems(tools, profile),
  ];
  if (problems.length === 0) return [ok("tools", `${tools.length}, as ${profile.name} wants them`)];
  return problems.map((problem) => fail("tools", `${problem}.`));
}

function isName(text: string): boolean {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(text);
}

function toolsIn(json: Record<string, unknown> | undefined): unknown {
  return (json?.["result"] as { tools?: unknown } | undefined)?.tools;
}

function isHinted({ annotations }: ListedTool): boolean {
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
    const properties = tools.find((tool) => tool.name === wantedName)?.inputSchema.properties ?? {};
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
