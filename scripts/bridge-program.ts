import process from "node:process";
import { createInterface } from "node:readline";
import { bridge } from "#src/cli/bridge.ts";

/**
 * The bridge to a running desk as a program of its own, which Claude Desktop runs with its own Node:
 * `bun run generate` makes one file of it, for the bundle that a desk gives out.
 */
const { FRONTDESK_URL = "", FRONTDESK_TOKEN = "" } = process.env;
const url = originOf(FRONTDESK_URL.trim());
const token = FRONTDESK_TOKEN.trim();
if (url !== undefined && token !== "") {
  await bridge({ url, token }, "/mcp", (failure) => {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "unknown";
    process.stderr.write(`The desk could not be reached (${code}).\n`);
  });
} else await complain();

/** The desk's origin, however its address was typed; undefined where it is none. */
function originOf(typed: string): string | undefined {
  const isHere = /^(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/.test(typed);
  const full = /^https?:\/\//.test(typed) ? typed : `${isHere ? "http" : "https"}://${typed}`;
  return typed !== "" && URL.canParse(full) ? new URL(full).origin : undefined;
}

/** Says in the answer to whatever is asked what is missing: what stands on standard error, nobody reads. */
async function complain(): Promise<void> {
  const lacking =
    url === undefined ? "the address of your desk, such as https://desk.example.com" : "a token";
  const message = `Frontdesk needs ${lacking}: open this extension's settings and fill it in.`;
  process.stderr.write(`${message}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const id = /"id"\s*:\s*(\d+|"[^"\\]*")/.exec(line)?.[1];
    if (id !== undefined)
      process.stdout.write(
        `{"jsonrpc":"2.0","id":${id},"error":{"code":-32000,"message":${JSON.stringify(message)}}}\n`,
      );
  }
}
