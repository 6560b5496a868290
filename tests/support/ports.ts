/** A port that nobody listens on, for a server that comes back to it. */
export function freePort(): number {
  const listener = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port = 0 } = listener;
  void listener.stop(true);
  return port;
}
