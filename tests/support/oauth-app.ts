import {
  type FetchLike,
  Client as ModernClient,
  type OAuthClientProvider as ModernProvider,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import type { OAuthClientProvider as EarlierProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as EarlierClient } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport as EarlierSseTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport as EarlierTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import type { AnyClient, Mode } from "./clients.ts";

type Discovered = Parameters<NonNullable<ModernProvider["saveDiscoveryState"]>>[0];

/** What an app knows of itself before it meets a desk. */
export interface AppIdentity {
  name: string;
  redirectUrl: string;
  /** Where its document is, for one that has one (Client ID Metadata Documents). */
  documentUrl?: string;
}

/** What an app keeps of one desk, in memory. The SDK's two lines ask for the same, and fill it themselves. */
export class AppMemory implements EarlierProvider, ModernProvider {
  /** The addresses it has sent the person's browser to. */
  readonly asked: URL[] = [];
  readonly redirectUrl: string;
  readonly clientMetadata: OAuthClientMetadata;
  declare readonly clientMetadataUrl?: string;
  registered: OAuthClientInformationMixed | undefined;
  held: OAuthTokens | undefined;
  #verifier = "";
  #state = "";
  #discovered: Discovered | undefined;

  constructor({ name, redirectUrl, documentUrl }: AppIdentity) {
    this.redirectUrl = redirectUrl;
    this.clientMetadata = {
      client_name: name,
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
    };
    if (documentUrl !== undefined) this.clientMetadataUrl = documentUrl;
  }

  state(): string {
    this.#state = crypto.randomUUID();
    return this.#state;
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.registered;
  }

  saveClientInformation(given: OAuthClientInformationMixed): void {
    this.registered = given;
  }

  tokens(): OAuthTokens | undefined {
    return this.held;
  }

  saveTokens(given: OAuthTokens): void {
    this.held = given;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  discoveryState(): Discovered | undefined {
    return this.#discovered;
  }

  saveDiscoveryState(given: Discovered): void {
    this.#discovered = given;
  }

  redirectToAuthorization(url: URL): void {
    this.asked.push(url);
  }

  /** The SDK forgets what the desk has refused. */
  invalidateCredentials(what: "all" | "client" | "tokens" | "verifier" | "discovery"): void {
    if (what === "all" || what === "tokens") this.held = undefined;
    if (what === "all" || what === "client") this.registered = undefined;
  }

  /** @throws Error for an answer that belongs to no question of this app's. */
  checkState(params: URLSearchParams): void {
    if (this.#state === "" || params.get("state") !== this.#state) throw new Error("not the state it sent");
  }
}

/** An app that is built with the SDK and signs in by itself. */
export interface OAuthApp {
  memory: AppMemory;
  /** What it has sent, in order: method, path, what was asked, and the status once it is there. */
  sent: string[];
  /** Connects anew. Fails with "Unauthorized" after it has sent the person's browser to the desk. */
  connect(): Promise<AnyClient>;
  /** Takes what the person's browser came back with. */
  finish(params: URLSearchParams): Promise<void>;
}

interface Connection {
  client: AnyClient;
  connect(): Promise<void>;
  finish(params: URLSearchParams): Promise<void>;
}

/** A line of the SDK, and how it travels. */
export type Line = (url: URL, memory: AppMemory, fetch: FetchLike) => Connection;

/** The SDK's 1.x line, as most apps in the field are built with. */
export const earlier: Line = (url, authProvider, fetch) =>
  earlierOver(new EarlierTransport(url, { authProvider, fetch }));

/** The same over the transport of revision 2024-11-05; the address ends with `/sse`. */
export const earlierSse: Line = (url, authProvider, fetch) =>
  earlierOver(new EarlierSseTransport(url, { authProvider, fetch }));

/** The SDK's 2.x line. */
export function modern(mode: Mode): Line {
  return (url, authProvider, fetch) => {
    const transport = new ModernTransport(url, { authProvider, fetch });
    const client = new ModernClient(identity, { versionNegotiation: { mode } });
    return {
      client,
      connect: () => client.connect(transport),
      finish: (params) => transport.finishAuth(params),
    };
  };
}

export function openApp(line: Line, url: string, memory: AppMemory): OAuthApp {
  const sent: string[] = [];
  let latest: Connection | undefined;
  return {
    memory,
    sent,
    async connect() {
      latest = line(new URL(url), memory, recordIn(sent));
      await latest.connect();
      return latest.client;
    },
    async finish(params) {
      memory.checkState(params);
      await latest?.finish(params);
    },
  };
}

const identity = { name: "test-app", version: "1.0.0" };

function earlierOver(transport: EarlierTransport | EarlierSseTransport): Connection {
  const client = new EarlierClient(identity);
  return {
    client,
    connect: () => client.connect(transport as Parameters<EarlierClient["connect"]>[0]),
    finish: (params) => transport.finishAuth(params.get("code") ?? ""),
  };
}

function recordIn(sent: string[]): FetchLike {
  return async (url, init) => {
    const asked = [init?.method ?? "GET", new URL(url).pathname, askedIn(init?.body)]
      .filter(Boolean)
      .join(" ");
    const at = sent.push(asked) - 1;
    const answer = await fetch(url, init);
    sent[at] = `${asked} ${answer.status}`;
    return answer;
  };
}

/** What a request is for: MCP's method, or OAuth's grant. */
function askedIn(body: unknown): string {
  if (body instanceof URLSearchParams) return body.get("grant_type") ?? "";
  return typeof body === "string" ? ((JSON.parse(body) as { method?: string }).method ?? "") : "";
}
