import { createHash, randomBytes } from "node:crypto";
import { type Finding, fail, ok, warn } from "#desk/finding.ts";
import { type Answer, ask } from "./asking.ts";
import type { Discovered } from "./discovery.ts";
import { postMessage } from "./messages.ts";
import type { ClientProfile } from "./profiles.ts";

/** What the doctor can do that a client cannot: it is the owner, at the desk itself. */
export interface Inside {
  now(): number;
  /** True where the address is this desk's own, and nobody on the way can read along: only there anything is shown. */
  isOwn(url: string): boolean;
  /** The name that the doctor's own clients have. */
  clientName(client: string): string;
  /** Notes a client to be taken back; false for one that this desk has not just registered for the doctor. */
  adopt(clientId: string): Promise<boolean>;
  /** Whether the desk itself can read a client's document, out on the internet. */
  readsDocument(url: string): Promise<boolean>;
  /** Where the browser would be sent after the owner had allowed it; undefined while nobody can sign in. */
  allow(asked: { clientId: string; redirectUri: string; challenge: string }): Promise<string | undefined>;
  /** A token that may read, until it is taken back. */
  token(): Promise<string>;
  /** Takes back everything that was made for the walk; false where something of it is left. */
  forget(): Promise<boolean>;
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
      client_name: inside.clientName(profile.name),
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
  if (!(await inside.adopt(clientId)))
    return {
      findings: [
        ...document,
        fail(
          "registration",
          "What was registered is not at this desk: another desk, or one with another database, answers at the address.",
        ),
      ],
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
  if (page?.level === "fail") return { findings: [page] };
  const seen = page ? [page] : [];
  const location = await inside.allow({ clientId, redirectUri, challenge });
  if (location === undefined)
    return {
      findings: [
        ...seen,
        warn(about, "Not looked at: nobody can sign in here yet. Open the set-up link first."),
      ],
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
        ...seen,
        fail(
          about,
          `POST /token is answered ${answer.status}${reasonIn(answer)}: ${profile.name} says that signing in failed.`,
        ),
      ],
    };
  return { findings: [...seen, ok(about, "a code becomes tokens, with one to renew them by")], pair };
}

/** The pages that the person's own browser is sent to: the desk's sign-in, with its style. */
async function lookAtPage(
  url: string,
  { clientId, challenge }: { clientId: string; challenge: string },
  profile: ClientProfile,
): Promise<Finding | undefined> {
  const about = "sign-in page";
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
  const look = (path: string) =>
    ask(`${url}${path}`, { headers: { accept: "text/html" }, patience: profile.patience });
  const { status, headers } = await look(`/authorize?${params}`);
  const login = pathAt(headers.get("location"), url);
  if (status === 414 || status === 431)
    return fail(
      about,
      `/authorize is answered ${status}: the proxy does not take long addresses. Let it take 8 KB.`,
    );
  if (status < 300 || status >= 400 || !login?.startsWith("/login"))
    return fail(
      about,
      `/authorize is answered ${status}, and does not lead to the desk's sign-in: the proxy has to pass that path on.`,
    );
  const page = await look(login);
  if (page.status !== 200 || !page.text.includes("/assets/style.css"))
    return fail(
      about,
      `/login is answered ${page.status} by something else than the desk: the proxy has to pass it on.`,
    );
  const style = await look("/assets/style.css");
  if (style.status === 200 && style.headers.get("content-type")?.startsWith("text/css")) return undefined;
  return warn(
    about,
    `/assets/style.css is answered ${style.status}: the sign-in looks broken. Pass /assets/ on.`,
  );
}

/** The path and query of an address here; undefined for one elsewhere. */
function pathAt(location: string | null, url: string): string | undefined {
  if (location === null || !URL.canParse(location, url)) return undefined;
  const at = new URL(location, url);
  return at.origin === url ? `${at.pathname}${at.search}` : undefined;
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
