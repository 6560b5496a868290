import { type Finding, fail, ok, warn } from "#desk/finding.ts";
import { type Answer, ask } from "./asking.ts";
import { postMessage } from "./messages.ts";
import type { ClientProfile } from "./profiles.ts";

const wellKnown = "/.well-known/oauth-protected-resource";

/** What a client has found out before it asks for anything: where to register, sign in and get tokens. */
export interface Discovered {
  registrationEndpoint: string | undefined;
  tokenEndpoint: string;
  takesDocuments: boolean;
}

export interface DiscoveryResult {
  findings: Finding[];
  found?: Discovered;
  /** The desk answers with JSON at `/mcp`, whatever it says. */
  isAnswered: boolean;
}

/** The way from the bare address to where one signs in: the challenge, the resource's metadata, the server's. */
export async function discover(url: string, profile: ClientProfile): Promise<DiscoveryResult> {
  const door = await lookAtDoor(url, profile);
  if (!door.isAnswered || profile.entry === "token") return door;
  const resource = await lookAtResource(url, profile);
  const server = await lookAtServer(url, profile);
  const findings = distinct([...door.findings, ...resource, ...server.findings]);
  return { findings, isAnswered: true, ...(server.found ? { found: server.found } : {}) };
}

/** A call without a token: 401, with a challenge that says where to go on (RFC 9728 §5.1). */
async function lookAtDoor(url: string, profile: ClientProfile): Promise<DiscoveryResult> {
  const answer = await postMessage(url, profile, { method: "tools/list", params: {} });
  const problem = doorProblem(answer, url, profile);
  if (problem) return { findings: [problem], isAnswered: false };
  if (profile.entry === "token") return { findings: [], isAnswered: true };
  const challenge = answer.headers.get("www-authenticate") ?? "";
  const named = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  if (named === undefined)
    return {
      findings: [
        fail(
          "challenge",
          "The 401 comes without WWW-Authenticate, so clients do not know where to sign in: the proxy removes that header.",
        ),
      ],
      isAnswered: true,
    };
  if (!named.startsWith(`${url}/`)) return { findings: [otherAddress(url, named)], isAnswered: true };
  return { findings: [ok("challenge", "a call without a token is told where to sign in")], isAnswered: true };
}

function doorProblem(answer: Answer, url: string, profile: ClientProfile): Finding | undefined {
  const { status, json, headers } = answer;
  if (status >= 300 && status < 400)
    return fail(
      "path",
      `${url}/mcp sends clients on to another address (${status}), where they lose their token. The proxy must not redirect it.`,
    );
  const said = JSON.stringify(json ?? {});
  if (status === 403 && said.includes('"FORBIDDEN"') && said.includes("Host"))
    return fail(
      "host",
      `The desk is asked under another name than ${new URL(url).host}: the proxy does not pass the Host header on, or BASE_URL is another address.`,
    );
  if (status === 401 && said.includes('"AUTH_REQUIRED"')) return undefined;
  if (status === 401 || status === 403 || status === 429 || status === 503)
    return fail(
      "in front",
      `Something before the desk refuses ${profile.name} (${status}${whoIn(headers)}): let the User-Agent ${profile.userAgent} through to /mcp, /register, /token and /.well-known.`,
    );
  if (status >= 500)
    return fail(
      "path",
      `${url}/mcp is answered ${status}: the proxy does not pass POST requests on to the desk.`,
    );
  return fail(
    "path",
    `${url}/mcp answers a call without a token with ${status}, not 401: something other than the desk answers there.`,
  );
}

/** What answers, by its own word, where that is a plain one. */
function whoIn(headers: Headers): string {
  const server = headers.get("server") ?? "";
  return /^[\w./ -]{1,40}$/.test(server) ? `, ${server}` : "";
}

/** The metadata of the address (RFC 9728 §3), where it is looked for: with the path and without. */
async function lookAtResource(url: string, profile: ClientProfile): Promise<Finding[]> {
  const [own, bare] = await Promise.all(
    [`${wellKnown}/mcp`, wellKnown].map((path) => get(`${url}${path}`, profile)),
  );
  const findings: Finding[] = [];
  if (!own?.json || own.status !== 200)
    findings.push(
      fail(
        "resource metadata",
        `${wellKnown}/mcp is answered ${own?.status} without JSON: ${profile.name} says that it cannot connect. The proxy has to pass /.well-known/ on.`,
      ),
    );
  else findings.push(aboutResource(own.json, url, profile));
  if (!bare?.json || bare.status !== 200)
    findings.push(
      warn(
        "bare metadata",
        `${wellKnown} is answered ${bare?.status} without JSON; some clients look there.`,
      ),
    );
  return findings;
}

function aboutResource(metadata: Record<string, unknown>, url: string, { name }: ClientProfile): Finding {
  const { resource, authorization_servers: servers } = metadata;
  if (resource !== `${url}/mcp`) return otherAddress(url, String(resource));
  if (!Array.isArray(servers) || servers[0] !== url) return otherAddress(url, String(servers));
  return ok("resource metadata", `it names ${url}/mcp, as ${name} was given it`);
}

/** The metadata of the authorization server (RFC 8414). */
async function lookAtServer(
  url: string,
  profile: ClientProfile,
): Promise<{ findings: Finding[]; found?: Discovered }> {
  const about = "sign-in metadata";
  const path = "/.well-known/oauth-authorization-server";
  const { status, json, milliseconds } = await get(`${url}${path}`, profile);
  if (status !== 200 || !json)
    return {
      findings: [
        fail(about, `${path} is answered ${status} without JSON. The proxy has to pass /.well-known/ on.`),
      ],
    };
  const text = (name: string) => (typeof json[name] === "string" ? json[name] : undefined);
  const list = (name: string) => (Array.isArray(json[name]) ? (json[name] as unknown[]) : []);
  const wanted = ["issuer", "authorization_endpoint", "token_endpoint"];
  const missing = wanted.filter((name) => text(name) === undefined);
  if (missing.length > 0)
    return {
      findings: [fail(about, `It lacks ${missing.join(", ")}: something between changes the desk's answer.`)],
    };
  // What is shown there is the desk's own: no code and no token goes to another address.
  for (const name of [...wanted, "registration_endpoint"]) {
    const end = text(name);
    if (end !== undefined && end !== url && !end.startsWith(`${url}/`))
      return { findings: [otherAddress(url, end)] };
  }
  const lacking = [
    ...(list("code_challenge_methods_supported").includes("S256") ? [] : ["S256"]),
    ...(list("token_endpoint_auth_methods_supported").includes("none") ? [] : ["public clients (none)"]),
    ...(list("scopes_supported").includes("offline_access") ? [] : ["offline_access"]),
    ...(json["authorization_response_iss_parameter_supported"] === true ? [] : ["iss in answers"]),
  ];
  const pace =
    milliseconds > profile.patience / 2
      ? [
          warn(
            "pace",
            `Discovery took ${Math.round(milliseconds)} ms; ${profile.name} gives up after ${profile.patience}.`,
          ),
        ]
      : [];
  const finding =
    lacking.length > 0
      ? fail(about, `It lacks ${lacking.join(", ")}: something between changes the desk's answer.`)
      : ok(about, "S256, public clients, lasting sign-ins");
  return {
    findings: [finding, ...pace],
    found: {
      registrationEndpoint: text("registration_endpoint"),
      tokenEndpoint: text("token_endpoint") ?? `${url}/token`,
      takesDocuments: json["client_id_metadata_document_supported"] === true,
    },
  };
}

function get(url: string, { userAgent, patience }: ClientProfile): Promise<Answer> {
  return ask(url, { headers: { "user-agent": userAgent, accept: "application/json" }, patience });
}

/** One cause, told once, however many of the answers show it. */
function otherAddress(url: string, named: string): Finding {
  const other = URL.canParse(named) ? new URL(named).origin : "another";
  return fail(
    "base address",
    `The desk calls itself ${other}, and clients are given ${url}: they refuse what it says. Set BASE_URL=${url} and start it anew.`,
  );
}

function distinct(findings: Finding[]): Finding[] {
  const told = new Set<string>();
  return findings.filter(({ about }) => !told.has(about) && told.add(about));
}
