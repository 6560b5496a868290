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
      handler(request, { address: info.remoteAddr.hostname }),
    );
    return { port: server.addr.port ?? port, stop: () => brief(server.shutdown()) };
  }
  const server = Bun.serve({
    hostname: host,
    port,
    idleTimeout,
    maxRequestBodySize: 8 * 1024 * 1024,
    development: false,
    error: failed,
    fetch: (request, self) => handler(request, new BunConnection(request, self)),
  });
  return { port: server.port ?? port, stop: () => server.stop(true) };
}

class BunConnection implements Connection {
  readonly #request: Request;
  readonly #server: Pick<ReturnType<typeof Bun.serve>, "requestIP">;

  constructor(request: Request, server: Pick<ReturnType<typeof Bun.serve>, "requestIP">) {
    this.#request = request;
    this.#server = server;
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
