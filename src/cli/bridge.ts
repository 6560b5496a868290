import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import process from "node:process";
import { createInterface } from "node:readline";
import { pause } from "#platform/turn.ts";
import { type Far, postTo, textsIn } from "./far.ts";

type Id = string | number;

interface Message {
  jsonrpc?: unknown;
  id?: Id;
  method?: string;
  params?: { name?: unknown; uri?: unknown; requestId?: Id; _meta?: Record<string, unknown> };
  result?: { protocolVersion?: unknown };
}

/**
 * Carries MCP between standard input and output and a running server: each line is one POST, and what
 * comes back is written as lines. Resolves when the input has ended and what was asked is answered. `warn` is told
 * why a server could not be reached.
 */
export async function bridge(far: Far, path: string, warn: (failure: unknown) => void): Promise<void> {
  const underWay = new Map<Id, AbortController>();
  const listening = new Set<AbortController>();
  const carried = new Set<Promise<void>>();
  /** What `initialize` agreed on; the later revisions say it in each message. */
  let agreed: string | undefined;

  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const message = parse(line);
    if (message === undefined) say(failed(undefined, -32700, "That line is not a JSON-RPC message."));
    else if (message.method === "notifications/cancelled") giveUp(message.params?.requestId);
    else {
      const carrying = carry(line, message).finally(() => carried.delete(carrying));
      carried.add(carrying);
    }
  }
  for (const controller of listening) controller.abort();
  await Promise.all(carried);

  async function carry(line: string, message: Message): Promise<void> {
    const controller = new AbortController();
    const { id, method } = message;
    if (id !== undefined) underWay.set(id, controller);
    if (method === "subscriptions/listen") listening.add(controller);
    let isAnswered = false;
    try {
      const answer = await reach(line, message, controller.signal);
      const status = answer.statusCode ?? 0;
      for await (const text of textsIn(answer)) isAnswered = hand(text, message, status) || isAnswered;
      if (!isAnswered && id !== undefined)
        say(failed(id, -32000, "The server has ended this without an answer."));
    } catch (failure) {
      if (controller.signal.aborted) return;
      warn(failure);
      if (id !== undefined && !isAnswered)
        say(failed(id, -32000, "The Frontdesk server does not answer. Is it running?"));
    } finally {
      listening.delete(controller);
      if (id !== undefined) underWay.delete(id);
    }
  }

  /** A desk that is starting or stopping has done nothing: it is asked again for a while. */
  async function reach(line: string, message: Message, signal: AbortSignal): Promise<IncomingMessage> {
    for (let tries = 1; ; tries++) {
      const answer = await postTo(far, path, line, headersOf(message, agreed), signal);
      if (answer.statusCode !== 503 || answer.headers["retry-after"] === undefined || tries === mostTries)
        return answer;
      answer.resume();
      await pause(1000);
    }
  }

  /** Writes what came as a line; true when it answers what was asked. A refusal that names no request is one to it. */
  function hand(text: string, asked: Message, status: number): boolean {
    const came = parse(text) as (Message & { id?: Id | null }) | undefined;
    if (came?.jsonrpc !== "2.0") {
      if (asked.id !== undefined) say(failed(asked.id, -32000, insteadOfAnswer(status)));
      return true;
    }
    const version = came.result?.protocolVersion;
    if (asked.method === "initialize" && typeof version === "string") agreed = version;
    say(came.id === null ? { ...came, id: asked.id ?? null } : came);
    return came.method === undefined;
  }

  /** Closing the request is how HTTP says that nobody waits for it. */
  function giveUp(id: Id | undefined): void {
    if (id !== undefined) underWay.get(id)?.abort();
  }
}

/** How often a desk that says that it is not ready is asked, a second apart. */
const mostTries = 10;

/** What is said where something answers that is not MCP. */
function insteadOfAnswer(status: number): string {
  if (status >= 500)
    return `The desk is not there at this moment (${status}): it may be starting. Try again in a minute.`;
  return `What answers at that address is not Frontdesk (${status}). Is it the desk's own address?`;
}

/** The headers that the revision asks for: since 2026-07-28 what the message is about as well. */
function headersOf({ method, params }: Message, agreed: string | undefined): Record<string, string> {
  const version = params?._meta?.["io.modelcontextprotocol/protocolVersion"];
  if (typeof version !== "string") {
    return agreed && method !== "initialize" ? { "mcp-protocol-version": agreed } : {};
  }
  const name = params?.name ?? params?.uri;
  return {
    "mcp-protocol-version": version,
    ...(method ? { "mcp-method": method } : {}),
    ...(typeof name === "string" ? { "mcp-name": headerValue(name) } : {}),
  };
}

/** A name that a header cannot carry as it is goes in base64 (MCP 2026-07-28, standard request headers). */
function headerValue(text: string): string {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith("=?base64?");
  return isPlain ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;
}

function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Message) : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

function failed(id: Id | undefined, code: number, message: string): object {
  return { jsonrpc: "2.0", id: id ?? null, error: { code, message } };
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
