/** What a client is known to ask for and to insist on. Where its makers publish nothing, what has been seen of it. */
export interface ClientProfile {
  /** What people call it. */
  name: string;
  userAgent: string;
  /** True when it comes from its makers' machines: the address has to be public. */
  isFromCloud: boolean;
  /** How it gets a token: a person signs in, or somebody enters one. */
  entry: "sign-in" | "token";
  redirectUri: string;
  /** Its client document, where it names one instead of registering. */
  document?: string;
  /** True when it can do nothing where it cannot register. */
  mustRegister: boolean;
  /** Milliseconds it waits for discovery, registration and tokens. */
  patience: number;
  /** The newest revision it speaks. */
  revision: "2025-11-25" | "2026-07-28";
  /** The toolset it is offered at `/mcp`. */
  toolset: "default" | "connector";
  /** How many tools it takes, and characters of its own name for a tool. */
  mostTools: number;
  longestName: number;
}

export const profiles = {
  claude: {
    name: "Claude",
    userAgent: "Claude-User",
    isFromCloud: true,
    entry: "sign-in",
    redirectUri: "https://claude.ai/api/mcp/auth_callback",
    document: "https://claude.ai/oauth/mcp-oauth-client-metadata",
    mustRegister: false,
    patience: 10_000,
    revision: "2025-11-25",
    toolset: "default",
    mostTools: 128,
    longestName: 64,
  },
  chatgpt: {
    name: "ChatGPT",
    userAgent: "openai-mcp/1.0.0",
    isFromCloud: true,
    entry: "sign-in",
    redirectUri: "https://chatgpt.com/connector_platform_oauth_redirect",
    document: "https://chatgpt.com/oauth/client.json",
    mustRegister: false,
    patience: 10_000,
    revision: "2026-07-28",
    toolset: "connector",
    mostTools: 128,
    longestName: 64,
  },
  elevenlabs: {
    name: "ElevenLabs",
    userAgent: "ElevenLabs/1.0",
    isFromCloud: true,
    entry: "token",
    redirectUri: "",
    mustRegister: false,
    patience: 5000,
    revision: "2025-11-25",
    toolset: "default",
    mostTools: 128,
    longestName: 64,
  },
  cursor: {
    name: "Cursor",
    userAgent: "Cursor/1.0",
    isFromCloud: false,
    entry: "sign-in",
    redirectUri: "cursor://anysphere.cursor-mcp/oauth/callback",
    mustRegister: true,
    patience: 10_000,
    revision: "2025-11-25",
    toolset: "default",
    mostTools: 40,
    // Its limit of 60 counts the server's name and a separator too.
    longestName: 60 - "frontdesk_".length,
  },
} satisfies Record<string, ClientProfile>;
