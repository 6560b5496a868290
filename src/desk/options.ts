import * as z from "zod";
import { networks, option, port, rootSecrets, url, word } from "./option-kinds.ts";
import { serviceOptions } from "./service-options.ts";

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
    schema: url
      .refine((text) => new URL(text).pathname === "/", { error: "is more than an origin" })
      .optional(),
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
  FRONTDESK_USER: option({
    schema: z
      .string()
      .regex(/^[1-9]\d{0,8}:[1-9]\d{0,8}$/, {
        error: "is not a user and a group in numbers, neither of them root",
      })
      .optional(),
    fallback: "",
    example: "65532:65532",
    meaning:
      "Started as root, the desk gives its data folder to this user and becomes it: for volumes that belong to root.",
  }),
  DATABASE_URL: option({
    schema: z
      .string()
      .regex(/^(?:file:.|(?:libsql|https?):\/\/[^/])/, {
        error: "does not begin with file:, libsql://, https:// or http://",
      })
      .optional(),
    fallback: "file:$FRONTDESK_DATA/frontdesk.db",
    example: "file:/var/lib/frontdesk/frontdesk.db",
    meaning: "The database: a file, or a libSQL server (Turso) that several processes may share.",
  }),
  DATABASE_AUTH_TOKEN: option({
    schema: word.optional(),
    fallback: "",
    example: "what `turso db tokens create` prints",
    meaning: "What the database server asks for.",
    secret: true,
  }),
  DATABASE_SYNC_URL: option({
    schema: z
      .string()
      .regex(/^(?:libsql|https?):\/\/[^/]/, { error: "does not begin with libsql://, https:// or http://" })
      .optional(),
    fallback: "",
    example: "libsql://desk-you.turso.io",
    meaning:
      "A libSQL server as the database, with a copy of it in a file here that lists and searches are read from.",
  }),
  TRUSTED_PROXIES: option({
    schema: networks.optional(),
    fallback: "",
    example: "127.0.0.1,10.0.0.0/8",
    meaning:
      "Addresses and networks of your proxies: what these say in X-Forwarded-For counts, nobody else's.",
  }),
  FRONTDESK_SECRET: option({
    schema: rootSecrets.optional(),
    fallback: "generated into the data folder",
    example: "what `openssl rand -hex 32` prints",
    meaning: "Root of the keys that sign and seal; current,previous while it is rotated.",
    secret: true,
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
  BACKUP_URL: option({
    schema: z
      .string()
      .regex(/^(?:file:\/.|https?:\/\/[^/]+\/[^/])/, {
        error: "is neither file:/a/folder nor a bucket as https://host/bucket (not s3://)",
      })
      .optional(),
    fallback: "file:$FRONTDESK_DATA/backups",
    example: "https://fly.storage.tigris.dev/my-bucket/desk",
    meaning:
      "Where backups are kept: a folder (file:/mnt/backup/desk), or a bucket of an S3-compatible store. One place for one desk.",
  }),
  BACKUP_ACCESS_KEY_ID: option({
    schema: word.optional(),
    fallback: "",
    example: "tid_0123456789",
    meaning: "The access key for that bucket, together with its secret.",
  }),
  BACKUP_SECRET_ACCESS_KEY: option({
    schema: word.optional(),
    fallback: "",
    example: "the access key's secret",
    meaning: "Secret of that access key.",
    secret: true,
  }),
  BACKUP_REGION: option({
    schema: word,
    fallback: "auto",
    example: "eu-central-1",
    meaning: "The bucket's region, where its store has regions.",
  }),
  BACKUP_PASSPHRASE: option({
    schema: z.string().min(12, { error: "is shorter than 12 characters" }).optional(),
    fallback: "",
    example: "what `openssl rand -base64 15` prints",
    meaning:
      "Seals copies of the database (age), with the root secret in them. Keep it elsewhere too: without it no copy can be opened.",
    secret: true,
  }),
  BACKUP_PASSPHRASE_PREVIOUS: option({
    schema: word.optional(),
    fallback: "",
    example: "the passphrase before",
    meaning: "Opens copies that were sealed before BACKUP_PASSPHRASE was changed.",
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
  ...serviceOptions,
  LOG_LEVEL: option({
    schema: z
      .enum(["debug", "info", "warn", "warning", "error"], { error: "is not a level" })
      .transform((level) => (level === "warn" ? "warning" : level)),
    fallback: "info",
    example: "info",
    meaning: "Least important log line that is written: debug, info, warn (or warning) or error.",
  }),
  LOG_FORMAT: option({
    schema: z.enum(["pretty", "json"], { error: "is neither pretty nor json" }).optional(),
    fallback: "pretty on a terminal, else json",
    example: "json",
    meaning: "Shape of log lines; they go to standard error.",
  }),
} as const;
