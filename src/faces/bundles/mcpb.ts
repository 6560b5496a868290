import type { Tool } from "#catalog/tool-table.ts";
import { version } from "#platform/version.ts";
import bridge from "./bridge.client.js" with { type: "text" };
import { zip } from "./zip.ts";

export interface BundleParts {
  baseUrl: string;
  business: string;
  tools: readonly Tool[];
}

/**
 * The bundle that Claude Desktop installs with a click (MCPB 0.3): a bridge, run by Claude's own Node, between
 * standard input and output and this desk's address. It asks for the address, which is filled in, and a token.
 */
export function desktopBundle(parts: BundleParts): Uint8Array<ArrayBuffer> {
  return zip({
    "manifest.json": `${JSON.stringify(manifest(parts), null, 2)}\n`,
    [program]: bridge,
  });
}

const program = "server/bridge.mjs";

function manifest({ baseUrl, business, tools }: BundleParts) {
  return {
    manifest_version: "0.3",
    name: "frontdesk",
    display_name: "Frontdesk",
    version,
    description: `Texts, calls and contacts of ${inOneLine(business)}. What is risky waits for a person.`,
    long_description:
      "A bridge between Claude Desktop and a running Frontdesk. It holds nothing: each message goes to the desk's address with your token, and the answer comes back.",
    author: { name: "Frontdesk" },
    homepage: baseUrl,
    documentation: `${baseUrl}/docs/claude-desktop`,
    license: "MIT",
    keywords: ["phone", "sms", "calls", "contacts"],
    server: {
      type: "node",
      entry_point: program,
      mcp_config: {
        command: "node",
        args: [`${variable("__dirname")}/${program}`],
        env: {
          FRONTDESK_URL: variable("user_config.server_url"),
          FRONTDESK_TOKEN: variable("user_config.token"),
        },
      },
    },
    tools: tools.map(({ name, title }) => ({ name, description: title })),
    tools_generated: true,
    prompts_generated: true,
    user_config: {
      server_url: {
        type: "string",
        title: "Address of your desk",
        description: "Where the desk answers, as its own pages say it.",
        default: baseUrl,
        required: true,
      },
      token: {
        type: "string",
        title: "Access token",
        description: `Make one at ${baseUrl}/settings/apps. It stays in this computer's keychain.`,
        sensitive: true,
        required: true,
      },
    },
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: ">=18.0.0" } },
  };
}

/** What the client fills in. */
function variable(name: string): string {
  return `\${${name}}`;
}

export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
