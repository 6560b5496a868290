import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { freePort } from "#tests/support/ports.ts";
import { becomeScriptedOwner, type ScriptedOwner } from "#tests/support/scripted-owner.ts";
import { type AuthorizationRun, revisions, runAuthorizationSuite } from "./authorization-suite.ts";
import { type ConfidentialProxy, startConfidentialProxy } from "./confidential-proxy.ts";
import type { Results } from "./suite.ts";

const patience = 60_000;

type Client = AuthorizationRun["client"];

describe("the authorization server lets in a client without a secret, as", () => {
  let desk: DeskAtTheDoor;
  let owner: ScriptedOwner;
  let client: Client;
  let port: number;

  beforeAll(async () => {
    desk = await startDesk();
    owner = await becomeScriptedOwner(desk);
    port = freePort();
    client = await enterClient(desk, port, "--public");
    expect(client.client_secret).toBeUndefined();
  }, patience);

  afterAll(() => desk.server.stop());

  test.each([...revisions])(
    "%s asks of it",
    async (revision) => {
      const results = await runAuthorizationSuite(runOf(desk, owner, client, port, revision));
      expect(statusesOf(results)).toEqual(everythingIn(revision));
    },
    patience,
  );
});

describe("the authorization server lets in a client that proves itself with", () => {
  let proxy: ConfidentialProxy;
  let desk: DeskAtTheDoor;
  let owner: ScriptedOwner;
  let client: Client;
  let port: number;

  beforeAll(async () => {
    proxy = startConfidentialProxy();
    // The set-up link is at the address that the desk has to the world, which is the proxy's.
    desk = await startDesk({ env: { BASE_URL: proxy.url } });
    proxy.offer(desk.server.url, "client_secret_basic");
    owner = await becomeScriptedOwner(desk);
    port = freePort();
    client = await enterClient(desk, port);
    expect(client.client_secret).toStartWith("fds_");
  }, patience);

  afterAll(async () => {
    await desk.server.stop();
    await proxy.stop();
  });

  const ways = [
    ...revisions.map((revision) => ["client_secret_basic", revision] as const),
    ["client_secret_post", "2026-07-28"] as const,
  ];

  test.each(ways)(
    "%s, as %s asks of it",
    async (method, revision) => {
      proxy.offer(desk.server.url, method);
      const results = await runAuthorizationSuite(runOf(desk, owner, client, port, revision));
      expect(statusesOf(results)).toEqual(everythingIn(revision));
      expect(proxy.shown.splice(0)).toEqual([method]);
    },
    patience,
  );
});

/** What the suite checks of a revision, and that each is as it has to be. */
function everythingIn(revision: AuthorizationRun["revision"]): Record<string, string[]> {
  const documents = revision >= "2025-11-25" ? ["authorization-server-metadata-cimd SUCCESS"] : [];
  return {
    "authorization-server-metadata-endpoint": ["authorization-server-metadata SUCCESS", ...documents],
    "authorization-code-grant": ["authorization-code-grant SUCCESS"],
  };
}

function statusesOf(results: Results): Record<string, string[]> {
  const lines = [...results].map(([scenario, checks]): [string, string[]] => [
    scenario,
    checks.map(({ id, status, errorMessage }) => [id, status, errorMessage].filter(Boolean).join(" ")),
  ]);
  return Object.fromEntries(lines);
}

function runOf(
  { origin }: DeskAtTheDoor,
  { allow }: ScriptedOwner,
  client: Client,
  port: number,
  revision: AuthorizationRun["revision"],
): AuthorizationRun {
  const run = { issuer: origin, revision, client, port, visit: allow };
  return revision === "2025-03-26" ? run : { ...run, resource: `${origin}/mcp` };
}

async function enterClient({ server }: DeskAtTheDoor, port: number, ...flags: string[]): Promise<Client> {
  const redirect = `http://127.0.0.1:${port}/callback`;
  const added = await server.cli("client", "add", "conformance", "--redirect", redirect, "--json", ...flags);
  expect(added.code, added.err).toBe(0);
  return JSON.parse(added.out) as Client;
}
