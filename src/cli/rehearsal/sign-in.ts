import { createHash, randomBytes } from "node:crypto";
import { type Finding, fail, ok, warn } from "../finding.ts";
import { type Answer, ask } from "./asking.ts";
import type { Discovered } from "./discovery.ts";
import { postMessage } from "./messages.ts";
import type { ClientProfile } from "./profiles.ts";

/** What the doctor can do that a client cannot: it is the owner, at the desk itself. */
export interface Inside {
  now(): number;
  /** Whether the desk itself can read a client's document, out on the internet. */
  readsDocument(url: string): Promise<boolean>;
  /** Where the browser would be sent after the owner had allowed it; undefined while nobody can sign in. */
  allow(asked: { clientId: string; redirectUri: string; challenge: string }): Promise<string | undefined>;
  /** A token of a few minutes that may read. */
  token(): Promise<string>;
  /** Takes back everything that was made for the walk. */
  forget(): Promise<void>;
}

/** How many calls renew their sign-in at once when an access token ends. */
const racers = 5;

/** The client makes itself known, gets its tokens and renews them; the last good access token, where there is one. */
export async function signIn(
  url: string,
  profile: ClientProfile,
  server: Discovered,
  inside: Inside,
): Promise<{ findings: Finding[]; token?: string }> {
  const known = await makeKnown(profile, server, inside);
  if (known.clientId === undefined) return known;
  const tokens = await exchange(url, known.clientId, profile, server, inside);
  if (tokens.pair === undefined) return { findings: [...known.findings, ...tokens.findings] };
  const race = await raceOf(url, { clientId: known.clientId, refresh: tokens.pair.refresh }, profile, server);
  return {
    findings: [...known.findings, ...tokens.findings, race],
    token: tokens.pair.access,
  };
}

async function makeKnown(
  profile: ClientProfile,
  server: Discovered,
  inside: Inside,
): Promise<{ findings: Finding[]; clientId?: string }> {
  const document = profile.document ? [await aboutDocument(profile, server, inside)] : [];
  const refused = (text: string) =>
    profile.mustRegister || document.some(({ level }) => level !== "ok")
      ? fail("registration", text)
      : warn("registration", text);
  if (server.registrationEndpoint === undefined)
    return { findings: [...document, refused(`${profile.name} is offered no place to register.`)] };
  const answer = await ask(server.registrationEndpoint, {
    method: "POST",
    headers: { "user-agent": profile.userAgent, "content-type": "application/json" },
    body: JSON.stringify({
      client_name: `Frontdesk doctor, as ${profile.name}`,
      redirect_uris: [profile.redirectUri],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    }),
    patience: profile.patience,
  });
  const clientId = answer.json?.["client_id"];
  if (answer.status !== 201 || typeof clientId !== "string")
    return {
      findings: [...document, refused(`POST /register is answered ${answer.status}${whyRefused(answer)}`)],
    };
  return { findings: [...document, ok("registration", `${profile.name} can register`)], clientId };
}

function whyRefused(answer: Answer): string {
  if (answer.json === undefined) return " without JSON: something before the desk stops it.";
  if (answer.status !== 429) return `${reasonIn(answer)}.`;
  return ": too many have registered from one address lately. Behind a proxy set TRUSTED_PROXIES, or everybody is one; then try again in a minute.";
}

async function aboutDocument(
  { name, document = "" }: ClientProfile,
  { takesDocuments }: Discovered,
  inside: Inside,
): Promise<Finding> {
  if (!takesDocuments)
    return warn("client document", `${name} is not told that the desk reads its document.`);
  if (await inside.readsDocument(document)) return ok("client document", `the desk reads ${document}`);
  return warn(
    "client document",
    `The desk cannot read ${document}: let it out to the internet over https, or ${name} has to register each time.`,
  );
}

interface Pair {
  access: string;
  refresh: string;
}

/** The code that the owner's leave gives, for tokens (RFC 6749 §4.1.3; RFC 7636 §4.5; RFC 8707 §2.2). */
async function exchange(
  url: string,
  clientId: string,
  profile: ClientProfile,
  server: Discovered,
  inside: Inside,
): Promise<{ findings: Finding[]; pair?: Pair }> {
  const about = "signing in";
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const { redirectUri } = profile;
  const page = await lookAtPage(url, { clientId, challenge }, profile);
  if (page) return { findings: [page] };
  const location = await inside.allow({ clientId, redirectUri, challenge });
  if (location === undefined)
    return {
      findings: [warn(about, "Not looked at: nobody can sign in here yet. Open the set-up link first.")],
    };
  const code = new URL(location).searchParams.get("code") ?? "";
  const answer = await postForm(server.tokenEndpoint, profile, {
    grant_type: "authorization_code",
    client_id: clientId,
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    resource: `${url}/mcp`,
  });
  const pair = pairIn(answer);
  if (!pair)
    return {
      findings: [
        fail(
          about,
          `POST /token is answered ${answer.status}${reasonIn(answer)}: ${profile.name} says that signing in failed.`,
        ),
      ],
    };
  return { findings: [ok(about, "a code becomes tokens, with one to renew them by")], pair };
}

/** The page that the person's own browser is sent to. */
async function lookAtPage(
  url: string,
  { clientId, challenge }: { clientId: string; challenge: string },
  profile: ClientProfile,
): Promise<Finding | undefined> {
  const params = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: profile.redirectUri,
    code_challenge: challenge,
    code_challenge_method: "S256",
    scope: "phone:read",
    state: "x".repeat(400),
    resource: `${url}/mcp`,
  });
  const { status, headers } = await ask(`${url}/authorize?${params}`, {
    headers: { accept: "text/html" },
    patience: profile.patience,
  });
  const location = headers.get("location") ?? "";
  const isSignIn =
    status === 200 ||
    (status >= 300 && status < 400 && /^(?:\/|https?:)/.test(location) && location.includes("/login"));
  if (isSignIn) return undefined;
  return fail(
    "sign-in page",
    `/authorize is answered ${status} instead of the sign-in: the proxy changes long addresses or leaves that path out.`,
  );
}

/** Parallel calls renew at the same moment: each has to come out with a token that works. */
async function raceOf(
  url: string,
  { clientId, refresh }: { clientId: string; refresh: string },
  profile: ClientProfile,
  server: Discovered,
): Promise<Finding> {
  const form = { grant_type: "refresh_token", client_id: clientId, refresh_token: refresh };
  const answers = await Promise.all(
    Array.from({ length: racers }, () => postForm(server.tokenEndpoint, profile, form)),
  );
  const pairs = answers.flatMap((answer) => pairIn(answer) ?? []);
  const statuses = await Promise.all(
    pairs.map(
      async ({ access }) =>
        (await postMessage(url, profile, { method: "tools/list", params: {} }, access)).status,
    ),
  );
  const good = statuses.filter((status) => status === 200).length;
  if (good === racers) return ok("renewing", `${racers} renewals at once all work`);
  return fail(
    "renewing",
    `Of ${racers} renewals at the same moment ${good} gave a token that works: the connection would die after an hour. Are there two desks with different databases behind the address, or a limit before it?`,
  );
}

function postForm(
  endpoint: string,
  { userAgent, patience }: ClientProfile,
  form: Record<string, string>,
): Promise<Answer> {
  return ask(endpoint, {
    method: "POST",
    headers: { "user-agent": userAgent, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    patience,
  });
}

function pairIn({ status, json }: Answer): Pair | undefined {
  const [access, refresh] = [json?.["access_token"], json?.["refresh_token"]];
  return status === 200 && typeof access === "string" && typeof refresh === "string"
    ? { access, refresh }
    : undefined;
}

/** An error of OAuth's closed set; nobody else's words. */
function reasonIn({ json }: Answer): string {
  const error = json?.["error"];
  return typeof error === "string" && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : "";
}
