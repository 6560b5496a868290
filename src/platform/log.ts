import process from "node:process";
import {
  configureSync,
  getJsonLinesFormatter,
  getLogger,
  type Logger,
  type LogLevel,
  type LogRecord,
} from "@logtape/logtape";
import { redactByField, redactByPattern } from "@logtape/redaction";

import { systemClock } from "./clock.ts";

export type { Logger } from "@logtape/logtape";

/** Fields that never reach a log line, wherever they stand. One pattern: each field of each line is held against it. */
const secretFields =
  /^(?!gen_ai\.usage\.).*(?:token|secret|password|authorization|signature|api.?key|cookie|dialogue)|^(content|text|body|raw|notes?)$/i;

/** Phone numbers keep their last four digits; tokens keep nothing. */
const secretPatterns = [
  { pattern: /\+[1-9]\d{5,14}/g, replacement: (found: string) => `…${found.slice(-4)}` },
  { pattern: /fd[karcs]_[A-Za-z0-9_-]+/g, replacement: "fd…_[redacted]" },
  { pattern: /whsec_[A-Za-z0-9+/=]+/g, replacement: "whsec_[redacted]" },
  { pattern: /Bearer\s+[^\s"\\]+/gi, replacement: "Bearer [redacted]" },
];

export interface LogOptions {
  level: LogLevel;
  format: "json" | "pretty";
  /** Where lines go; standard error unless a test listens. */
  write?: (line: string) => void;
}

/** Sets the process's logging up once: structured, redacted, to standard error. */
export function configureLog(options: LogOptions): void {
  const isJson = options.format === "json";
  const format = isJson ? getJsonLinesFormatter({ properties: "flatten" }) : formatPretty;
  const safe = redactByPattern(format, secretPatterns);
  const write = options.write ?? writeSoon;
  const redacted = redactByField((record: LogRecord) => write(String(safe(record))), {
    fieldPatterns: [secretFields],
    action: () => "[redacted]",
  });
  const sink = (record: LogRecord) => {
    const line = isJson && hasPlainNames(record.properties) ? formatJson(record) : undefined;
    if (line === undefined || suspicious.test(line)) redacted(record);
    else write(line);
  };
  quick = isJson ? { lowest: ranks[options.level], write } : undefined;
  configureSync({
    reset: true,
    sinks: { out: sink },
    loggers: [
      { category: ["frontdesk"], lowestLevel: options.level, sinks: ["out"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["out"] },
    ],
  });
}

/** Levels in their order. */
const ranks: Record<LogLevel, number> = { trace: 0, debug: 1, info: 2, warning: 3, error: 4, fatal: 5 };

/** How lines are written as text at once; undefined where they are made for a terminal, or nobody listens. */
let quick: { lowest: number; write(line: string): void } | undefined;

/**
 * Writes one kind of line, again and again: the same text as the logger's, without what the logger does for any
 * kind of line. The fields come as the JSON of an object, their names plain; a value that has to be redacted or
 * escaped takes the logger's way.
 */
export function lineOf(part: string, message: string) {
  const log = logOf(part);
  const middle = `,"message":${JSON.stringify(message)},"logger":${JSON.stringify(`frontdesk.${part}`)},`;
  const after = { debug: `","level":"DEBUG"${middle}`, info: `","level":"INFO"${middle}` };
  return {
    isEnabledFor: (level: "debug" | "info") =>
      quick === undefined ? log.isEnabledFor(level) : ranks[level] >= quick.lowest,
    write(level: "debug" | "info", fields: string): void {
      if (quick === undefined || suspicious.test(fields)) log[level](message, JSON.parse(fields));
      else quick.write(`{"@timestamp":"${timeText()}${after[level]}${fields.slice(1)}\n`);
    },
  };
}

let timeNow = 0;
let textNow = "";

/** The time as a line has it: made once a millisecond. */
function timeText(): string {
  const now = systemClock.now();
  if (now !== timeNow) {
    timeNow = now;
    textNow = new Date(now).toISOString();
  }
  return textNow;
}

let unwritten = "";

/** How long a line may wait for others to go out with, in milliseconds. */
const together = 10;

function writeSoon(line: string): void {
  if (unwritten === "") setTimeout(flushLog, together);
  unwritten += line;
}

/**
 * Writes what is still in memory, and resolves when it has been handed over: called before the process
 * ends. Not by a write to the descriptor itself, which fails where whoever reads is slow.
 */
export function flushLog(): Promise<void> {
  const lines = unwritten;
  unwritten = "";
  return new Promise((resolve) => process.stderr.write(lines, () => resolve()));
}

/** What a line may hold that has to be redacted or escaped; anything that looks like it takes the long way. */
const suspicious = /\+[1-9]\d{5}|fd[karcs]_|whsec_|bearer|[\u007f-\u009f\u2028\u2029]/i;

const plainNames = new Map<string, boolean>();

/** True when no field's name asks for redaction. Names are few, and each is held against the pattern once. */
function hasPlainNames(properties: object): boolean {
  for (const [name, value] of Object.entries(properties)) {
    const known = plainNames.get(name) ?? !secretFields.test(name);
    if (plainNames.size < 1000) plainNames.set(name, known);
    if (!known || (typeof value === "object" && value !== null && !hasPlainNames(value))) return false;
  }
  return true;
}

/** What the library's formatter writes, at a third of its cost: most lines are a call's, and there are many. */
function formatJson(record: LogRecord): string {
  const line = {
    "@timestamp": new Date(record.timestamp).toISOString(),
    level: record.level === "warning" ? "WARN" : record.level.toUpperCase(),
    message: record.message.join(""),
    logger: record.category.join("."),
    ...record.properties,
  };
  return `${JSON.stringify(line)}\n`;
}

/** A line for a terminal: time, level, part, message, and what belongs to it as name=value. */
function formatPretty(record: LogRecord): string {
  const time = new Date(record.timestamp).toISOString().slice(11, 23);
  const values = Object.entries(record.properties).map(([name, value]) =>
    typeof value === "object" ? `${name}=${JSON.stringify(value)}` : `${name}=${value}`,
  );
  const part = record.category.slice(1).join(".");
  return `${[time, record.level.padEnd(7), part.padEnd(7), record.message.join(""), ...values].join(" ")}\n`;
}

/** The logger of one part of the desk: `logOf("gate")`. */
export function logOf(part: string): Logger {
  return getLogger(["frontdesk", part]);
}

/** What may be said of a failure in a log: its kind and our own words, never bound values or third-party text. */
export function describeFailure(thrown: unknown): Record<string, string> {
  if (!(thrown instanceof Error)) return { kind: typeof thrown };
  const code = "code" in thrown && typeof thrown.code === "string" ? { code: thrown.code } : {};
  const at = thrown.stack
    ?.split("\n")
    .find((line) => /\.(ts|tsx|js)|\$bunfs/.test(line))
    ?.trim();
  const inner =
    thrown.cause instanceof Error ? { cause: `${thrown.cause.name} ${codeOf(thrown.cause)}`.trim() } : {};
  const own = ["DeskError", "TypeError", "RangeError", "ReferenceError"].includes(thrown.name);
  return {
    kind: thrown.name,
    ...code,
    ...(own ? { says: thrown.message } : {}),
    ...(at ? { at } : {}),
    ...inner,
  };
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
