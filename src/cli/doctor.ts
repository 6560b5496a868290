import { statSync } from "node:fs";
import type { Desk } from "#desk/desk.ts";
import { ProviderFailure } from "#domains/phone/failures.ts";
import { version } from "#platform/version.ts";
import { commandName } from "#runtime/compiled.ts";
import { type DeskCommand, type Flags, type RunningDesk, runOperation, UsageError } from "./command.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { profiles } from "./rehearsal/profiles.ts";

interface Listed {
  tokens: { name: string; state: string; expiresAt: string }[];
}

/** `frontdesk doctor`: is everything set up, and what to do about what is not; with `--as`, what a client would meet. */
export const doctor: DeskCommand = {
  usage: `frontdesk doctor [--json]
frontdesk doctor --as ${Object.keys(profiles).join("|")} [--url ORIGIN] [--json]

Looks at the configuration, the database, the tokens and the providers. With --as it goes the way of that client over
the desk's public address and says what it would stumble over; what it makes on the way (a client, a token that may
read) it takes back. --url looks at another address as far as one gets without signing in. Exit code 1 when something
fails.`,
  summary: "say what is set up, what is not, and what to do",
  options: { as: { type: "string" }, url: { type: "string" } },
  async run(desk, _words, flags, running) {
    const findings =
      flags["as"] === undefined ? [whether(running), ...(await lookAt(desk))] : await lookAs(desk, flags);
    const code = findings.some((each) => each.level === "fail") ? 1 : 0;
    if (flags["json"]) return { out: JSON.stringify({ version, findings }, null, 2), code };
    return {
      out: findings.map((each) => `${each.level.padEnd(4)}  ${each.about}: ${each.text}`).join("\n"),
      code,
    };
  },
};

/** Whether the desk runs at all: everything else is looked at either way. */
function whether(running: RunningDesk | undefined): Finding {
  return running === undefined
    ? warn("desk", `it does not run; this looks at its data folder alone. Start it: ${commandName} serve`)
    : ok("desk", `it runs at ${running.url}, process ${running.pid}, since ${running.since}`);
}

async function lookAt(desk: Desk): Promise<Finding[]> {
  return [
    ...address(desk),
    ...folder(desk),
    ...(await database(desk)),
    ...(await people(desk)),
    ...(await tokens(desk)),
    ...notices(desk),
    ...(await providers(desk)),
    ...ingestion(desk),
    ...(await subscribers(desk)),
    ...(await doubts(desk)),
    ...(await business(desk)),
  ];
}

/** Who is told of tickets and does not take it. */
async function subscribers(desk: Desk): Promise<Finding[]> {
  const { webhooks } = await runOperation<{
    webhooks: { url: string; state: string; problem: string | null }[];
  }>(desk, "webhook.list", {});
  return webhooks
    .filter(({ state }) => state === "active")
    .map(({ url, problem }) => {
      const { host } = new URL(url);
      return problem === null
        ? ok("webhook", `${host} is told of tickets`)
        : warn("webhook", `${host}: ${problem}`);
    });
}

/** Whether a voice agent can hand a caller over. */
function ingestion({ config }: Desk): Finding[] {
  const { tokens, signing } = config.ingest;
  if (tokens.length + signing.length === 0)
    return [
      ok(
        "handoffs",
        "not set up; INGEST_TOKEN or INGEST_HMAC_SECRET in the data folder's .env, and a new start, lets voice agents hand callers over",
      ),
    ];
  const ways = [...(tokens.length > 0 ? ["a token"] : []), ...(signing.length > 0 ? ["a signature"] : [])];
  const rotating = tokens.length > 1 || signing.length > 1;
  return [
    ok("handoffs", `taken at ${config.baseUrl}/ingest/oa-handoff with ${ways.join(" or ")}`),
    ...(rotating
      ? [warn("handoffs", "an old secret is still good; take it away when no agent uses it")]
      : []),
  ];
}

/** @throws UsageError for a client it does not know, or an address that is none. */
async function lookAs(desk: Desk, flags: Flags): Promise<Finding[]> {
  const name = String(flags["as"]);
  const profile = Object.hasOwn(profiles, name) ? profiles[name as keyof typeof profiles] : undefined;
  if (!profile) throw new UsageError(`--as takes ${Object.keys(profiles).join(", ")}.`);
  const url = String(flags["url"] ?? desk.config.baseUrl);
  const isOrigin =
    URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).pathname === "/";
  if (!isOrigin)
    throw new UsageError("--url takes an address without a path, such as https://desk.example.com.");
  // The walk of a client is half a client: no other command waits for it to load.
  const [{ insideOf }, { rehearse }] = await Promise.all([
    import("./rehearsal/inside.ts"),
    import("./rehearsal/rehearse.ts"),
  ]);
  return await rehearse(new URL(url).origin, profile, insideOf(desk));
}

function address({ config }: Desk): Finding[] {
  const { hostname, protocol } = new URL(config.baseUrl);
  if (["localhost", "127.0.0.1", "[::1]"].includes(hostname)) {
    return [
      warn(
        "address",
        `${config.baseUrl} is this machine alone. For assistants in the cloud set BASE_URL to a public https address.`,
      ),
    ];
  }
  return protocol === "https:"
    ? [ok("address", config.baseUrl), ...proxies(config)]
    : [
        fail(
          "address",
          "BASE_URL is not https: nobody can sign in, and clients refuse it. Put a proxy with https in front.",
        ),
      ];
}

/** https comes from a proxy, and then every address is the proxy's unless its word counts. */
function proxies({ trustedProxies }: Desk["config"]): Finding[] {
  if (trustedProxies.length > 0) return [];
  return [
    warn(
      "proxies",
      "TRUSTED_PROXIES is not set: limits take everybody behind your proxy for one, so a stranger's wrong passwords keep you out too.",
    ),
  ];
}

function folder({ config }: Desk): Finding[] {
  const mode = statSync(config.dataFolder).mode & 0o777;
  if ((mode & 0o077) === 0) return [ok("data folder", "only its owner can read it")];
  return [
    warn(
      "data folder",
      `others on this machine can read it (mode ${mode.toString(8)}). Run chmod 700 on it.`,
    ),
  ];
}

async function database(desk: Desk): Promise<Finding[]> {
  const [[result] = []] = await desk.database.slow.read("PRAGMA quick_check");
  const isIntact = result === "ok";
  const state = isIntact
    ? ok("database", "intact, migrations applied")
    : fail("database", "the integrity check fails. Restore a snapshot.");
  const encryption = desk.config.encryptionKey
    ? ok("encryption", "the database is encrypted; keep the key somewhere else too")
    : warn(
        "encryption",
        "the database is not encrypted: whoever gets the file can read it. FRONTDESK_ENCRYPTION_KEY does, from the first start on.",
      );
  return [state, encryption];
}

async function people(desk: Desk): Promise<Finding[]> {
  const { people: all } = await runOperation<{ people: { role: string; state: string }[] }>(
    desk,
    "person.list",
    {},
  );
  const owners = all.filter(({ role, state }) => role === "owner" && state === "active");
  if (owners.length > 0) return [ok("people", `${all.length}, of them owners: ${owners.length}`)];
  const how = `${commandName} user invite you@example.com --role owner`;
  return [
    warn("people", `nobody can sign in yet. Open the set-up link printed at the start, or run: ${how}`),
  ];
}

/** What waits is seen sooner by somebody who is told of it. */
function notices({ settings }: Desk): Finding[] {
  const numbers = settings().get("business.owner_numbers");
  if (settings().get("permissions.stopped"))
    return [warn("stopped", `everything is stopped. To go on: ${commandName} resume`)];
  if (numbers.length > 0) return [ok("notices", `${numbers.length} numbers are texted when something waits`)];
  return [
    warn(
      "notices",
      `nobody is texted when something waits. Set: ${commandName} settings set business.owner_numbers '["+15550109999"]'`,
    ),
  ];
}

async function tokens(desk: Desk): Promise<Finding[]> {
  const listed = await runOperation<Listed>(desk, "token.list", {});
  const active = listed.tokens.filter((each) => each.state === "active" || each.state === "expires soon");
  if (active.length === 0) return [ok("tokens", "no personal ones; assistants that sign in need none")];
  const soon = active
    .filter((each) => each.state === "expires soon")
    .map((each) => warn("tokens", `${each.name} expires on ${each.expiresAt}`));
  return [ok("tokens", `${active.length} active`), ...soon];
}

async function providers(desk: Desk): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const provider of desk.phone.all) {
    if (provider.name === "sandbox")
      findings.push(ok("sandbox", "the line is a sandbox: nothing reaches a real phone"));
    else if (provider.name === "elevenlabs")
      findings.push(
        ok("elevenlabs", `its post-call webhook is taken at ${desk.config.baseUrl}/webhooks/elevenlabs`),
      );
    else if (!provider.capabilities.has("lines"))
      findings.push(
        warn(provider.name, "events are taken in, but QUO_API_KEY is not set, so nothing can be sent."),
      );
    else findings.push(await key(provider));
  }
  const { apiKey, webhookSecrets } = desk.config.quo;
  if (apiKey && webhookSecrets.length === 0) {
    findings.push(
      warn(
        "quo",
        `QUO_WEBHOOK_SECRET is not set, so texts that come in are not seen. Make a webhook in Quo to BASE_URL/webhooks/quo (a public address) and set its signing key.`,
      ),
    );
  }
  return findings;
}

async function key(provider: Desk["phone"]["all"][number]): Promise<Finding> {
  try {
    const lines = await provider.lines();
    return lines.length > 0
      ? ok(provider.name, `the key works, ${lines.length} lines`)
      : warn(provider.name, "the key works, but the account has no number");
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    if (failure.reason === "key_refused")
      return fail(provider.name, "the key is refused. Put a valid QUO_API_KEY into the environment.");
    return fail(provider.name, `the provider does not answer as it should (${failure.reason}).`);
  }
}

async function doubts(desk: Desk): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const state of ["failed", "unrecognized"]) {
    const found = await desk.inbox.list({ state, limit: 100 });
    if (found.length > 0)
      findings.push(
        warn("events", `${found.length} are ${state}. See: ${commandName} events list --state ${state}`),
      );
  }
  const [[unknown = 0] = []] = await desk.database.slow.read(
    "SELECT (SELECT count(*) FROM messages WHERE status = 'unknown') + (SELECT count(*) FROM calls WHERE status = 'unknown')",
  );
  if (Number(unknown) > 0)
    findings.push(
      warn(
        "texts and calls",
        `${unknown} ended in doubt; the desk asks the provider. Look them up before sending again.`,
      ),
    );
  return findings;
}

async function business(desk: Desk): Promise<Finding[]> {
  const { zoneDataVersion } = await import("#platform/zone.ts");
  const zone = desk.settings().get("business.zone");
  const known = `zone data ${zoneDataVersion}`;
  if (zone === "UTC")
    return [
      warn(
        "business",
        `the time zone is still UTC (${known}). Set it: ${commandName} settings set business.zone America/Chicago`,
      ),
    ];
  return [ok("business", `${zone}, ${known}`)];
}
