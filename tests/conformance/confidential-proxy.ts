export interface ConfidentialProxy {
  url: string;
  /** Passes on to this address, and offers clients this way alone of proving themselves. */
  offer(target: string, method: string): void;
  /** How the clients that asked for tokens have proven themselves. */
  shown: string[];
  stop(): Promise<void>;
}

/**
 * A server that passes every request on and changes one thing: of the ways in which clients prove themselves it
 * offers one. To a server that takes clients without a secret too, the suite sends none, whatever it was given.
 */
export function startConfidentialProxy(): ConfidentialProxy {
  let target = "";
  let method = "";
  const shown: string[] = [];
  const listener = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: passOn });
  return {
    url: `http://localhost:${listener.port}`,
    offer(address, only) {
      [target, method] = [address, only];
    },
    shown,
    stop: () => listener.stop(true),
  };

  async function passOn(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const { headers } = request;
    const body = request.method === "GET" ? null : await request.text();
    if (pathname === "/token") shown.push(methodOf(headers, new URLSearchParams(body ?? "")));
    const init = { method: request.method, headers, body, redirect: "manual" } as const;
    const answer = await fetch(new URL(pathname + search, target), init);
    if (pathname !== "/.well-known/oauth-authorization-server") return answer;
    const metadata = (await answer.json()) as Record<string, unknown>;
    return Response.json({ ...metadata, token_endpoint_auth_methods_supported: [method] });
  }
}

function methodOf(headers: Headers, form: URLSearchParams): string {
  if (headers.get("authorization")?.startsWith("Basic ")) return "client_secret_basic";
  return form.has("client_secret") ? "client_secret_post" : "none";
}
