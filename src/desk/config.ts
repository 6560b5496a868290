import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseEnv } from "node:util";
import type { DatabasePlace } from "#db/place.ts";
import type { Network } from "#platform/address.ts";
import type { RunAs } from "#platform/become.ts";
import type { BucketAccess } from "./backups/s3-place.ts";
import type { Option } from "./option-kinds.ts";
import { options } from "./options.ts";

/** A program's account at a provider that people sign in with. */
export interface SignInProvider {
  clientId: string;
  clientSecret: string;
  baseUrl: string;
}

export interface Config {
  port: number;
  host: string;
  baseUrl: string;
  /** True when BASE_URL is set; else the base follows the port. */
  isBaseUrlGiven: boolean;
  dataFolder: string;
  /** Whom the process becomes where it is started as root. */
  runAs: RunAs | undefined;
  database: DatabasePlace;
  /** Proxies whose word counts. */
  trustedProxies: readonly Network[];
  /** Root secrets, the current one first; empty where the data folder's are used. */
  secrets: readonly string[];
  /** Where copies of the database are kept; what seals them, and what sealed them before. */
  backups: { place: { folder: string } | BucketAccess; passphrases: readonly string[] };
  /** Where people may sign in besides here. */
  signIn: { google?: SignInProvider; github?: SignInProvider };
  /** The server that stdio is a bridge to. */
  remote: { url: string; token: string | undefined } | undefined;
  /** The default line's provider, where it is named; else that of whose key there is. */
  phoneProvider: "quo" | "twilio" | "sandbox" | undefined;
  quo: { apiKey: string | undefined; webhookSecrets: string[]; baseUrl: string };
  twilio: { accountSid: string | undefined; authTokens: string[]; baseUrl: string };
  /** The model that is asked where settings say so. */
  model: { apiKey: string | undefined; baseUrl: string | undefined };
  /** Who takes payments, where it is named; else that of which there is a key. */
  paymentProvider: "stripe" | "sandbox" | "none" | undefined;
  stripe: { secretKey: string | undefined; webhookSecrets: string[]; baseUrl: string };
  /** The mail server that email goes out by. */
  smtpUrl: string | undefined;
  /** What ElevenLabs signs its events with. */
  elevenLabsSecrets: string[];
  /** What voice agents prove themselves with. */
  ingest: { tokens: string[]; signing: string[] };
  logLevel: "debug" | "info" | "warning" | "error";
  logFormat: "pretty" | "json";
}

/** Everything wrong with the environment, one line a problem. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[], cause?: unknown) {
    super(problems.join("\n"), { cause });
    this.name = "ConfigError";
    this.problems = problems;
  }
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the environment, and beneath it `$FRONTDESK_DATA/.env`. No other file and no other module of
 * this project reads either.
 * @throws ConfigError naming every wrong value at once.
 */
export function readConfig(given: Environment = process.env): Config {
  const dataFolder = resolve(given["FRONTDESK_DATA"] || options.FRONTDESK_DATA.fallback);
  const environment: Environment = { ...dotEnv(dataFolder), ...definedOf(given) };
  const problems: string[] = [];
  const read = <T>(name: keyof typeof options, from: Option<T>, value = environment[name]): T | undefined =>
    readOption(name, from, value, problems);

  const listenPort = read("PORT", options.PORT) ?? 0;
  const apiKey = read(
    "QUO_API_KEY",
    options.QUO_API_KEY,
    environment["QUO_API_KEY"] || environment["OPENPHONE_API_KEY"],
  );
  const provider = read("PHONE_PROVIDER", options.PHONE_PROVIDER);
  if (provider === "quo" && !apiKey && problems.length === 0) {
    problems.push(
      `PHONE_PROVIDER is quo, but QUO_API_KEY is not set. Example: QUO_API_KEY="${options.QUO_API_KEY.example}"`,
    );
  }
  const twilio = {
    accountSid: read("TWILIO_ACCOUNT_SID", options.TWILIO_ACCOUNT_SID),
    authTokens: read("TWILIO_AUTH_TOKEN", options.TWILIO_AUTH_TOKEN) ?? [],
    baseUrl: read("TWILIO_BASE_URL", options.TWILIO_BASE_URL) ?? "",
  };
  const hasTwilio = twilio.accountSid !== undefined && twilio.authTokens.length > 0;
  if (provider === "twilio" && !hasTwilio && problems.length === 0)
    problems.push(
      `PHONE_PROVIDER is twilio, but TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set. Example: TWILIO_ACCOUNT_SID="${options.TWILIO_ACCOUNT_SID.example}"`,
    );
  const stripe = {
    secretKey: read("STRIPE_SECRET_KEY", options.STRIPE_SECRET_KEY),
    webhookSecrets: read("STRIPE_WEBHOOK_SECRET", options.STRIPE_WEBHOOK_SECRET) ?? [],
    baseUrl: read("STRIPE_BASE_URL", options.STRIPE_BASE_URL) ?? "",
  };
  const paymentProvider = read("PAYMENT_PROVIDER", options.PAYMENT_PROVIDER);
  if (paymentProvider === "stripe" && stripe.secretKey === undefined && problems.length === 0)
    problems.push(
      `PAYMENT_PROVIDER is stripe, but STRIPE_SECRET_KEY is not set. Example: STRIPE_SECRET_KEY="${options.STRIPE_SECRET_KEY.example}"`,
    );
  const baseUrl = read("BASE_URL", options.BASE_URL);
  const remoteUrl = read("FRONTDESK_URL", options.FRONTDESK_URL);
  const remoteToken = read("FRONTDESK_TOKEN", options.FRONTDESK_TOKEN);
  const secrets = read("FRONTDESK_SECRET", options.FRONTDESK_SECRET) ?? [];
  const database = databasePlace(Boolean(environment["FRONTDESK_SECRET"]));
  const config: Config = {
    port: listenPort,
    host: read("HOST", options.HOST) ?? "",
    baseUrl: baseUrl ?? `http://localhost:${listenPort}`,
    isBaseUrlGiven: baseUrl !== undefined,
    dataFolder,
    runAs: runAs(),
    database,
    trustedProxies: read("TRUSTED_PROXIES", options.TRUSTED_PROXIES) ?? [],
    secrets,
    backups: { place: backupPlace(), passphrases: passphrases() },
    signIn: { ...signInWith("google", "GOOGLE"), ...signInWith("github", "GITHUB") },
    remote: remoteUrl === undefined ? undefined : { url: remoteUrl, token: remoteToken },
    phoneProvider: provider,
    paymentProvider,
    stripe,
    smtpUrl: read("SMTP_URL", options.SMTP_URL),
    elevenLabsSecrets: read("ELEVENLABS_WEBHOOK_SECRET", options.ELEVENLABS_WEBHOOK_SECRET) ?? [],
    ingest: {
      tokens: read("INGEST_TOKEN", options.INGEST_TOKEN) ?? [],
      signing: read("INGEST_HMAC_SECRET", options.INGEST_HMAC_SECRET) ?? [],
    },
    twilio,
    model: {
      apiKey: read("OPENAI_API_KEY", options.OPENAI_API_KEY),
      baseUrl: read("OPENAI_BASE_URL", options.OPENAI_BASE_URL),
    },
    quo: {
      apiKey,
      webhookSecrets: read("QUO_WEBHOOK_SECRET", options.QUO_WEBHOOK_SECRET) ?? [],
      baseUrl: read("QUO_BASE_URL", options.QUO_BASE_URL) ?? "",
    },
    logLevel: read("LOG_LEVEL", options.LOG_LEVEL) ?? "info",
    logFormat: read("LOG_FORMAT", options.LOG_FORMAT) ?? (process.stderr.isTTY ? "pretty" : "json"),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;

  function runAs(): RunAs | undefined {
    const [uid, gid] = (read("FRONTDESK_USER", options.FRONTDESK_USER) ?? "").split(":").map(Number);
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  }

  /** A file of this machine, or a server that several processes share. */
  function databasePlace(hasSecret: boolean): DatabasePlace {
    const url = read("DATABASE_URL", options.DATABASE_URL);
    const syncUrl = read("DATABASE_SYNC_URL", options.DATABASE_SYNC_URL);
    const authToken = read("DATABASE_AUTH_TOKEN", options.DATABASE_AUTH_TOKEN);
    const encryptionKey = read("FRONTDESK_ENCRYPTION_KEY", options.FRONTDESK_ENCRYPTION_KEY);
    const isFile = url === undefined || url.startsWith("file:");
    const path = isFile && url ? resolve(url.slice("file:".length)) : undefined;
    if (isFile && syncUrl === undefined) {
      if (authToken !== undefined)
        problems.push("DATABASE_AUTH_TOKEN is set, but DATABASE_URL names no server that it is for.");
      return { kind: "local", path: path ?? join(dataFolder, "frontdesk.db"), encryptionKey };
    }
    if (!isFile && syncUrl !== undefined)
      problems.push(
        `DATABASE_SYNC_URL and DATABASE_URL both name a server. Leave DATABASE_URL out, or give it the copy's file. Example: DATABASE_URL="file:/var/lib/frontdesk/replica.db"`,
      );
    if (!hasSecret)
      problems.push(
        'FRONTDESK_SECRET is not set. With a database server it has to be, the same for every process. Example: FRONTDESK_SECRET="what `openssl rand -hex 32` prints"',
      );
    if (encryptionKey !== undefined)
      problems.push(
        "FRONTDESK_ENCRYPTION_KEY is set, but it encrypts a file of this machine alone. Leave it out; a server encrypts its own.",
      );
    const replicaPath = isFile ? (path ?? join(dataFolder, "replica.db")) : undefined;
    return { kind: "remote", url: (isFile ? syncUrl : url) ?? "", authToken, replicaPath };
  }

  function passphrases(): readonly string[] {
    const current = read("BACKUP_PASSPHRASE", options.BACKUP_PASSPHRASE);
    const previous = read("BACKUP_PASSPHRASE_PREVIOUS", options.BACKUP_PASSPHRASE_PREVIOUS);
    if (current === undefined && previous !== undefined)
      problems.push("BACKUP_PASSPHRASE_PREVIOUS is set, but BACKUP_PASSPHRASE is not.");
    return [current, previous].filter((each) => each !== undefined);
  }

  function backupPlace(): Config["backups"]["place"] {
    const url = read("BACKUP_URL", options.BACKUP_URL);
    const accessKeyId = read("BACKUP_ACCESS_KEY_ID", options.BACKUP_ACCESS_KEY_ID);
    const secretAccessKey = read("BACKUP_SECRET_ACCESS_KEY", options.BACKUP_SECRET_ACCESS_KEY);
    const region = read("BACKUP_REGION", options.BACKUP_REGION) ?? "auto";
    if (url === undefined) return { folder: join(dataFolder, "backups") };
    if (url.startsWith("file:")) return { folder: resolve(url.slice("file:".length)) };
    if (!accessKeyId || !secretAccessKey)
      problems.push(
        "BACKUP_URL names a bucket, but BACKUP_ACCESS_KEY_ID or BACKUP_SECRET_ACCESS_KEY is not set.",
      );
    const { origin, pathname } = new URL(url);
    const [bucket = "", ...rest] = pathname.split("/").filter(Boolean);
    return {
      endpoint: `${origin}/${bucket}`,
      prefix: rest.length === 0 ? "" : `${rest.join("/")}/`,
      region,
      accessKeyId: accessKeyId ?? "",
      secretAccessKey: secretAccessKey ?? "",
    };
  }

  /** Nothing where neither is set; a problem where one of both is. */
  function signInWith(name: "google" | "github", prefix: "GOOGLE" | "GITHUB") {
    const clientId = read(`${prefix}_CLIENT_ID`, options[`${prefix}_CLIENT_ID`]);
    const clientSecret = read(`${prefix}_CLIENT_SECRET`, options[`${prefix}_CLIENT_SECRET`]);
    const baseUrl = read(`${prefix}_BASE_URL`, options[`${prefix}_BASE_URL`]);
    if (clientId && clientSecret && baseUrl) return { [name]: { clientId, clientSecret, baseUrl } };
    const missing = clientId ? "CLIENT_SECRET" : "CLIENT_ID";
    if (clientId || clientSecret)
      problems.push(`${prefix}_${missing} is not set, but the other half of it is.`);
    return {};
  }
}

function readOption<T>(
  name: string,
  from: Option<T>,
  value: string | undefined,
  problems: string[],
): T | undefined {
  const optional = from.schema.safeParse(undefined).success;
  if ((value === undefined || value === "") && optional) return undefined;
  const parsed = from.schema.safeParse(value || from.fallback);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues[0]?.message ?? "cannot be read";
  problems.push(`${name} ${wrong}. Example: ${name}="${from.example}"`);
  return undefined;
}

/** Empty values count as not set, so that a compose file may name a variable without giving it. */
function definedOf(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
}

function dotEnv(folder: string): Environment {
  const path = join(folder, ".env");
  return existsSync(path) ? (parseEnv(readFileSync(path, "utf8")) as Environment) : {};
}

/** Where the command line and stdio reach a running server. */
export function socketPath({ dataFolder }: Config): string {
  return join(dataFolder, "frontdesk.sock");
}
