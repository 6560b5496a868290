import { type ProxyName, type RunningProxy, startProxy } from "#tests/proxies/proxy.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";

export interface StreamReport {
  proxy: ProxyName;
  stream: "GET /sse" | "subscriptions/listen";
  /** From asking to the first byte. */
  firstByteMs: number;
  /** When keep-alive comments came, in seconds after asking. */
  keepAlivesAt: number[];
  /** Seconds without any message before the event. */
  silentFor: number;
  /** From a customer's text to the notification of it; null when none came. */
  eventMs: number | null;
  /** From SIGTERM to the end of the stream; null when it was still open, or cut off in the middle. */
  endedMs: number | null;
}

export interface SilentStreamsReport {
  streams: StreamReport[];
  /** Status and type of what a caller gets who names another host. */
  toAnotherHost: Record<string, string>;
  exitCode: number;
  exitMs: number;
}

const customer = "+15550100260";
const address = `frontdesk://conversations/${customer}`;

/**
 * Opens both kinds of stream through each proxy, says nothing for so many seconds, lets a customer write,
 * and stops the desk with SIGTERM; reports what came on each stream and when.
 */
export async function followSilentStreams(
  seconds: number,
  names: readonly ProxyName[],
): Promise<SilentStreamsReport> {
  const folder = scratchFolder();
  const env = { BASE_URL: "http://localhost", LOG_LEVEL: "error" };
  const server = await startServer({ folder: folder.path, env });
  const proxies: RunningProxy[] = [];
  try {
    for (const name of names) proxies.push(await startProxy(name, server.url));
    const token = (await server.cli("token", "create")).out.trim();
    const opened = proxies.flatMap((proxy) => [openSse(proxy, token), openListen(proxy, token)]);
    const listeners = await Promise.all(opened);
    const toAnotherHost = Object.fromEntries(
      await Promise.all(proxies.map(async (proxy) => [proxy.name, await askAsAnother(proxy, token)])),
    );
    return { ...(await followToTheEnd(server, listeners, seconds)), toAnotherHost };
  } finally {
    await server.stop("SIGKILL");
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    folder.remove();
  }
}

async function followToTheEnd(server: ServerProcess, listeners: Listener[], seconds: number) {
  await Bun.sleep(seconds * 1000);
  const silences = listeners.map(({ stream }) => stream.silence());
  const written = performance.now();
  await writeAsCustomer(server);
  const told = await Promise.all(listeners.map(({ stream }) => stream.until(isUpdate, 5000)));
  const asked = performance.now();
  const stopping = server.stop("SIGTERM");
  const ended = await Promise.all(listeners.map(({ stream }) => stream.untilEnd(5000)));
  const exitCode = await stopping;
  const exitMs = Math.round(performance.now() - asked);
  const streams = listeners.map(
    ({ proxy, kind, stream }, i): StreamReport => ({
      proxy,
      stream: kind,
      firstByteMs: Math.round(stream.firstByteMs),
      keepAlivesAt: stream.keepAlivesAt(),
      silentFor: Math.floor((silences[i] ?? 0) / 1000),
      eventMs: since(written, told[i]),
      endedMs: since(asked, ended[i]),
    }),
  );
  return { streams, exitCode, exitMs };
}

function since(start: number, end: number | null | undefined): number | null {
  return end == null ? null : Math.round(end - start);
}

interface Listener {
  proxy: ProxyName;
  kind: StreamReport["stream"];
  stream: FollowedStream;
}

/** A client of revision 2024-11-05 that subscribes to the customer's conversation. */
async function openSse(proxy: RunningProxy, token: string): Promise<Listener> {
  const headers = authorized(token);
  const stream = await follow((signal) => fetch(`${proxy.url}/sse`, { headers, signal }));
  await stream.until((text) => text.includes("event: endpoint"), 5000);
  const path = /^data: (\S+)/m.exec(stream.text())?.[1];
  const send = async (id: number | undefined, method: string, params: object) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...(id === undefined ? {} : { id }), method, params });
    await fetch(`${proxy.url}${path}`, { method: "POST", headers, body });
    if (id !== undefined) await stream.until((text) => text.includes(`"id":${id}`), 5000);
  };
  const clientInfo = { name: "proof", version: "1" };
  await send(1, "initialize", { protocolVersion: "2024-11-05", capabilities: {}, clientInfo });
  await send(undefined, "notifications/initialized", {});
  await send(2, "resources/subscribe", { uri: address });
  return { proxy: proxy.name, kind: "GET /sse", stream };
}

/** A client of revision 2026-07-28 that listens to the customer's conversation. */
async function openListen(proxy: RunningProxy, token: string): Promise<Listener> {
  const stream = await follow((signal) => fetch(`${proxy.url}/mcp`, { ...listenRequest(token), signal }));
  await stream.until((text) => text.includes("subscriptions/acknowledged"), 5000);
  return { proxy: proxy.name, kind: "subscriptions/listen", stream };
}

/** The host is the proxy's to pass on and the desk's to refuse; Caddy has no site of another name. */
async function askAsAnother(proxy: RunningProxy, token: string): Promise<string> {
  const request = listenRequest(token);
  const headers = { ...request.headers, host: "evil.example" };
  const answer = await fetch(`${proxy.url}/mcp`, { ...request, headers });
  await answer.body?.cancel();
  return `${answer.status} ${answer.headers.get("content-type") ?? "without a body"}`;
}

function listenRequest(token: string) {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "proof", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = { notifications: { resourceSubscriptions: [address] }, _meta };
  return {
    method: "POST",
    headers: {
      ...authorized(token),
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params }),
  };
}

function authorized(token: string) {
  return {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
}

/** Past the proxies: the sandbox is for this machine alone. */
async function writeAsCustomer(server: ServerProcess): Promise<void> {
  const body = new URLSearchParams({ from: customer, text: "Is the flat free?" });
  const answer = await fetch(`${server.url}/sandbox/messages`, { method: "POST", body, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`The text was not taken: ${answer.status}`);
}

function isUpdate(text: string): boolean {
  return text.includes("notifications/resources/updated") && text.includes(address);
}

interface FollowedStream {
  firstByteMs: number;
  text(): string;
  /** When the text so far was first as wanted; null when it is not in time. */
  until(isWanted: (text: string) => boolean, patience: number): Promise<number | null>;
  /** When it ended as a stream should; null when it did not in time, or was cut off. */
  untilEnd(patience: number): Promise<number | null>;
  keepAlivesAt(): number[];
  /** Milliseconds since the last message. */
  silence(): number;
}

/** Reads a stream from its first byte on. */
async function follow(open: (signal: AbortSignal) => Promise<Response>): Promise<FollowedStream> {
  const asked = performance.now();
  const parts: { at: number; text: string }[] = [];
  let endedAt: number | null = null;
  const text = () => parts.map((part) => part.text).join("");
  const opening = new AbortController();
  const tooLong = setTimeout(() => opening.abort(new Error("No stream began within five seconds.")), 5000);
  const answer = await open(opening.signal);
  clearTimeout(tooLong);
  if (!answer.ok || !answer.body) throw new Error(`No stream: ${answer.status} ${await answer.text()}`);
  const reading = readParts(answer.body, (part) => void parts.push({ at: performance.now(), text: part }));
  void reading.then((isWhole) => {
    if (isWhole) endedAt = performance.now();
  });
  await within(5000, () => parts.length > 0);
  return {
    firstByteMs: (parts[0]?.at ?? Number.POSITIVE_INFINITY) - asked,
    text,
    until: async (isWanted, patience) =>
      (await within(patience, () => isWanted(text()))) ? parts.at(-1)!.at : null,
    untilEnd: async (patience) => ((await within(patience, () => endedAt !== null)) ? endedAt : null),
    keepAlivesAt: () =>
      parts
        .slice(1)
        .flatMap((part) => (isComment(part.text) ? [Math.round((part.at - asked) / 100) / 10] : [])),
    silence: () => performance.now() - (parts.findLast((part) => !isComment(part.text))?.at ?? asked),
  };
}

function isComment(text: string): boolean {
  return text.startsWith(":") && !text.includes("data:");
}

/** True when the stream ended; false when it was cut off. */
async function readParts(body: ReadableStream<Uint8Array>, take: (part: string) => void): Promise<boolean> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) take(decoder.decode(bytes, { stream: true }));
    return true;
  } catch {
    return false;
  }
}

async function within(patience: number, isSo: () => boolean): Promise<boolean> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await Bun.sleep(5))
    if (isSo()) return true;
  return isSo();
}
