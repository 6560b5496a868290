import { ProtocolErrorCode } from "@modelcontextprotocol/server";
import { isRecord } from "#platform/record.ts";
import { rememberedByText } from "#platform/remembered.ts";

/** What a client that does not say who it is is taken for. */
const somebody = { name: "unknown", version: "0" };
/** The revision of a client that does not name one: the last that allowed it (MCP 2025-03-26 and before). */
const oldRevision = "2025-03-26";

/**
 * A message as its client meant it: what is `null` where it could have been left out is left out, arguments that came as
 * JSON text are read, and a client that introduces itself in half is let in. Anything else stays as it is, to be refused.
 */
export function mendMessage(body: unknown): unknown {
  if (Array.isArray(body)) return body.map((each) => (Array.isArray(each) ? each : mendMessage(each)));
  if (!isRecord(body) || typeof body["method"] !== "string") return body;
  const { params, ...rest } = body;
  if (params === undefined)
    return body["method"] === "initialize" ? { ...rest, params: introduced({}) } : body;
  if (params === null) return body["method"] === "initialize" ? { ...rest, params: introduced({}) } : rest;
  if (!isRecord(params)) return body;
  const given = withoutNulls(params, ["cursor", "_meta", "arguments"]);
  const known = body["method"] === "initialize" ? introduced(given) : given;
  const read = body["method"] === "tools/call" ? withArguments(known) : known;
  return read === params ? body : { ...rest, params: read };
}

function withoutNulls(params: Record<string, unknown>, names: string[]): Record<string, unknown> {
  if (!names.some((name) => params[name] === null)) return params;
  return Object.fromEntries(
    Object.entries(params).filter(([name, value]) => value !== null || !names.includes(name)),
  );
}

function withArguments(params: Record<string, unknown>): Record<string, unknown> {
  const { arguments: given, ...rest } = params;
  if (Array.isArray(given) && given.length === 0) return rest;
  if (typeof given !== "string") return params;
  const read = given.trim() === "" ? {} : recordIn(given);
  return read === undefined ? params : { ...rest, arguments: read };
}

function recordIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // What is no JSON is no list of arguments, and is refused as what it is.
    return undefined;
  }
}

function introduced(params: Record<string, unknown>): Record<string, unknown> {
  const { clientInfo, capabilities, protocolVersion } = params;
  const named = isRecord(clientInfo) ? clientInfo : {};
  const text = (value: unknown, otherwise: string) =>
    typeof value === "string" ? value : typeof value === "number" ? String(value) : otherwise;
  const info = {
    ...named,
    name: text(named["name"], somebody.name),
    version: text(named["version"], somebody.version),
  };
  const isWhole = named["name"] === info.name && named["version"] === info.version;
  if (isWhole && isRecord(capabilities) && typeof protocolVersion === "string") return params;
  return {
    ...params,
    protocolVersion: typeof protocolVersion === "string" ? protocolVersion : oldRevision,
    capabilities: isRecord(capabilities) ? capabilities : {},
    clientInfo: info,
  };
}

const json = "application/json";
const stream = "text/event-stream";

/** How a client wants its answer: as JSON, as a stream of events, or as either; undefined where neither will do. */
export const wantedAs = rememberedByText(
  (accept: string | null): "json" | "stream" | "either" | undefined => {
    if (accept === null || accept.trim() === "") return "json";
    const types = accept.split(",").map((part) => (part.split(";")[0] ?? "").trim().toLowerCase());
    const takesJson = types.includes(json) || types.includes("application/*");
    const takesStream = types.includes(stream) || types.includes("text/*");
    if (takesJson && takesStream) return "either";
    if (takesStream) return "stream";
    return takesJson || types.includes("*/*") ? "json" : undefined;
  },
);

/** The request as the SDK asks for it: with both types of answer allowed. */
export function acceptingBoth(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set("accept", `${json}, ${stream}`);
  return new Request(request.url, { method: request.method, headers, signal: request.signal });
}

/** An answer in JSON as a stream of the one event that it is. */
export async function asStream(answer: Response): Promise<Response> {
  if (answer.status !== 200 || !answer.headers.get("content-type")?.startsWith(json)) return answer;
  const headers = new Headers(answer.headers);
  headers.set("content-type", stream);
  headers.delete("content-length");
  return new Response(`event: message\ndata: ${await answer.text()}\n\n`, { headers });
}

/**
 * An answer that refuses a request in a validator's words says in ours what is wrong, as the invalid parameters that
 * they are (JSON-RPC 2.0 §5.1: -32602).
 */
export function inOwnWords<Message>(message: Message): Message {
  if (!isRecord(message) || !isRecord(message["error"])) return message;
  const { code, message: said } = message["error"];
  const isValidators = typeof said === "string" && /\binvalid_[a-z]+\b|"path": *\[|Invalid input/.test(said);
  const isAboutParams = code === ProtocolErrorCode.InternalError || code === ProtocolErrorCode.InvalidParams;
  if (!isValidators || !isAboutParams) return message;
  const names = [
    ...new Set(
      [...said.matchAll(/"path": *\[\s*((?:"[^"]*"|\d+)(?:,\s*(?:"[^"]*"|\d+))*)\s*\]/g)].map(nameIn),
    ),
  ];
  const which = names.length > 0 ? `: ${names.slice(0, 5).join(", ")}` : "";
  const error = {
    code: ProtocolErrorCode.InvalidParams,
    message: `The parameters of this request are missing or not of the kind that its method takes${which}.`,
  };
  return { ...message, error };
}

/** `params.cursor` from a validator's list of names. */
function nameIn([, list = ""]: RegExpExecArray): string {
  return list.replaceAll(/["\s]/g, "").replaceAll(",", ".").slice(0, 60);
}
