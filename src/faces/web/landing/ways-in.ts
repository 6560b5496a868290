import { Buffer } from "node:buffer";

/** One client's shortest way in, as somebody with that client would be told. */
export interface WayIn {
  id: string;
  name: string;
  steps: string[];
  /** What there is to copy, under its own words. */
  copies: { label: string; text: string }[];
  /** What takes one click: addresses that open the client, and files that it installs. */
  links?: { label: string; href: string }[];
  note?: string;
}

const cloudNote =
  "This client connects from the cloud, and this desk answers this computer alone: it needs a public https address first. The guide “Running it for good” says how.";

/** The ways in, the address filled in. `isPublic` is false where the desk answers this computer alone. */
export function waysIn(baseUrl: string, isPublic: boolean): WayIn[] {
  const url = `${baseUrl}/mcp`;
  const address = { label: "Address", text: url };
  const cloud = isPublic ? {} : { note: cloudNote };
  const guide = { label: "ChatGPT and custom GPTs, step by step", href: "/docs/chatgpt" };
  return [
    isPublic ? claudeFromTheCloud(address) : claudeOnThisComputer(),
    {
      id: "chatgpt",
      name: "ChatGPT",
      steps: [
        "Open Settings, then Apps & Connectors; under Advanced settings switch Developer mode on.",
        "Choose Create, give it a name and this address, and leave authentication at OAuth.",
        "ChatGPT opens this desk in your browser: sign in, and allow what it may do.",
      ],
      copies: [
        address,
        { label: "For the actions of a custom GPT, to import", text: `${baseUrl}/openapi.json` },
      ],
      links: [guide],
      ...cloud,
    },
    {
      id: "claude-code",
      name: "Claude Code",
      steps: ["Type this in a terminal, then /mcp inside Claude Code to sign in."],
      copies: [{ label: "Command", text: `claude mcp add --transport http frontdesk ${url}` }],
    },
    {
      id: "cursor",
      name: "Cursor",
      steps: [
        "Put this into .cursor/mcp.json in your project, or into ~/.cursor/mcp.json for all of them.",
        "In Cursor’s settings, under MCP, press Connect beside frontdesk and sign in.",
      ],
      copies: [{ label: ".cursor/mcp.json", text: json({ mcpServers: { frontdesk: { url } } }) }],
      links: [{ label: "Or install it in Cursor", href: cursorLink(url) }],
    },
    {
      id: "vs-code",
      name: "VS Code",
      steps: [
        "Put this into .vscode/mcp.json in your folder.",
        "Press Start above it; VS Code opens this desk in your browser, and you sign in.",
      ],
      copies: [{ label: ".vscode/mcp.json", text: json({ servers: { frontdesk: { type: "http", url } } }) }],
      links: [{ label: "Or install it in VS Code", href: codeLink(url) }],
    },
    {
      id: "others",
      name: "Others",
      steps: [
        "A client that speaks MCP over HTTP takes the address alone and signs in by OAuth 2.1.",
        "One that cannot sign in takes a token, which you make under Connected apps, as “Authorization: Bearer …”.",
        "An older one takes the second address.",
      ],
      copies: [
        address,
        { label: "Older clients (HTTP+SSE)", text: `${baseUrl}/sse` },
        {
          label: "Any program",
          text: `curl ${url} -H "Authorization: Bearer fdk_..." -H "Content-Type: application/json" -d '{"method":"tools/list"}'`,
        },
      ],
    },
  ];
}

const skill = { label: "A skill: how to work here, for Claude to know", href: "/frontdesk-skill.zip" };
const desktopGuide = { label: "Claude Desktop, step by step", href: "/docs/claude-desktop" };

function claudeFromTheCloud(address: WayIn["copies"][number]): WayIn {
  return {
    id: "claude",
    name: "Claude",
    steps: [
      "In Claude on the web, on the phone or on the desktop, open Settings, then Connectors.",
      "Choose “Add custom connector”, and give it this address.",
      "Press Connect: this desk opens in your browser, you sign in and allow what Claude may do.",
    ],
    copies: [address],
    links: [desktopGuide, skill],
  };
}

/** Claude in the cloud does not come here; Claude Desktop on this very computer does, by the bundle. */
function claudeOnThisComputer(): WayIn {
  return {
    id: "claude",
    name: "Claude",
    steps: [
      "Take the bundle below, frontdesk.mcpb, and open it: Claude Desktop shows what it is.",
      "It asks for a token. Make one here under Connected apps, and paste it in.",
      "Switch it on, and ask Claude which phone lines there are.",
    ],
    copies: [],
    links: [
      { label: "The bundle for Claude Desktop", href: "/frontdesk.mcpb" },
      { label: "Make a token under Connected apps", href: "/settings/apps#make" },
      desktopGuide,
      skill,
    ],
    note: "Claude on the web and on the phone connects from the cloud, and this desk answers this computer alone. With a public https address Claude needs no token: the guide “Running it for good” says how.",
  };
}

function cursorLink(url: string): string {
  const config = Buffer.from(JSON.stringify({ url })).toString("base64");
  return `cursor://anysphere.cursor-deeplink/mcp/install?${new URLSearchParams({ name: "frontdesk", config })}`;
}

function codeLink(url: string): string {
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: "frontdesk", type: "http", url }))}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
