import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { png } from "./fixtures-content.ts";

export function addResources(server: McpServer): void {
  addFixedResources(server);
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { description: "Data of any id.", mimeType: "application/json" },
    ({ href: uri }, { id }) => {
      const data = { id, templateTest: true, data: `Data for ID: ${id}` };
      return { contents: [{ uri, mimeType: "application/json", text: JSON.stringify(data) }] };
    },
  );
  // Only revisions before 2026-07-28 have these two; nothing here ever changes, so nothing is kept.
  server.server.setRequestHandler("resources/subscribe", async () => ({}));
  server.server.setRequestHandler("resources/unsubscribe", async () => ({}));
}

function addFixedResources(server: McpServer): void {
  server.registerResource(
    "static-text",
    "test://static-text",
    { description: "Text that stays.", mimeType: "text/plain" },
    ({ href: uri }) => ({
      contents: [{ uri, mimeType: "text/plain", text: "This is the content of the static text resource." }],
    }),
  );
  server.registerResource(
    "static-binary",
    "test://static-binary",
    { description: "An image that stays.", mimeType: png.mimeType },
    ({ href: uri }) => ({ contents: [{ uri, mimeType: png.mimeType, blob: png.data }] }),
  );
  server.registerResource(
    "watched-resource",
    "test://watched-resource",
    { description: "Text to subscribe to.", mimeType: "text/plain" },
    ({ href: uri }) => ({ contents: [{ uri, mimeType: "text/plain", text: "Watched." }] }),
  );
}
