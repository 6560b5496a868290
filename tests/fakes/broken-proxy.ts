import { openTestDesk, type TestDesk, type TestDeskOptions } from "#tests/support/desk.ts";

/** What a proxy does with a request: it may answer itself, or pass it on, changed, and change the answer. */
export type Fault = (request: Request, pass: (changed?: Change) => Promise<Response>) => Promise<Response>;

interface Change {
  headers?: Record<string, string | null>;
  path?: string;
}

/** A desk that is reached through a proxy alone, whose faults can be changed at any time. */
export interface Deployment {
  t: TestDesk;
  /** The address that clients are given. */
  url: string;
  fault: Fault;
  /** Paths that were asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

export const faultless: Fault = (_request, pass) => pass();

/** Opens a desk whose BASE_URL is the proxy's own address, or what `baseUrl` makes of it. */
export async function deploy(
  options: TestDeskOptions = {},
  baseUrl: (url: string) => string = (url) => url,
  tls?: { cert: string; key: string },
): Promise<Deployment> {
  let t: TestDesk | undefined;
  let requests = 0;
  const proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    ...(tls ? { tls } : {}),
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      deployment.asked.push(pathname);
      return deployment.fault(request, async ({ headers = {}, path = `${pathname}${search}` } = {}) => {
        const passed = new Headers(request.headers);
        for (const [name, value] of Object.entries(headers)) {
          if (value === null) passed.delete(name);
          else passed.set(name, value);
        }
        const body = request.method === "GET" ? {} : { body: await request.clone().arrayBuffer() };
        const { method, signal } = request;
        const forwarded = new Request(`http://${passed.get("host")}${path}`, {
          method,
          headers: passed,
          signal,
          ...body,
        });
        return (
          (await t?.app.fetch(forwarded, { address: strangerNo(++requests) })) ??
          new Response(null, { status: 502 })
        );
      });
    },
  });
  const url = `${tls ? "https" : "http"}://${tls ? "127.0.0.1" : "localhost"}:${proxy.port}`;
  t = await openTestDesk({ ...options, env: { ...options.env, BASE_URL: baseUrl(url) } });
  const deployment: Deployment = {
    t,
    url,
    fault: faultless,
    asked: [],
    async close() {
      await proxy.stop(true);
      await t?.close();
    },
  };
  return deployment;
}

/** The desk counts what strangers do by where they come from: each request here is another's. */
function strangerNo(n: number): string {
  return `10.${(n >> 8) & 255}.${n & 255}.1`;
}

/** The answer with other headers. */
export function dressed(answer: Response, headers: Record<string, string | null>): Response {
  const all = new Headers(answer.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, headers: all });
}
