import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** Who signs in at the provider next, and what it says of them. */
export interface FakeAccount {
  subject: string;
  email: string;
  verified: boolean;
  name: string;
}

/** Google's and GitHub's side of a sign-in, both on one port of this machine. */
export interface FakeIdentityProvider {
  url: string;
  /** What the next sign-in is answered with. */
  account: FakeAccount;
  /** Changes the claims of the next id_token. */
  forge: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** Requests to the token endpoint, as they came. */
  exchanged: URLSearchParams[];
  /** What a browser does that is sent to `address`: signs in there and comes back to where it is sent. */
  visit(address: string): Promise<string>;
  stop(): Promise<void>;
}

const json = (body: unknown, status = 200) => Response.json(body, { status });

/** Google as OpenID Connect Core 1.0 and its discovery document have it; GitHub as its OAuth apps do. */
export function startIdentityProvider(): FakeIdentityProvider {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map<string, URLSearchParams>();
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  const url = `http://127.0.0.1:${server.port}`;
  const fake: FakeIdentityProvider = {
    url,
    account: { subject: "1", email: "ada@example.com", verified: true, name: "Ada" },
    forge: (claims) => claims,
    exchanged: [],
    async visit(address) {
      const back = await fetch(address, { redirect: "manual" });
      return back.headers.get("location") ?? "";
    },
    stop: () => server.stop(true),
  };
  return fake;

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/.well-known/openid-configuration") return json(discovery());
    if (pathname === "/jwks")
      return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
    if (pathname === "/authorize" || pathname === "/login/oauth/authorize") return letIn(searchParams);
    if (pathname === "/token" || pathname === "/login/oauth/access_token") return await exchange(request);
    if (request.headers.get("authorization") !== "Bearer at")
      return json({ message: "Bad credentials" }, 401);
    const { subject, email, verified, name } = fake.account;
    if (pathname === "/api/v3/user") return json({ id: Number(subject), login: "someone", name });
    if (pathname === "/api/v3/user/emails")
      return json([
        { email: "other@example.org", primary: false, verified: true },
        { email, primary: true, verified },
      ]);
    return json({ message: "Not Found" }, 404);
  }

  function letIn(params: URLSearchParams): Response {
    const code = randomBytes(16).toString("hex");
    codes.set(code, params);
    const back = new URL(params.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", params.get("state") ?? "");
    return new Response(null, { status: 302, headers: { location: back.href } });
  }

  async function exchange(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    fake.exchanged.push(form);
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!asked || asked.get("code_challenge") !== challenge) return json({ error: "invalid_grant" }, 400);
    const token = { access_token: "at", token_type: "bearer", scope: asked.get("scope") };
    return json(asked.has("nonce") ? { ...token, expires_in: 60, id_token: idToken(asked) } : token);
  }

  function idToken(asked: URLSearchParams): string {
    const { subject, email, verified, name } = fake.account;
    const now = Math.floor(Date.now() / 1000);
    const claims = fake.forge({
      iss: url,
      aud: asked.get("client_id"),
      sub: subject,
      iat: now,
      exp: now + 60,
      nonce: asked.get("nonce"),
      email,
      email_verified: verified,
      name,
    });
    const text = [{ alg: "RS256", kid: "1" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
  }

  function discovery() {
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
    };
  }
}
