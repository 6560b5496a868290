// Made by `bun run generate` from scripts/bridge-program.ts. Do not edit.
// scripts/bridge-program.ts
import process2 from "node:process";
import { createInterface as createInterface2 } from "node:readline";

// src/cli/bridge.ts
import { Buffer } from "node:buffer";
import process from "node:process";
import { createInterface } from "node:readline";

// src/platform/turn.ts
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// src/cli/far.ts
import http from "node:http";
import https from "node:https";

// src/platform/event-stream.ts
class EventReader {
  #rest = "";
  read(part) {
    this.#rest += part;
    const end = this.#rest.lastIndexOf(`

`);
    if (end < 0)
      return [];
    const whole = this.#rest.slice(0, end + 1);
    this.#rest = this.#rest.slice(end + 2);
    return [...whole.matchAll(/(?<![^\n])data: ([^\n]+)/g)].map((match) => match[1] ?? "");
  }
}

// src/cli/far.ts
function postTo(far, path, body, headers, signal) {
  const sent = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ..."url" in far && far.token ? { authorization: `Bearer ${far.token}` } : {},
    ...headers
  };
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: sent, signal };
    const request = "url" in far ? (far.url.startsWith("https:") ? https : http).request(`${far.url}${path}`, options, resolve) : http.request({ ...options, socketPath: far.socketPath, path }, resolve);
    request.on("error", reject);
    request.end(body);
  });
}
async function* textsIn(answer) {
  answer.setEncoding("utf8");
  const isStream = answer.headers["content-type"]?.startsWith("text/event-stream");
  const events = new EventReader;
  let text = "";
  for await (const part of answer) {
    if (isStream)
      yield* events.read(String(part));
    else
      text += part;
  }
  if (text.trim())
    yield text;
}

// src/cli/bridge.ts
async function bridge(far, path, warn) {
  const underWay = new Map;
  const listening = new Set;
  const carried = new Set;
  let agreed;
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim())
      continue;
    const message = parse(line);
    if (message === undefined)
      say(failed(undefined, -32700, "That line is not a JSON-RPC message."));
    else if (message.method === "notifications/cancelled")
      giveUp(message.params?.requestId);
    else {
      const carrying = carry(line, message).finally(() => carried.delete(carrying));
      carried.add(carrying);
    }
  }
  for (const controller of listening)
    controller.abort();
  await Promise.all(carried);
  async function carry(line, message) {
    const controller = new AbortController;
    const { id, method } = message;
    if (id !== undefined)
      underWay.set(id, controller);
    if (method === "subscriptions/listen")
      listening.add(controller);
    let isAnswered = false;
    try {
      const answer = await reach(line, message, controller.signal);
      const status = answer.statusCode ?? 0;
      for await (const text of textsIn(answer))
        isAnswered = hand(text, message, status) || isAnswered;
      if (!isAnswered && id !== undefined)
        say(failed(id, -32000, "The server has ended this without an answer."));
    } catch (failure) {
      if (controller.signal.aborted)
        return;
      warn(failure);
      if (id !== undefined && !isAnswered)
        say(failed(id, -32000, "The Frontdesk server does not answer. Is it running?"));
    } finally {
      listening.delete(controller);
      if (id !== undefined)
        underWay.delete(id);
    }
  }
  async function reach(line, message, signal) {
    for (let tries = 1;; tries++) {
      const answer = await postTo(far, path, line, headersOf(message, agreed), signal);
      if (answer.statusCode !== 503 || answer.headers["retry-after"] === undefined || tries === mostTries)
        return answer;
      answer.resume();
      await pause(1000);
    }
  }
  function hand(text, asked, status) {
    const came = parse(text);
    if (came?.jsonrpc !== "2.0") {
      if (asked.id !== undefined)
        say(failed(asked.id, -32000, insteadOfAnswer(status)));
      return true;
    }
    const version = came.result?.protocolVersion;
    if (asked.method === "initialize" && typeof version === "string")
      agreed = version;
    say(came.id === null ? { ...came, id: asked.id ?? null } : came);
    return came.method === undefined;
  }
  function giveUp(id) {
    if (id !== undefined)
      underWay.get(id)?.abort();
  }
}
var mostTries = 10;
function insteadOfAnswer(status) {
  if (status >= 500)
    return `The desk is not there at this moment (${status}): it may be starting. Try again in a minute.`;
  return `What answers at that address is not Frontdesk (${status}). Is it the desk's own address?`;
}
function headersOf({ method, params }, agreed) {
  const version = params?._meta?.["io.modelcontextprotocol/protocolVersion"];
  if (typeof version !== "string") {
    return agreed && method !== "initialize" ? { "mcp-protocol-version": agreed } : {};
  }
  const name = params?.name ?? params?.uri;
  return {
    "mcp-protocol-version": version,
    ...method ? { "mcp-method": method } : {},
    ...typeof name === "string" ? { "mcp-name": headerValue(name) } : {}
  };
}
function headerValue(text) {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith("=?base64?");
  return isPlain ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;
}
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError)
      return;
    throw failure;
  }
}
function failed(id, code, message) {
  return { jsonrpc: "2.0", id: id ?? null, error: { code, message } };
}
function say(message) {
  process.stdout.write(`${JSON.stringify(message)}
`);
}

// scripts/bridge-program.ts
var { FRONTDESK_URL = "", FRONTDESK_TOKEN = "" } = process2.env;
var url = originOf(FRONTDESK_URL.trim());
var token = FRONTDESK_TOKEN.trim();
if (url !== undefined && token !== "") {
  await bridge({ url, token }, "/mcp", (failure) => {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "unknown";
    process2.stderr.write(`The desk could not be reached (${code}).
`);
  });
} else
  await complain();
function originOf(typed) {
  const isHere = /^(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/.test(typed);
  const full = /^https?:\/\//.test(typed) ? typed : `${isHere ? "http" : "https"}://${typed}`;
  return typed !== "" && URL.canParse(full) ? new URL(full).origin : undefined;
}
async function complain() {
  const lacking = url === undefined ? "the address of your desk, such as https://desk.example.com" : "a token";
  const message = `Frontdesk needs ${lacking}: open this extension's settings and fill it in.`;
  process2.stderr.write(`${message}
`);
  for await (const line of createInterface2({ input: process2.stdin })) {
    const id = /"id"\s*:\s*(\d+|"[^"\\]*")/.exec(line)?.[1];
    if (id !== undefined)
      process2.stdout.write(`{"jsonrpc":"2.0","id":${id},"error":{"code":-32000,"message":${JSON.stringify(message)}}}
`);
  }
}
