import type { DeskAtTheDoor } from "./door.ts";
import { pkce, type Tokens } from "./oauth.ts";

/** A program on the person's own machine: it sends their browser to the desk, and hears the answer itself. */
export interface LocalApp {
  /** Where its own pages are, for who counts requests to strangers. */
  origins: string[];
  /** The address the person's browser is sent to. */
  authorizeUrl(scopes: string): string;
  /** The parameters that came back with the browser. */
  answer(): Promise<URLSearchParams>;
  exchange(code: string): Promise<Tokens>;
  stop(): Promise<void>;
}

/** A name that the tests' browser takes for this machine, and the desk for an app elsewhere. */
export const appHost = "app.example.net";

const html = { headers: { "content-type": "text/html" } };

export interface LocalAppOptions {
  /** Sends the browser on to another port when it has been answered. */
  leadsOn?: boolean;
  /** Answers over https, as an app elsewhere does. */
  tls?: { cert: string; key: string };
}

/** Registers a program called `name`. */
export async function startLocalApp(
  { server, origin }: DeskAtTheDoor,
  name: string,
  { leadsOn = false, tls }: LocalAppOptions = {},
): Promise<LocalApp> {
  const page = () => new Response("<title>Done</title><h1>You may close this window</h1>", html);
  const further = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: page });
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const listening = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    ...(tls ? { tls } : {}),
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/callback") resolve(searchParams);
      return leadsOn ? Response.redirect(`${further.url}done`, 302) : page();
    },
  });
  const own = tls ? `https://${appHost}:${listening.port}/` : listening.url.href;
  const redirectUri = `${own}callback`;
  const { verifier, challenge } = pkce();
  const registered = await fetch(`${server.url}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: name,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
    }),
  });
  const { client_id } = (await registered.json()) as { client_id: string };

  return {
    origins: [new URL(own).origin, further.url.origin],
    authorizeUrl: (scope) =>
      `${origin}/authorize?${new URLSearchParams({
        response_type: "code",
        client_id,
        redirect_uri: redirectUri,
        code_challenge: challenge,
        code_challenge_method: "S256",
        state: "a state",
        scope,
        resource: `${origin}/mcp`,
      })}`,
    answer: () => promise,
    async exchange(code) {
      const body = new URLSearchParams({
        grant_type: "authorization_code",
        client_id,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      const answer = await fetch(`${server.url}/token`, { method: "POST", body });
      if (answer.status !== 200) throw new Error(`the exchange was answered ${await answer.text()}`);
      return (await answer.json()) as Tokens;
    },
    async stop() {
      await Promise.all([listening.stop(true), further.stop(true)]);
    },
  };
}
