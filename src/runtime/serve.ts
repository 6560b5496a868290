import { chmodSync, existsSync, unlinkSync } from "node:fs";

/** What differs between Bun and Deno in listening. */
export interface Listener {
  readonly port: number;
  /** Stops listening; connections that are still open are cut. */
  stop(): Promise<void>;
}

/** Who connected; the address is looked up when something asks for it, while the request is being answered. */
export interface Connection {
  readonly address: string | undefined;
  /** Makes a WebSocket of the request; undefined where it cannot be one. What it gives is the answer. */
  upgrade?(hearer: SocketHearer, protocol: string | undefined): Response | undefined;
}

/** A WebSocket (RFC 6455). */
export interface Socket {
  /** Sends a text; what the network does not take yet waits in memory. */
  send(text: string): void;
  /** Bytes that wait. */
  readonly waiting: number;
  close(code: number, reason: string): void;
}

/** What happens on a WebSocket. */
export interface SocketHearer {
  opened(socket: Socket): void;
  /** A text; what is no text is undefined. */
  heard(text: string | undefined): void;
  /** What waited has been taken. */
  drained(): void;
  closed(): void;
}

type Handler = (request: Request, peer: Connection) => Response | Promise<Response>;

/** The part of Deno's interface that is used here; its types are not installed. */
interface DenoLike {
  serve(
    options: {
      port?: number;
      hostname?: string;
      path?: string;
      onListen(): void;
      onError?(thrown: unknown): Response;
    },
    handler: (request: Request, info: { remoteAddr: { hostname?: string } }) => Response | Promise<Response>,
  ): { addr: { port?: number }; shutdown(): Promise<void> };
  upgradeWebSocket(
    request: Request,
    options: { protocol?: string; idleTimeout?: number },
  ): { socket: WebSocket; response: Response };
}

const deno = (globalThis as { Deno?: DenoLike }).Deno;

/** Seconds a connection may be silent; a call waits up to 25 s for a provider. */
const idleTimeout = 120;

/** Listens; what a handler throws is told to `onFailure`, and to the caller in a number alone. */
export function listen(
  host: string,
  port: number,
  handler: Handler,
  onFailure: (thrown: unknown) => void = () => undefined,
): Listener {
  const failed = (thrown: unknown) => {
    onFailure(thrown);
    return new Response(null, { status: 500 });
  };
  if (deno) {
    const server = deno.serve({ hostname: host, port, onListen() {}, onError: failed }, (request, info) =>
      handler(request, {
        address: info.remoteAddr.hostname,
        upgrade: (hearer, protocol) => upgradeDeno(request, hearer, protocol),
      }),
    );
    return { port: server.addr.port ?? port, stop: () => brief(server.shutdown()) };
  }
  const server = Bun.serve<SocketHearer>({
    hostname: host,
    port,
    idleTimeout,
    websocket: {
      idleTimeout,
      maxPayloadLength: longestFrame,
      // Whoever reads slowly is cut by whoever sends, with a reason; this is for what went past that.
      backpressureLimit: 4 * 1024 * 1024,
      closeOnBackpressureLimit: true,
      sendPings: true,
      open: (socket) => socket.data.opened(bunSocket(socket)),
      message: (socket, said) => socket.data.heard(typeof said === "string" ? said : undefined),
      drain: (socket) => socket.data.drained(),
      close: (socket) => socket.data.closed(),
    },
    maxRequestBodySize: 8 * 1024 * 1024,
    development: false,
    error: failed,
    fetch(request, self) {
      const connection = new BunConnection(request, self);
      const answer = handler(request, connection);
      if (!isUpgrade(request)) return answer;
      // An upgraded request has its answer already.
      return (async () => {
        const given = await answer;
        return connection.isUpgraded ? (undefined as unknown as Response) : given;
      })();
    },
  });
  return { port: server.port ?? port, stop: () => server.stop(true) };
}

/** Milliseconds that the other side has to take a stream's end. */
const closingMs = 5000;
/** Bytes of one message that is taken. */
const longestFrame = 1024 * 1024;

type BunServer = Pick<Bun.Server<SocketHearer>, "requestIP" | "upgrade">;

/** Whether a request asks for a WebSocket. */
export function isUpgrade({ headers }: Request): boolean {
  return headers.get("upgrade")?.toLowerCase() === "websocket";
}

function bunSocket(socket: Bun.ServerWebSocket<SocketHearer>): Socket {
  return {
    send: (text) => void socket.send(text),
    get waiting() {
      return socket.getBufferedAmount();
    },
    close(code, reason) {
      socket.close(code, reason);
      // Whoever reads nothing does not read that either.
      setTimeout(() => socket.terminate(), closingMs);
    },
  };
}

/** Deno tells of no drain: it is looked for while something waits. */
function upgradeDeno(
  request: Request,
  hearer: SocketHearer,
  protocol: string | undefined,
): Response | undefined {
  if (!deno || !isUpgrade(request)) return undefined;
  const { socket, response } = deno.upgradeWebSocket(request, {
    ...(protocol === undefined ? {} : { protocol }),
    idleTimeout,
  });
  let looking: ReturnType<typeof setInterval> | undefined;
  const look = () => {
    if (socket.bufferedAmount > 0) return;
    clearInterval(looking);
    looking = undefined;
    hearer.drained();
  };
  socket.onopen = () =>
    hearer.opened({
      send(text) {
        if (socket.readyState !== socket.OPEN) return;
        socket.send(text);
        if (socket.bufferedAmount > 0) looking ??= setInterval(look, 50);
      },
      get waiting() {
        return socket.bufferedAmount;
      },
      close: (code, reason) => socket.close(code, reason),
    });
  socket.onmessage = ({ data }) =>
    hearer.heard(typeof data === "string" && data.length <= longestFrame ? data : undefined);
  socket.onclose = () => {
    clearInterval(looking);
    hearer.closed();
  };
  return response;
}

class BunConnection implements Connection {
  readonly #request: Request;
  readonly #server: BunServer;
  isUpgraded = false;

  constructor(request: Request, server: BunServer) {
    this.#request = request;
    this.#server = server;
  }

  upgrade(hearer: SocketHearer, protocol: string | undefined): Response | undefined {
    const headers = protocol === undefined ? {} : { "sec-websocket-protocol": protocol };
    this.isUpgraded =
      isUpgrade(this.#request) && this.#server.upgrade(this.#request, { data: hearer, headers });
    return this.isUpgraded ? new Response(null) : undefined;
  }

  get address(): string | undefined {
    return this.#server.requestIP(this.#request)?.address;
  }
}

/** Listens on a socket that only the file's owner can open; one left by a dead process is replaced. */
export function listenSocket(path: string, handler: (request: Request) => Promise<Response>): Listener {
  if (existsSync(path)) unlinkSync(path);
  // Bun's types say that a socket takes no timeout; without one it is cut after ten silent seconds.
  const fetch = (request: Request) => handler(request);
  const options = { unix: path, idleTimeout, development: false, fetch };
  const unixOptions = options as unknown as Parameters<typeof Bun.serve>[0];
  const server = deno ? deno.serve({ path, onListen() {} }, handler) : Bun.serve(unixOptions);
  chmodSync(path, 0o600);
  return {
    port: 0,
    async stop() {
      if ("shutdown" in server) await brief(server.shutdown());
      else await server.stop(true);
      if (existsSync(path)) unlinkSync(path);
    },
  };
}

/** Deno's shutdown waits for connections that are merely kept alive: half a second of that is enough. */
function brief(shutdown: Promise<void>): Promise<void> {
  return Promise.race([shutdown, new Promise<void>((resolve) => setTimeout(resolve, 500))]);
}
