import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client as EarlierClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as EarlierTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const identity = { name: "test-client", version: "1.0.0" };
type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface ClientOptions {
  url: string;
  token: string;
  fetch?: Fetch;
}

/** The SDK's 1.x line, as most clients in the field are built with. */
export async function connectEarlier({ url, token, fetch }: ClientOptions): Promise<EarlierClient> {
  const client = new EarlierClient(identity);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(
    new EarlierTransport(new URL(url), { requestInit, ...(fetch ? { fetch } : {}) }) as Parameters<
      typeof client.connect
    >[0],
  );
  return client;
}

/** The SDK's 2.x line: `legacy` shakes hands as before 2026, `auto` asks, a revision is pinned. */
export async function connectModern(
  { url, token, fetch }: ClientOptions,
  mode: "legacy" | "auto" | { pin: string },
): Promise<ModernClient> {
  const client = new ModernClient(identity, { versionNegotiation: { mode } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new ModernTransport(new URL(url), { requestInit, ...(fetch ? { fetch } : {}) }));
  return client;
}
