import {
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import { routed, type Tool } from "#catalog/tool-table.ts";
import { isRecord } from "#platform/record.ts";
import { version } from "#platform/version.ts";
import type { Exchange, McpParts } from "./exchange.ts";
import { wantedAs } from "./nearly-right.ts";
import { toolResultText } from "./render.ts";

/** A call that is recognised completely: nothing the SDK would look at is left to look at. */
export interface ShortCall {
  id: string | number;
  tool: Tool;
  arguments: Record<string, unknown> | undefined;
  isModern: boolean;
}

export interface ShortPath {
  /** The call in a request, when the SDK would answer nothing else to it than the tool's result. */
  recognise(headers: Headers, text: string, body: unknown): ShortCall | undefined;
  /** Takes it to the gate and gives the whole answer as JSON. */
  answer(call: ShortCall, exchange: Exchange): Promise<string>;
  /** Told that the SDK has taken a call through, so that its like is recognised from then on. */
  remember(headers: Headers, body: unknown): void;
}

const modern = "2026-07-28";
const earlier = new Set(SUPPORTED_PROTOCOL_VERSIONS.filter((revision) => revision < modern));
const callKeys = new Set(["jsonrpc", "id", "method", "params"]);
const paramKeys = new Set(["name", "arguments", "_meta"]);
const reserved = "io.modelcontextprotocol/";

/** A member that an object cannot simply have, also where its name is escaped. */
const hidden = /__proto__|\\u005f/i;

/** Envelopes that the SDK has accepted, as text: how many are kept, and how long one may be. */
const mostEnvelopes = 1000;
const longestEnvelope = 4000;

/** What the SDK adds to each result since 2026-07-28. */
const modernMeta = { [SERVER_INFO_META_KEY]: { name: "frontdesk", title: "Frontdesk", version } };

/**
 * Reads, answered without the SDK's server a request: well-formed calls of known tools, in either era, with
 * an envelope the SDK has accepted before. Everything else is the SDK's: every error, every odd shape.
 */
export function createShortPath(parts: McpParts): ShortPath {
  const accepted = new Set<string>();
  return { recognise, answer, remember };

  function recognise(headers: Headers, text: string, body: unknown): ShortCall | undefined {
    if (!isRecord(body) || body["method"] !== "tools/call" || body["jsonrpc"] !== "2.0") return undefined;
    const { id, params } = body;
    if (typeof id !== "string" && !Number.isSafeInteger(id)) return undefined;
    if (!isRecord(params) || !hasOnly(body, callKeys) || !hasOnly(params, paramKeys)) return undefined;
    const { name, arguments: given, _meta } = params;
    const tool = typeof name === "string" ? parts.tools.find(name) : undefined;
    if (!tool || !isShort(tool) || (given !== undefined && !isRecord(given))) return undefined;
    const wanted = wantedAs(headers.get("accept"));
    if (wanted === undefined || wanted === "stream" || hidden.test(text)) return undefined;
    const era = eraOf(headers, name as string, _meta);
    if (era === undefined) return undefined;
    return { id: id as string | number, tool, arguments: given, isModern: era === "modern" };
  }

  function eraOf(headers: Headers, name: string, meta: unknown): "modern" | "earlier" | undefined {
    const revision = headers.get("mcp-protocol-version");
    const [method, about] = [headers.get("mcp-method"), headers.get("mcp-name")];
    if (revision !== modern) {
      const isPlain = method === null && about === null && (revision === null || earlier.has(revision));
      return isPlain && isPlainMeta(meta) ? "earlier" : undefined;
    }
    if (method !== "tools/call" || about !== name || !isRecord(meta)) return undefined;
    const envelope = envelopeOf(meta);
    return envelope !== "" && accepted.has(envelope) ? "modern" : undefined;
  }

  async function answer(call: ShortCall, exchange: Exchange): Promise<string> {
    const { tool, given } = routed(call.tool, call.arguments);
    const { requestId, principal } = exchange;
    const passing = tool.adapt ? { requestId, adapt: tool.adapt } : { requestId };
    const outcome = await parts.gate.execute(tool.operation, given, principal, passing);
    exchange.outcomes.push(outcome);
    const result = toolResultText(tool, outcome, {
      requestId,
      baseUrl: parts.baseUrl,
      ...(call.isModern ? { meta: modernMeta } : {}),
    });
    const whole = call.isModern ? `${result.slice(0, -1)},"resultType":"complete"}` : result;
    return `{"jsonrpc":"2.0","id":${JSON.stringify(call.id)},"result":${whole}}`;
  }

  function remember(headers: Headers, body: unknown): void {
    if (headers.get("mcp-protocol-version") !== modern || !isRecord(body) || !isRecord(body["params"]))
      return;
    const meta = body["params"]["_meta"];
    if (!isRecord(meta) || meta[PROTOCOL_VERSION_META_KEY] !== modern) return;
    const envelope = envelopeOf(meta);
    if (!envelope || envelope.length > longestEnvelope) return;
    if (accepted.size >= mostEnvelopes) accepted.clear();
    accepted.add(envelope);
  }
}

const shortTools = new WeakMap<Tool, boolean>();

/** Reads alone; a tool whose arguments also travel in headers is checked by the SDK. */
function isShort(tool: Tool): boolean {
  const known = shortTools.get(tool);
  if (known !== undefined) return known;
  const is = tool.operation.kind === "read" && !JSON.stringify(tool.inputSchema).includes("x-mcp-header");
  shortTools.set(tool, is);
  return is;
}

function hasOnly(value: Record<string, unknown>, keys: ReadonlySet<string>): boolean {
  for (const key in value) if (!keys.has(key)) return false;
  return true;
}

/** Nothing in it that the protocol gives a meaning to, but the token of a progress that a read does not make. */
function isPlainMeta(meta: unknown): boolean {
  if (meta === undefined) return true;
  if (!isRecord(meta) || !isProgressToken(meta["progressToken"])) return false;
  return !Object.keys(meta).some((key) => key.startsWith(reserved));
}

/** The envelope as text, without what changes from call to call; empty for one that is none. */
function envelopeOf(meta: Record<string, unknown>): string {
  if (meta["progressToken"] === undefined) return textOf(meta);
  const { progressToken, ...rest } = meta;
  return isProgressToken(progressToken) ? textOf(rest) : "";
}

/** What is nested deeper than it can be written down is read all the same: nobody's envelope. */
function textOf(meta: Record<string, unknown>): string {
  try {
    return JSON.stringify(meta);
  } catch (failure) {
    if (failure instanceof RangeError) return "";
    throw failure;
  }
}

function isProgressToken(token: unknown): boolean {
  return token === undefined || typeof token === "string" || Number.isSafeInteger(token);
}
