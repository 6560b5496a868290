import process from "node:process";
import { bridge } from "#src/cli/bridge.ts";

/**
 * The bridge to a running desk as a program of its own, which Claude Desktop runs with its own Node:
 * `bun run generate` makes one file of it, for the bundle that a desk gives out.
 */
const { FRONTDESK_URL = "", FRONTDESK_TOKEN: token } = process.env;
const url = FRONTDESK_URL.trim()
  .replace(/\/+$/, "")
  .replace(/\/mcp$/, "");
if (!/^https?:\/\/[^/]+$/.test(url) || !token) {
  process.stderr.write(
    "Frontdesk needs the address of your desk, such as https://desk.example.com, and a token.\n",
  );
  process.exit(2);
}
await bridge({ url, token: token.trim() }, "/mcp", (failure) => {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "unknown";
  process.stderr.write(`The desk could not be reached (${code}).\n`);
});
