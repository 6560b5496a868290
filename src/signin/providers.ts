import type { Configuration } from "openid-client";
import type { IdentityProvider } from "#domains/people/persons/person-store.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { beginAttempt, endAttempt } from "./attempts.ts";
import type { SignInParts } from "./parts.ts";

export interface ProviderConfig {
  clientId: string;
  clientSecret: string;
  baseUrl: string;
}

export type ProviderConfigs = Partial<Record<IdentityProvider, ProviderConfig>>;

/** An account elsewhere, with an address that the provider has verified. */
export interface Account {
  provider: IdentityProvider;
  subject: string;
  email: string;
  name: string;
}

/** What came back: an account, and where the person wanted to go. */
export interface Arrival {
  account: Account;
  next: string;
}

/** Signing in with Google (OpenID Connect) and GitHub (OAuth 2.0). */
export interface Providers {
  readonly names: readonly IdentityProvider[];
  /** Where they are. */
  readonly addresses: readonly string[];
  /** Where the browser goes; `browser` has to be the same when it comes back. Undefined where it does not answer. */
  begin(name: IdentityProvider, browser: string, next: string): Promise<string | undefined>;
  /** What the provider says, asked with the address the browser came back to; undefined when it is not right. */
  finish(name: IdentityProvider, search: string, browser: string | undefined): Promise<Arrival | undefined>;
}

interface Adapter {
  scope: string;
  configure(config: ProviderConfig): Promise<Configuration>;
  accountOf(
    configuration: Configuration,
    answer: Answer,
    config: ProviderConfig,
  ): Promise<Omit<Account, "provider"> | undefined>;
}

type Library = typeof import("openid-client");
type Answer = Awaited<ReturnType<Library["authorizationCodeGrant"]>>;

const load = (): Promise<Library> => import("openid-client");

const google: Adapter = {
  scope: "openid email profile",
  async configure({ baseUrl, clientId, clientSecret }) {
    const client = await load();
    return await client.discovery(new URL(baseUrl), clientId, clientSecret, undefined, {
      execute: isLoopbackUrl(baseUrl) ? [client.allowInsecureRequests] : [],
    });
  },
  async accountOf(_configuration, answer) {
    const claims = answer.claims();
    if (claims?.["email_verified"] !== true || typeof claims["email"] !== "string") return undefined;
    const { email, name = email } = claims;
    return { subject: claims.sub, email, name: String(name) };
  },
};

const github: Adapter = {
  scope: "read:user user:email",
  async configure({ baseUrl, clientId, clientSecret }) {
    const client = await load();
    const configuration = new client.Configuration(
      {
        issuer: baseUrl,
        authorization_endpoint: `${baseUrl}/login/oauth/authorize`,
        token_endpoint: `${baseUrl}/login/oauth/access_token`,
      },
      clientId,
      undefined,
      client.ClientSecretPost(clientSecret),
    );
    if (isLoopbackUrl(baseUrl)) client.allowInsecureRequests(configuration);
    return configuration;
  },
  async accountOf(configuration, { access_token: token }, { baseUrl }) {
    const api = baseUrl === "https://github.com" ? "https://api.github.com" : `${baseUrl}/api/v3`;
    const client = await load();
    const read = async (path: string) =>
      (await (
        await client.fetchProtectedResource(configuration, token, new URL(api + path), "GET")
      ).json()) as unknown;
    const user = (await read("/user")) as { id?: unknown; name?: unknown; login?: unknown };
    const emails = (await read("/user/emails")) as { email: string; primary: boolean; verified: boolean }[];
    const email = emails.find((each) => each.primary && each.verified)?.email;
    if (email === undefined || user.id === undefined) return undefined;
    return { subject: String(user.id), email, name: String(user.name || user.login || email) };
  },
};

const adapters: Record<IdentityProvider, Adapter> = { google, github };

export function createProviders(parts: SignInParts, configs: ProviderConfigs): Providers {
  const log = logOf("sign-in");
  const names = (Object.keys(adapters) as IdentityProvider[]).filter((name) => configs[name] !== undefined);

  return {
    names,
    addresses: names.flatMap((name) => configs[name]?.baseUrl ?? []),
    async begin(name, browser, next) {
      const client = await load();
      const configuration = await reached(name);
      if (!configuration) return undefined;
      const verifier = client.randomPKCECodeVerifier();
      const nonce = client.randomNonce();
      const state = await beginAttempt(parts, name, { verifier, nonce, browser, next });
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: callbackOf(name),
        scope: adapters[name].scope,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...(name === "google" ? { nonce } : {}),
      });
      return address.href;
    },
    async finish(name, search, browser) {
      const state = new URLSearchParams(search).get("state") ?? "";
      const attempt = await endAttempt(parts, name, state);
      if (!attempt || browser === undefined || attempt["browser"] !== browser) return undefined;
      try {
        const account = await accountAt(name, search, state, attempt);
        return account && { account: { provider: name, ...account }, next: String(attempt["next"]) };
      } catch (failure) {
        log.warning("A sign-in at another provider failed.", { provider: name, ...describeFailure(failure) });
        return undefined;
      }
    },
  };

  /** Undefined where the provider cannot be asked how it works. */
  async function reached(name: IdentityProvider): Promise<Configuration | undefined> {
    try {
      return (await configured(name)).configuration;
    } catch (failure) {
      log.warning("A provider does not answer.", { provider: name, ...describeFailure(failure) });
      return undefined;
    }
  }

  async function accountAt(
    name: IdentityProvider,
    search: string,
    state: string,
    attempt: Record<string, unknown>,
  ) {
    const client = await load();
    const { configuration, config } = await configured(name);
    const answer = await client.authorizationCodeGrant(
      configuration,
      new URL(`${callbackOf(name)}${search}`),
      {
        pkceCodeVerifier: String(attempt["verifier"]),
        expectedState: state,
        ...(name === "google" ? { expectedNonce: String(attempt["nonce"]), idTokenExpected: true } : {}),
      },
    );
    return await adapters[name].accountOf(configuration, answer, config);
  }

  async function configured(name: IdentityProvider) {
    const config = configs[name];
    if (!config) throw new TypeError(`${name} is not configured`);
    return { config, configuration: await adapters[name].configure(config) };
  }

  function callbackOf(name: IdentityProvider): string {
    return `${parts.baseUrl}/login/${name}/callback`;
  }
}
