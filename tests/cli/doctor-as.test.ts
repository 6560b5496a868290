import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Finding } from "#desk/finding.ts";
import { housekeeping } from "#desk/housekeeping.ts";
import { runOperation } from "#src/cli/command.ts";
import { insideOf } from "#src/cli/rehearsal/inside.ts";
import { type ClientProfile, profiles } from "#src/cli/rehearsal/profiles.ts";
import { rehearse } from "#src/cli/rehearsal/rehearse.ts";
import { type Deployment, deploy, dressed, type Fault, faultless } from "#tests/fakes/broken-proxy.ts";
import { becomeOwner } from "#tests/support/browser.ts";
import { makeCertificate } from "#tests/support/certificate.ts";

setDefaultTimeout(60_000);

type Name = keyof typeof profiles;
const names = Object.keys(profiles) as Name[];
const signingIn = names.filter((name) => profiles[name].entry === "sign-in");
let healthy: Deployment;

beforeAll(async () => {
  healthy = await deploy();
  await becomeOwner(healthy.t);
  await healthy.t.set("limits.writes_per_minute", 10_000);
});

afterAll(() => healthy.close());

/** The walk as the command line makes it, but for the clock, which stands still in tests, and the internet. */
async function walk(
  name: Name,
  deployment = healthy,
  { url = deployment.url, readsDocument = true }: { url?: string; readsDocument?: boolean } = {},
): Promise<Finding[]> {
  const inside = insideOf(deployment.t.desk);
  const inTest = { ...inside, now: () => Date.now(), readsDocument: async () => readsDocument };
  return await rehearse(url, profiles[name] as ClientProfile, inTest, 700);
}

async function walkWith(fault: Fault, name: Name): Promise<Finding[]> {
  healthy.fault = fault;
  try {
    return await walk(name);
  } finally {
    healthy.fault = faultless;
  }
}

/** What is not well, without what this machine's own address is told of: it is no public one. */
function problems(findings: Finding[]): Record<string, string> {
  const told = findings.filter(({ level, about }) => level !== "ok" && about !== "address");
  return Object.fromEntries(told.map(({ level, about, text }) => [`${level} ${about}`, text]));
}

describe("a deployment that is well", () => {
  test.each(names)("is well for %s, which is told in so many words", async (name) => {
    const findings = await walk(name);
    expect(problems(findings)).toEqual({});
    const about = findings.map((each) => each.about);
    const common = ["address", "clock"];
    const oauth = [
      "challenge",
      "resource metadata",
      "sign-in metadata",
      "registration",
      "signing in",
      "renewing",
    ];
    for (const each of [
      ...common,
      ...(signingIn.includes(name) ? oauth : ["token"]),
      "first message",
      "tools",
      "a call",
      "streams",
    ])
      expect(about).toContain(each);
    for (const { text } of findings) expect(text).not.toContain("\n");
  });

  test("is public https, or else the clients of the cloud are told", async () => {
    for (const name of names) {
      const [address] = (await walk(name)).filter(({ about }) => about === "address");
      expect([name, address?.level]).toEqual([name, name === "cursor" ? "ok" : "fail"]);
    }
  });

  test("is left as it was: no client, no grant, no token stays, and the audit says what it was", async () => {
    const { desk } = healthy.t;
    for (const name of names) await walk(name);
    await desk.audit.flush();
    const count = async (sql: string) => (await desk.database.slow.read(sql))[0]?.[0];
    expect(await count("SELECT count(*) FROM oauth_clients WHERE name LIKE 'Frontdesk doctor%'")).toBe(0);
    expect(await count("SELECT count(*) FROM oauth_grants WHERE revoked_at IS NULL")).toBe(0);
    expect(
      await count("SELECT count(*) FROM tokens WHERE revoked_at IS NULL AND name LIKE 'Frontdesk doctor%'"),
    ).toBe(0);
    expect(await count("SELECT count(*) FROM audit WHERE operation = 'oauth.rehearse'")).toBeGreaterThan(2);
    expect(await count("SELECT count(*) FROM audit WHERE operation = 'oauth.authorize'")).toBe(0);
  });
});

const html = () =>
  new Response("<!doctype html><title>Hello</title>", { headers: { "content-type": "text/html" } });
const path = (request: Request) => new URL(request.url).pathname;

interface Broken {
  name: string;
  fault: Fault;
  /** What is told, by client; every part of the text has to be there. */
  told: Partial<Record<Name, Record<string, string[]>>>;
}

const everybody = (told: Record<string, string[]>) => Object.fromEntries(names.map((name) => [name, told]));
const whoSignsIn = (told: Record<string, string[]>) =>
  Object.fromEntries(signingIn.map((name) => [name, told]));

const broken: Broken[] = [
  {
    name: "a proxy that holds streams back",
    fault: async (request, pass) => {
      if (path(request) !== "/sse") return await pass();
      const answer = await pass();
      return new Response(await answer.text());
    },
    told: everybody({ "warn streams": ["buffering off"] }),
  },
  {
    name: "metadata of the path that is missing",
    fault: async (request, pass) =>
      path(request) === "/.well-known/oauth-protected-resource/mcp"
        ? new Response("Not found", { status: 404 })
        : await pass(),
    told: whoSignsIn({ "fail resource metadata": ["oauth-protected-resource/mcp", "404", "/.well-known/"] }),
  },
  {
    name: "a web server that answers /.well-known/ itself",
    fault: async (request, pass) => (path(request).startsWith("/.well-known/") ? html() : await pass()),
    told: whoSignsIn({
      "fail resource metadata": ["200 without JSON"],
      "warn bare metadata": ["200 without JSON"],
      "fail sign-in metadata": ["200 without JSON"],
      "warn signing in": ["Not looked at"],
    }),
  },
  {
    name: "another Host that is passed on",
    fault: (_request, pass) => pass({ headers: { host: "inside.example:3000" } }),
    told: everybody({ "fail host": ["Host", "BASE_URL"] }),
  },
  {
    name: "a clock that is off",
    fault: async (_request, pass) =>
      dressed(await pass(), { date: new Date(Date.now() + 600_000).toUTCString() }),
    told: everybody({ "fail clock": ["seconds behind", "time synchronisation"] }),
  },
  {
    name: "an answer out of a cache, which is old and no clock",
    fault: async (request, pass) =>
      path(request) === "/healthz"
        ? dressed(await pass(), { date: new Date(Date.now() - 600_000).toUTCString(), age: "600" })
        : await pass(),
    told: {},
  },
  {
    name: "an Authorization header that is removed",
    fault: (_request, pass) => pass({ headers: { authorization: null } }),
    told: {
      ...whoSignsIn({ "fail renewing": ["0 gave"], "fail token": ["removes the Authorization header"] }),
      elevenlabs: { "fail token": ["removes the Authorization header"] },
    },
  },
  {
    name: "a redirect of /mcp",
    fault: async (request, pass) =>
      path(request) === "/mcp"
        ? new Response(null, { status: 301, headers: { location: "/mcp/" } })
        : await pass(),
    told: everybody({ "fail path": ["301", "lose their token"] }),
  },
  {
    name: "a challenge that is removed",
    fault: async (_request, pass) => dressed(await pass(), { "www-authenticate": null }),
    told: whoSignsIn({ "fail challenge": ["WWW-Authenticate"] }),
  },
  {
    name: "a registration that is stopped",
    fault: async (request, pass) =>
      path(request) === "/register" ? new Response("Blocked", { status: 403 }) : await pass(),
    told: {
      claude: { "warn registration": ["403 without JSON"] },
      chatgpt: { "warn registration": ["403 without JSON"] },
      cursor: { "fail registration": ["403 without JSON"] },
      elevenlabs: {},
    },
  },
  {
    name: "a limit on /token before the desk",
    fault: (() => {
      let renewals = 0;
      return async (request, pass) => {
        if (path(request) !== "/token") return await pass();
        if (!(await request.clone().text()).includes("grant_type=refresh_token")) return await pass();
        // Five come at once; which of them come first is nobody's to say, so they are counted and not timed.
        return renewals++ % 5 < 2 ? await pass() : new Response("Slow down", { status: 429 });
      };
    })(),
    told: whoSignsIn({ "fail renewing": ["Of 5 renewals", "2 gave"] }),
  },
  {
    name: "headers that are removed because nobody knows them",
    fault: (_request, pass) => pass({ headers: { "mcp-method": null, "mcp-name": null } }),
    told: {
      claude: {},
      cursor: {},
      elevenlabs: {},
      chatgpt: { "fail renewing": ["0 gave"], "fail headers": ["Mcp-Method"] },
    },
  },
  {
    name: "a shield that keeps programs out",
    fault: async (request, pass) =>
      /openai-mcp|Claude-User|ElevenLabs|Cursor/.test(request.headers.get("user-agent") ?? "") &&
      path(request) !== "/healthz"
        ? new Response("<html>Just a moment</html>", { status: 403, headers: { server: "shield" } })
        : await pass(),
    told: everybody({ "fail in front": ["403, shield", "User-Agent"] }),
  },
  {
    name: "a User-Agent that is not passed on",
    fault: (_request, pass) => pass({ headers: { "user-agent": "proxy/1.0" } }),
    told: {
      claude: {},
      cursor: {},
      elevenlabs: {},
      chatgpt: { "fail tools": ["User-Agent does not reach"] },
    },
  },
  {
    name: "a sign-in page that long addresses do not reach",
    fault: async (request, pass) =>
      request.url.length > 500 ? new Response(null, { status: 414 }) : await pass(),
    told: whoSignsIn({ "fail sign-in page": ["414", "long addresses"] }),
  },
  {
    name: "metadata without what lasting sign-ins need",
    fault: async (request, pass) => {
      const answer = await pass();
      if (path(request) !== "/.well-known/oauth-authorization-server") return answer;
      const { scopes_supported: _scopes, ...rest } = (await answer.json()) as Record<string, unknown>;
      return Response.json({ ...rest, token_endpoint_auth_methods_supported: ["client_secret_basic"] });
    },
    told: whoSignsIn({ "fail sign-in metadata": ["public clients", "offline_access"] }),
  },
  {
    name: "tools that something between renames and strips",
    fault: async (request, pass) => {
      const text = await request.clone().text();
      const answer = await pass();
      if (!text.includes("tools/list") || answer.status !== 200) return answer;
      const said = (await answer.text())
        .replaceAll('"name":"get_authorization"', '"name":"get.authorization"')
        .replaceAll('"destructiveHint":true,', "");
      return new Response(said, { status: 200, headers: answer.headers });
    },
    told: everybody({ "fail tools": [] }),
  },
  {
    name: "a stream that is answered by the proxy",
    fault: async (request, pass) =>
      path(request) === "/sse" ? new Response("Bad gateway", { status: 502 }) : await pass(),
    told: everybody({ "warn streams": ["buffering"] }),
  },
  {
    name: "another site at /authorize",
    fault: async (request, pass) => (path(request) === "/authorize" ? html() : await pass()),
    told: whoSignsIn({ "fail sign-in page": ["/authorize is answered 200"] }),
  },
  {
    name: "a sign-in page that is left out",
    fault: async (request, pass) =>
      path(request) === "/login" ? new Response("Not found", { status: 404 }) : await pass(),
    told: whoSignsIn({ "fail sign-in page": ["/login is answered 404"] }),
  },
  {
    name: "a style that is left out",
    fault: async (request, pass) =>
      path(request).startsWith("/assets/") ? new Response("Not found", { status: 404 }) : await pass(),
    told: whoSignsIn({ "warn sign-in page": ["/assets/style.css is answered 404"] }),
  },
  {
    name: "JSON that comes as plain text",
    fault: async (request, pass) =>
      path(request) === "/mcp" ? dressed(await pass(), { "content-type": "text/plain" }) : await pass(),
    told: everybody({ "fail first message": ["Content-Type"] }),
  },
  {
    name: "notifications that are answered with an error",
    fault: async (request, pass) =>
      (await request.clone().text()).includes("notifications/")
        ? new Response(null, { status: 500 })
        : await pass(),
    told: {
      chatgpt: {},
      ...Object.fromEntries(
        ["claude", "cursor", "elevenlabs"].map((name) => [name, { "fail first message": ["500, not 202"] }]),
      ),
    },
  },
  {
    name: "a gateway that wants a token of its own",
    fault: async (request, pass) =>
      path(request) === "/mcp" ? Response.json({ message: "Unauthorized" }, { status: 401 }) : await pass(),
    told: everybody({ "fail in front": ["401"] }),
  },
  {
    name: "metadata that lacks its endpoints",
    fault: async (request, pass) => {
      const answer = await pass();
      if (path(request) !== "/.well-known/oauth-authorization-server") return answer;
      const {
        issuer: _issuer,
        token_endpoint: _end,
        ...rest
      } = (await answer.json()) as Record<string, unknown>;
      return Response.json(rest);
    },
    told: whoSignsIn({
      "fail sign-in metadata": ["issuer, token_endpoint"],
      "warn signing in": ["Not looked at"],
    }),
  },
  {
    name: "a web page where the desk should be",
    fault: async () => html(),
    told: everybody({ "fail reaching it": ["a web page (200)"] }),
  },
  {
    name: "a proxy that does not reach the desk",
    fault: async () => new Response("Bad gateway", { status: 502 }),
    told: everybody({ "fail reaching it": ["502", "does not reach the desk"] }),
  },
  {
    name: "an address that moves everybody on",
    fault: async () => Response.redirect("https://www.example.com/?secret=1", 308),
    told: everybody({ "fail reaching it": ["https://www.example.com:"] }),
  },
];

describe.each(broken)("$name", ({ fault, told }) => {
  test.each(names)("is told to %s, and nothing else is", async (name) => {
    const found = problems(await walkWith(fault, name));
    const expected = told[name] ?? {};
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [about, parts] of Object.entries(expected))
      for (const part of parts) expect(found[about]).toContain(part);
    expect(JSON.stringify(found)).not.toContain("secret=1");
  });
});

describe("a BASE_URL that is another address", () => {
  test("is told once, with the line that mends it", async () => {
    const wrong = await deploy({}, () => "http://localhost:1");
    await becomeOwner(wrong.t);
    for (const name of signingIn) {
      const found = problems(await walk(name, wrong));
      expect(Object.keys(found).sort()).toEqual(["fail base address", "warn signing in"]);
      expect(found["fail base address"]).toContain(`Set BASE_URL=${wrong.url}`);
    }
    expect(Object.keys(problems(await walk("elevenlabs", wrong)))).toEqual(["warn signing in"]);
    await wrong.close();
  });
});

describe("whoever answers at another address", () => {
  const seen: string[] = [];
  let stranger: Bun.Server<undefined>;
  let metadata: Record<string, unknown>;

  beforeAll(() => {
    stranger = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        const at = new URL(request.url).pathname;
        seen.push(`${at} ${request.headers.get("authorization") ?? ""} ${await request.text()}`);
        if (at === "/healthz") return Response.json({ service: "frontdesk" });
        if (at.includes("authorization-server")) return Response.json(metadata);
        if (at.includes("protected-resource")) {
          const own = stranger.url.origin;
          return Response.json({ resource: `${own}/mcp`, authorization_servers: [own] });
        }
        const resource = `${stranger.url.origin}/.well-known/oauth-protected-resource/mcp`;
        return Response.json(
          { error: { data: { code: "AUTH_REQUIRED" } } },
          { status: 401, headers: { "www-authenticate": `Bearer resource_metadata="${resource}"` } },
        );
      },
    });
    const own = stranger.url.origin;
    metadata = {
      issuer: own,
      authorization_endpoint: `${own}/authorize`,
      token_endpoint: `${own}/token`,
      registration_endpoint: `${own}/register`,
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none"],
      scopes_supported: ["offline_access"],
      authorization_response_iss_parameter_supported: true,
    };
  });

  afterAll(() => stranger.stop(true));

  test.each(names)("gets no token, no code and nothing to register: as %s", async (name) => {
    seen.length = 0;
    const found = problems(await walk(name, healthy, { url: stranger.url.origin }));
    expect(found).toEqual({ "warn signing in": expect.stringContaining("not BASE_URL") });
    expect(seen.filter((each) => /fdk_|fda_|fdc_|\/register|\/token/.test(each))).toEqual([]);
  });

  test("may send without end, or packed: no more than a part of it is read", async () => {
    const packed = Bun.gzipSync(new Uint8Array(64 * 1024 * 1024));
    for (const answer of [
      () =>
        new Response(packed, { headers: { "content-encoding": "gzip", "content-type": "application/json" } }),
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
          }),
        ),
    ]) {
      healthy.fault = async () => answer();
      const before = process.memoryUsage().rss;
      const found = problems(await walk("cursor"));
      expect(Object.keys(found)).toEqual(["fail reaching it"]);
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    }
    healthy.fault = faultless;
  });
});

describe("what the far side says", () => {
  const faultAt =
    (at: string, answer: (pass: Response) => Promise<Response>): Fault =>
    async (request, pass) =>
      path(request) === at ? await answer(await pass()) : await pass();

  test("names no client that this desk has not just registered for the doctor", async () => {
    const { desk } = healthy.t;
    const { id } = await runOperation<{ id: string }>(desk, "client.add", {
      name: "Cursor of Ada",
      redirectUris: ["https://app.example.net/callback"],
    });
    const found = problems(
      await walkWith(
        faultAt("/register", async () => Response.json({ client_id: id }, { status: 201 })),
        "cursor",
      ),
    );
    expect(found).toEqual({ "fail registration": expect.stringContaining("another database") });
    const [[left] = []] = await desk.database.slow.read("SELECT count(*) FROM oauth_clients WHERE id = ?", [
      id,
    ]);
    expect(left).toBe(1);
  });

  test("leads nowhere else, whichever address of its metadata is another's", async () => {
    for (const name of ["issuer", "authorization_endpoint", "token_endpoint", "registration_endpoint"]) {
      const asked: string[] = [];
      const elsewhere = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        fetch: (request) => {
          asked.push(request.url);
          return new Response();
        },
      });
      const fault = faultAt("/.well-known/oauth-authorization-server", async (answer) =>
        Response.json({
          ...((await answer.json()) as object),
          [name]: `http://127.0.0.1:${elsewhere.port}/steal`,
        }),
      );
      const found = problems(await walkWith(fault, "cursor"));
      await elsewhere.stop(true);
      expect([name, Object.keys(found).sort(), asked]).toEqual([
        name,
        ["fail base address", "warn signing in"],
        [],
      ]);
    }
  });

  test.each(['{"a":1}', "[null]", '[{"name":5}]', '[{"name":"a\\nok    everything: all is well"}]', '"x"'])(
    "as a list of tools is told in our words alone: %s",
    async (tools) => {
      const fault: Fault = async (request, pass) => {
        const text = await request.clone().text();
        const answer = await pass();
        if (!text.includes("tools/list") || answer.status !== 200) return answer;
        return new Response(`{"jsonrpc":"2.0","id":1,"result":{"tools":${tools}}}`, {
          headers: answer.headers,
        });
      };
      const findings = await walkWith(fault, "elevenlabs");
      expect(Object.keys(problems(findings))).toEqual(["fail tools"]);
      expect(JSON.stringify(findings)).not.toContain("all is well");
    },
  );
});

describe("a walk that was cut off", () => {
  test("leaves nothing for longer than ten minutes", async () => {
    const { desk, clock } = healthy.t;
    const inside = insideOf(desk);
    const token = await inside.token();
    const made = await healthy.t.request("/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: inside.clientName("Cursor"),
        redirect_uris: ["https://app.example.net/callback"],
        token_endpoint_auth_method: "none",
      }),
    });
    const { client_id } = await made.json();
    const count = async () =>
      (
        await desk.database.slow.read(
          "SELECT (SELECT count(*) FROM oauth_clients WHERE id = ?), (SELECT count(*) FROM tokens WHERE name LIKE 'Frontdesk doctor%' AND revoked_at IS NULL)",
          [client_id],
        )
      )[0];
    await housekeeping(desk.database, desk.settings(), clock.now());
    expect([token.startsWith("fdk_"), await count()]).toEqual([true, [1, 1]]);
    await housekeeping(desk.database, desk.settings(), clock.now() + 10 * 60_000 + 1);
    expect(await count()).toEqual([0, 0]);
  });

  test("reads alone, and lets nobody else read with it", async () => {
    const token = await insideOf(healthy.t.desk).token();
    expect((await healthy.t.tool("list_lines", {}, token)).status).toBe(200);
    expect((await healthy.t.tool("send_sms", { to: ["+15550100200"], content: "x" }, token)).status).toBe(
      403,
    );
  });
});

describe("an address where nothing of the desk is", () => {
  test("a certificate that nobody trusts", async () => {
    const sealed = await deploy({}, (url) => url, makeCertificate());
    expect(problems(await walk("claude", sealed))).toEqual({
      "fail reaching it": expect.stringContaining("certificate"),
    });
    await sealed.close();
  });

  test("a port that nobody listens on", async () => {
    const found = problems(await walk("cursor", healthy, { url: "http://127.0.0.1:9" }));
    expect(found).toEqual({ "fail reaching it": expect.stringContaining("nothing accepts connections") });
  });

  test("an answer that does not come in time", async () => {
    healthy.fault = () => new Promise(() => undefined);
    const inside = insideOf(healthy.t.desk);
    const impatient: ClientProfile = { ...profiles.cursor, patience: 200 };
    const found = problems(await rehearse(healthy.url, impatient, inside));
    healthy.fault = faultless;
    expect(found).toEqual({ "fail reaching it": expect.stringContaining("in time") });
  });
});

describe("a registration that the desk itself refuses", () => {
  test("for having been asked too often is told as that", async () => {
    healthy.fault = async (request, pass) =>
      path(request) === "/register"
        ? Response.json({ error: "temporarily_unavailable" }, { status: 429 })
        : await pass();
    const found = problems(await walk("cursor"));
    healthy.fault = faultless;
    expect(found).toEqual({ "fail registration": expect.stringContaining("TRUSTED_PROXIES") });
  });
});

describe("what only the desk itself can tell", () => {
  test("a desk that cannot read a client's document: it has to register", async () => {
    expect(problems(await walk("claude", healthy, { readsDocument: false }))).toEqual({
      "warn client document": expect.stringContaining("https://claude.ai/oauth/mcp-oauth-client-metadata"),
    });
    healthy.fault = async (request, pass) =>
      path(request) === "/register" ? new Response(null, { status: 403 }) : await pass();
    const found = problems(await walk("claude", healthy, { readsDocument: false }));
    healthy.fault = faultless;
    expect(Object.keys(found)).toEqual(["warn client document", "fail registration"]);
  });

  test("a desk where nobody can sign in yet: the tools are looked at all the same", async () => {
    const empty = await deploy();
    const findings = await walk("cursor", empty);
    expect(problems(findings)).toEqual({ "warn signing in": expect.stringContaining("set-up link") });
    expect(findings.map(({ about }) => about)).toContain("tools");
    await empty.close();
  });
});
