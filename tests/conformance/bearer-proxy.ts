/**
 * A server that passes every request on with a token, because the suite sends none. Host and Origin arrive
 * as the client sent them, so that whether they are looked at can be measured through it.
 */
export function startBearerProxy(target: string, token: string): { url: string; stop(): Promise<void> } {
  const listener = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.set("authorization", `Bearer ${token}`);
      const { method, body, signal } = request;
      return await fetch(new URL(pathname + search, target), { method, headers, body, signal });
    },
  });
  return { url: listener.url.origin, stop: () => listener.stop(true) };
}
