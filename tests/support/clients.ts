import {
  Client as ModernClient,
  SSEClientTransport as ModernSseTransport,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport as ModernStdioTransport } from "@modelcontextprotocol/client/stdio";
import { Client as EarlierClient } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport as EarlierSseTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport as EarlierStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as EarlierTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  ProgressNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";

const identity = { name: "test-client", version: "1.0.0" };
type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;
type EarlierConnection = Parameters<EarlierClient["connect"]>[0];

export interface ClientOptions {
  url: string;
  token: string;
  fetch?: Fetch;
}

/** A program that speaks MCP on its standard input and output. */
export interface ProgramOptions {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
  /** Told what the program writes to standard error. */
  hear?: (text: string) => void;
}

/** `legacy` shakes hands as before 2026, `auto` asks, a revision is pinned. */
export type Mode = "legacy" | "auto" | { pin: string };

export type AnyClient = EarlierClient | ModernClient;

/** The SDK's 1.x line, as most clients in the field are built with. */
export async function connectEarlier({ url, token, fetch }: ClientOptions): Promise<EarlierClient> {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new EarlierTransport(new URL(url), { requestInit, ...(fetch ? { fetch } : {}) });
  return await earlierOver(transport as EarlierConnection);
}

/** The SDK's 1.x line over the transport of revision 2024-11-05; `url` ends with `/sse`. */
export async function connectEarlierSse({ url, token }: ClientOptions): Promise<EarlierClient> {
  const authorization = `Bearer ${token}`;
  const transport = new EarlierSseTransport(new URL(url), {
    requestInit: { headers: { authorization } },
    eventSourceInit: {
      fetch: async (address, init) =>
        await fetch(address, { ...init, headers: { ...headersOf(init), authorization } }),
    },
  });
  return await earlierOver(transport as EarlierConnection);
}

/** The SDK's 1.x line with a program of its own. */
export async function connectEarlierStdio({ hear, ...program }: ProgramOptions): Promise<EarlierClient> {
  const transport = new EarlierStdioTransport({ ...program, stderr: "pipe" });
  transport.stderr?.on("data", (part) => hear?.(String(part)));
  return await earlierOver(transport as EarlierConnection);
}

/** The SDK's 2.x line. */
export async function connectModern({ url, token, fetch }: ClientOptions, mode: Mode): Promise<ModernClient> {
  const client = new ModernClient(identity, { versionNegotiation: { mode } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new ModernTransport(new URL(url), { requestInit, ...(fetch ? { fetch } : {}) }));
  return client;
}

/** The SDK's 2.x line over the transport of revision 2024-11-05; `url` ends with `/sse`. */
export async function connectModernSse({ url, token }: ClientOptions): Promise<ModernClient> {
  const client = new ModernClient(identity, { versionNegotiation: { mode: "legacy" } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new ModernSseTransport(new URL(url), { requestInit }));
  return client;
}

/** The SDK's 2.x line with a program of its own. */
export async function connectModernStdio(
  { hear, ...program }: ProgramOptions,
  mode: Mode,
): Promise<ModernClient> {
  const client = new ModernClient(identity, { versionNegotiation: { mode } });
  const transport = new ModernStdioTransport({ ...program, stderr: "pipe" });
  transport.stderr?.on("data", (part) => hear?.(String(part)));
  await client.connect(transport);
  return client;
}

/** What a call gave, as much of it as tests look at. */
export interface CallResult {
  isError?: boolean;
  content: { text: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
  structuredContent: any;
}

export interface Progress {
  progress: number;
  total?: number | undefined;
}

/**
 * Calls a tool with a client of either line; `onprogress` is told how far the call is. Both lines forget a
 * call's own callback when the answer comes in one piece with the progress before it, as it may over HTTP+SSE
 * and stdio. Their handler of all progress forgets nothing, so that is what listens here.
 */
export async function callTool(
  client: AnyClient,
  name: string,
  args: Record<string, unknown>,
  onprogress?: (progress: Progress) => void,
): Promise<CallResult> {
  const call = { name, arguments: args };
  if (!onprogress) return (await client.callTool(call)) as CallResult;
  const note = ({ params }: { params: Progress }) => onprogress(params);
  if (client instanceof ModernClient) client.setNotificationHandler("notifications/progress", note);
  else client.setNotificationHandler(ProgressNotificationSchema, note);
  return (await client.callTool({ ...call, _meta: { progressToken: name } })) as CallResult;
}

/** Collects the addresses a client is told have changed. */
export function watchUpdates(client: AnyClient): string[] {
  const told: string[] = [];
  const note = ({ params }: { params: { uri: string } }) => void told.push(params.uri);
  if (client instanceof ModernClient) client.setNotificationHandler("notifications/resources/updated", note);
  else client.setNotificationHandler(ResourceUpdatedNotificationSchema, note);
  return told;
}

async function earlierOver(transport: EarlierConnection): Promise<EarlierClient> {
  const client = new EarlierClient(identity);
  await client.connect(transport);
  return client;
}

function headersOf(init?: RequestInit): Record<string, string> {
  return Object.fromEntries(new Headers(init?.headers).entries());
}
