import type { CallToolResult } from "@modelcontextprotocol/server";

/** One red pixel. */
export const png = {
  data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  mimeType: "image/png",
};

/** A sound of no samples. */
export const wav = {
  data: "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=",
  mimeType: "audio/wav",
};

export function text(words: string): CallToolResult {
  return { content: [{ type: "text", text: words }] };
}
