import { statSync } from "node:fs";
import { ProviderFailure } from "#domains/phone/failures.ts";
import { spokenDay } from "#platform/zone.ts";
import { lookAtBackups } from "./backups/look.ts";
import type { Desk } from "./desk.ts";
import { type Finding, fail, ok, type Run, warn } from "./finding.ts";
import { lookAtModels } from "./look-at-models.ts";
import { lookAtMoney } from "./look-at-money.ts";

/** Is everything set up, and what to do about what is not: what `frontdesk doctor` and the first page say. */
export async function lookAt(desk: Desk, run: Run, { isQuick = false } = {}): Promise<Finding[]> {
  return [
    ...address(desk),
    ...folder(desk),
    ...(await database(desk, isQuick)),
    ...(await lookAtBackups(run)),
    ...(await people(run)),
    ...(await tokens(run)),
    ...notices(desk),
    ...(await providers(desk)),
    ...lookAtMoney(desk),
    ...(await lookAtModels(desk, isQuick)),
    ...ingestion(desk),
    ...(await subscribers(run)),
    ...(await doubts(desk)),
    ...(await business(desk)),
  ];
}

/** Who is told of what happens and does not take it. */
async function subscribers(run: Run): Promise<Finding[]> {
  const { webhooks } = await run<{
    webhooks: { url: string; state: string; problem: string | null }[];
  }>("webhook.list", {});
  return webhooks
    .filter(({ state }) => state === "active")
    .map(({ url, problem }) => {
      const { host } = new URL(url);
      return problem === null
        ? ok("webhook", `${host} is told of what happens here`)
        : warn("webhook", `${host}: ${problem}`, { page: "/settings/subscribers" });
    });
}

/** Whether a voice agent can hand a caller over. */
function ingestion({ config, keys }: Desk): Finding[] {
  const { tokens, signing } = keys.ingest;
  if (tokens.length + signing.length === 0)
    return [
      ok(
        "handoffs",
        "not set up; a token from Settings, Voice agents, or INGEST_TOKEN or INGEST_HMAC_SECRET in the data folder's .env, lets voice agents hand callers over",
      ),
    ];
  const ways = [...(tokens.length > 0 ? ["a token"] : []), ...(signing.length > 0 ? ["a signature"] : [])];
  const rotating = tokens.length > 1 || signing.length > 1;
  return [
    ok("handoffs", `taken at ${config.baseUrl}/ingest/oa-handoff with ${ways.join(" or ")}`),
    ...(rotating
      ? [
          warn("handoffs", "an old secret is still good; take it away when no agent uses it", {
            page: "/settings/voice",
          }),
        ]
      : []),
  ];
}

function address({ config }: Desk): Finding[] {
  const { hostname, protocol } = new URL(config.baseUrl);
  if (["localhost", "127.0.0.1", "[::1]"].includes(hostname)) {
    return [
      warn(
        "address",
        `${config.baseUrl} is this machine alone. For assistants in the cloud set BASE_URL to a public https address.`,
        {
          plain:
            "Assistants on the web, and your phone, cannot reach this desk yet: it answers this computer alone.",
          page: "/docs/deploy",
        },
      ),
    ];
  }
  return protocol === "https:"
    ? [ok("address", config.baseUrl), ...proxies(config)]
    : [
        fail(
          "address",
          "BASE_URL is not https: nobody can sign in, and clients refuse it. Put a proxy with https in front.",
          { page: "/docs/deploy" },
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
      { page: "/docs/deploy" },
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
      { plain: "Other accounts of this computer can read the desk’s files.", page: "/docs/deploy" },
    ),
  ];
}

async function database(desk: Desk, isQuick: boolean): Promise<Finding[]> {
  const rows = isQuick ? [] : await desk.database.slow.read("PRAGMA quick_check");
  // A word index that has let go of words says so of itself, and finds everything: the data are whole.
  const isIntact = rows.every(
    ([result]) => result === "ok" || String(result).startsWith("malformed inverted index"),
  );
  const state = isIntact
    ? ok("database", "intact, migrations applied")
    : fail("database", "the integrity check fails. Restore a snapshot.");
  const encryption =
    desk.config.database.kind === "remote"
      ? ok("encryption", "the database is a server's: whether it is encrypted there is the server's to say")
      : desk.config.database.encryptionKey
        ? ok("encryption", "the database is encrypted; keep the key somewhere else too")
        : warn(
            "encryption",
            "the database is not encrypted: whoever gets the file can read it. FRONTDESK_ENCRYPTION_KEY does, from the first start on.",
            {
              plain: "Whoever gets hold of the desk’s file can read it: it is not encrypted.",
              page: "/docs/operations#upgrades",
            },
          );
  return [state, encryption];
}

async function people(run: Run): Promise<Finding[]> {
  const { people: all } = await run<{ people: { role: string; state: string }[] }>("person.list", {});
  const owners = all.filter(({ role, state }) => role === "owner" && state === "active");
  if (owners.length > 0) return [ok("people", `${all.length}, of them owners: ${owners.length}`)];
  return [
    warn("people", "nobody can sign in yet. Open the set-up link printed at the start.", {
      say: "Or run",
      command: "user invite you@example.com --role owner",
    }),
  ];
}

/** What waits is seen sooner by somebody who is told of it. */
function notices({ settings }: Desk): Finding[] {
  const numbers = settings().get("business.owner_numbers");
  if (settings().get("permissions.stopped"))
    return [
      warn("stopped", "everything is stopped.", {
        say: "To go on",
        command: "resume",
        page: "/authorizations#stop",
      }),
    ];
  if (numbers.length > 0) return [ok("notices", `${numbers.length} numbers are texted when something waits`)];
  return [
    warn("notices", "nobody is texted when something waits.", {
      plain: "Nobody is texted when something waits.",
      say: "Set",
      command: "settings set business.owner_numbers +15550109999",
      page: "/settings/notices",
    }),
  ];
}

async function tokens(run: Run): Promise<Finding[]> {
  const listed = await run<{ tokens: { name: string; state: string; expiresAt: string }[] }>(
    "token.list",
    {},
  );
  const active = listed.tokens.filter((each) => each.state === "active" || each.state === "expires soon");
  if (active.length === 0) return [ok("tokens", "no personal ones; assistants that sign in need none")];
  const soon = active
    .filter((each) => each.state === "expires soon")
    .map((each) =>
      warn("tokens", `${each.name} expires on ${spokenDay(each.expiresAt)}`, { page: "/settings/apps" }),
    );
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
        warn(provider.name, "events are taken in, but there is no API key, so nothing can be sent.", {
          page: "/settings/phone",
        }),
      );
    else findings.push(await key(provider));
  }
  const { apiKey, webhookSecrets } = desk.keys.quo;
  if (apiKey && webhookSecrets.length === 0) {
    findings.push(
      warn(
        "quo",
        "there is no webhook signing key, so texts that come in are not seen. Make a webhook in Quo to BASE_URL/webhooks/quo (a public address) and leave its key under Settings, Phone, or in QUO_WEBHOOK_SECRET.",
        { page: "/settings/phone" },
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
      return fail(
        provider.name,
        "the key is refused. Leave a valid one under Settings, Phone, or in the data folder’s .env.",
        { page: "/settings/phone" },
      );
    return fail(provider.name, `the provider does not answer as it should (${failure.reason}).`);
  }
}

async function doubts(desk: Desk): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const state of ["failed", "unrecognized"]) {
    const found = await desk.inbox.list({ state, limit: 100 });
    if (found.length > 0)
      findings.push(
        warn("events", `${found.length} are ${state}.`, {
          say: "See",
          command: `events list --state ${state}`,
        }),
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
      warn("business", `the time zone is still UTC (${known}).`, {
        plain: "The time zone is still UTC: times on your pages and in texts are off.",
        say: "Set it",
        command: "settings set business.zone America/Chicago",
        page: "/settings/business",
      }),
    ];
  return [ok("business", `${zone}, ${known}`)];
}
