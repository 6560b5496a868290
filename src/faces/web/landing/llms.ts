import type { Tool } from "#catalog/tool-table.ts";
import type { Guide } from "#faces/web/docs/guides.ts";

export interface LlmsParts {
  baseUrl: string;
  business: string;
  tools: readonly Tool[];
  guides: readonly Guide[];
}

/** The desk for models that read about it (llmstxt.org): what it is, how to get in, what it can do, where to read more. */
export function llmsText({ baseUrl, business, tools, guides }: LlmsParts): string {
  return `# The front desk of ${business}

> A self-hosted front desk for AI clients (Frontdesk): texts, calls and contacts of one business over MCP and REST. What is risky waits for a person.

- MCP, Streamable HTTP: ${baseUrl}/mcp (OAuth 2.1, discovered from the 401; or \`Authorization: Bearer\` with a token)
- MCP, HTTP+SSE for older clients: ${baseUrl}/sse
- REST: POST ${baseUrl}/api/v1/tools/<tool>, described by ${baseUrl}/openapi.json
- A call that answers \`authorization_required\` has done nothing: a person decides at ${baseUrl}/authorizations; ask get_authorization with its queue_id.

## Tools

${tools.map(({ name, description }) => `- ${name}: ${description}`).join("\n")}

## Guides

${guides.map(({ name, title }) => `- [${title}](${baseUrl}/docs/${name})`).join("\n")}
`;
}
