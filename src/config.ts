import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseEnv } from "node:util";
import * as z from "zod";

/** One variable of the environment: how it is read, and what a right value looks like. */
interface Option<T> {
  schema: z.ZodType<T>;
  /** What holds when the variable is not set. */
  fallback: string;
  example: string;
  meaning: string;
  secret?: true;
}

const option = <T>(definition: Option<T>): Option<T> => definition;

const url = z
  .url({ protocol: /^https?$/, error: "is not an http or https address" })
  .transform((text) => text.replace(/\/+$/, ""));
const port = z.coerce
  .number({ error: "is not a number" })
  .int({ error: "is not a whole number" })
  .min(0, { error: "is below 0" })
  .max(65_535, { error: "is above 65535" });
const word = z.string().min(1, { error: "is empty" });
/** Signing keys in base64, `current,previous` during a rotation. An empty or short one would let anybody sign. */
const secrets = word
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.every(isSigningKey), {
    error: "is not a signing key in base64 of 16 bytes or more",
  });

function isSigningKey(text: string): boolean {
  const key = text.replace(/^whsec_/, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(key) && Buffer.from(key, "base64").length >= 16;
}

/** Every variable the desk reads. `.env.example` and docs/configuration.md are made from this table. */
export const options = {
  PORT: option({ schema: port, fallback: "3000", example: "3000", meaning: "Port to listen on." }),
  HOST: option({
    schema: word,
    fallback: "127.0.0.1",
    example: "0.0.0.0",
    meaning: "Address to listen on; the container image sets 0.0.0.0.",
  }),
  BASE_URL: option({
    schema: url.optional(),
    fallback: "http://localhost:$PORT",
    example: "https://desk.example.com",
    meaning: "The public origin; every link is made from it, never from a request's Host header.",
  }),
  FRONTDESK_DATA: option({
    schema: word,
    fallback: "./data",
    example: "/var/lib/frontdesk",
    meaning: "Folder of the database, the command socket and a .env file.",
  }),
  DATABASE_URL: option({
    schema: z.string().startsWith("file:", { error: "does not begin with file:" }).optional(),
    fallback: "file:$FRONTDESK_DATA/frontdesk.db",
    example: "file:/var/lib/frontdesk/frontdesk.db",
    meaning: "The database file.",
  }),
  FRONTDESK_ENCRYPTION_KEY: option({
    schema: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, { error: "is not 64 hexadecimal characters" })
      .optional(),
    fallback: "",
    example: "what `openssl rand -hex 32` prints",
    meaning:
      "Encrypts the database, its log and its snapshots. Set it before the first start, and keep it: without it nothing can be read.",
    secret: true,
  }),
  FRONTDESK_URL: option({
    schema: url.optional(),
    fallback: "",
    example: "https://desk.example.com",
    meaning: "The server that `frontdesk stdio` is a bridge to.",
  }),
  FRONTDESK_TOKEN: option({
    schema: word.optional(),
    fallback: "",
    example: "fdk_<what token create printed>",
    meaning: "The token `frontdesk stdio` shows that server.",
    secret: true,
  }),
  PHONE_PROVIDER: option({
    schema: z.enum(["quo", "sandbox"], { error: "is not a provider this version knows" }).optional(),
    fallback: "quo when its key is set, else sandbox",
    example: "quo",
    meaning: "Provider of the line that texts leave from when a caller names none.",
  }),
  QUO_API_KEY: option({
    schema: word.optional(),
    fallback: "",
    example: "your Quo API key",
    meaning: "API key of Quo (formerly OpenPhone), from Settings > API. OPENPHONE_API_KEY is read too.",
    secret: true,
  }),
  QUO_WEBHOOK_SECRET: option({
    schema: secrets.optional(),
    fallback: "",
    example: "whsec_<the webhook's signing key>",
    meaning: "Signing key of Quo's webhooks, either scheme; current,previous while it is rotated.",
    secret: true,
  }),
  QUO_BASE_URL: option({
    schema: url,
    fallback: "https://api.quo.com",
    example: "https://api.quo.com",
    meaning: "Where Quo's API is.",
  }),
  LOG_LEVEL: option({
    schema: z.enum(["debug", "info", "warning", "error"], { error: "is not a level" }),
    fallback: "info",
    example: "info",
    meaning: "Least important log line that is written: debug, info, warning or error.",
  }),
  LOG_FORMAT: option({
    schema: z.enum(["pretty", "json"], { error: "is neither pretty nor json" }).optional(),
    fallback: "pretty on a terminal, else json",
    example: "json",
    meaning: "Shape of log lines; they go to standard error.",
  }),
} as const;

export interface Config {
  port: number;
  host: string;
  baseUrl: string;
  /** True when BASE_URL is set; else the base follows the port. */
  isBaseUrlGiven: boolean;
  dataFolder: string;
  databasePath: string;
  encryptionKey: string | undefined;
  /** The server that stdio is a bridge to. */
  remote: { url: string; token: string | undefined } | undefined;
  phoneProvider: "quo" | "sandbox";
  quo: { apiKey: string | undefined; webhookSecrets: string[]; baseUrl: string };
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
  const provider = read("PHONE_PROVIDER", options.PHONE_PROVIDER) ?? (apiKey ? "quo" : "sandbox");
  if (provider === "quo" && !apiKey && problems.length === 0) {
    problems.push(
      `PHONE_PROVIDER is quo, but QUO_API_KEY is not set. Example: QUO_API_KEY="${options.QUO_API_KEY.example}"`,
    );
  }
  const baseUrl = read("BASE_URL", options.BASE_URL);
  const remoteUrl = read("FRONTDESK_URL", options.FRONTDESK_URL);
  const remoteToken = read("FRONTDESK_TOKEN", options.FRONTDESK_TOKEN);
  const databaseUrl = read("DATABASE_URL", options.DATABASE_URL);
  const config: Config = {
    port: listenPort,
    host: read("HOST", options.HOST) ?? "",
    baseUrl: baseUrl ?? `http://localhost:${listenPort}`,
    isBaseUrlGiven: baseUrl !== undefined,
    dataFolder,
    databasePath: databaseUrl ? resolve(databaseUrl.slice("file:".length)) : join(dataFolder, "frontdesk.db"),
    encryptionKey: read("FRONTDESK_ENCRYPTION_KEY", options.FRONTDESK_ENCRYPTION_KEY),
    remote: remoteUrl === undefined ? undefined : { url: remoteUrl, token: remoteToken },
    phoneProvider: provider,
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
