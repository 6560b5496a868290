import type { State } from "#faces/web/parts/badge.tsx";
import type { Operation } from "#operation/operation.ts";

/** A line of the audit as `audit.list` gives it. */
export interface AuditLine {
  seq: number;
  at: string;
  operation: string;
  outcome: string;
  user: string;
  client: string;
  person: string;
  app: string;
  face: string;
  requestId: string;
  isSealed: boolean;
  /** What it was about: a number, a name, a ticket. */
  about: string | null;
}

/** What happens at the door and is no operation, as an operation's title would say it. */
const doorTitles: Record<string, string> = {
  "session.begin": "Sign in",
  "session.renew": "Sign in again",
  "session.end": "Sign out",
  "passkey.add": "Add a passkey",
  "person.join": "Join this desk",
  "form.send": "Send a form",
  "oauth.authorize": "Let an app in",
  "oauth.rehearse": "Let an app in, for a rehearsal",
  "oauth.register": "Make an app known",
  "oauth.revoke": "Give a token back",
  "oauth.token": "Get a token",
  "token.show": "Show a token",
  "tool.unknown": "Use a tool that there is not",
};

/** How something ended, as a badge and in words. */
export const outcomeWords: Record<string, readonly [State, string]> = {
  done: ["done", "done"],
  replayed: ["plain", "answered as before"],
  authorization_required: ["waiting", "waits for a person"],
  AUTH_REQUIRED: ["failed", "not signed in"],
  FORBIDDEN: ["failed", "not allowed"],
  VALIDATION_ERROR: ["failed", "not understood"],
  REASONING_REQUIRED: ["waiting", "asked for a reason"],
  BLOCKED: ["stopped", "held back"],
  NOT_FOUND: ["failed", "not found"],
  CONFLICT: ["failed", "overtaken"],
  IDEMPOTENCY_CONFLICT: ["failed", "its key was used already"],
  RATE_LIMIT_EXCEEDED: ["stopped", "too often"],
  BUDGET_EXCEEDED: ["stopped", "over the budget"],
  NOT_CONFIGURED: ["failed", "not set up"],
  UNSUPPORTED: ["failed", "not possible here"],
  UPSTREAM_ERROR: ["failed", "refused by the provider"],
  UPSTREAM_TIMEOUT: ["failed", "no answer from the provider"],
  UNAVAILABLE: ["failed", "the desk was busy"],
  INTERNAL: ["failed", "a fault of the desk"],
};

export function outcomeOf(code: string): readonly [State, string] {
  return outcomeWords[code] ?? ["plain", code.toLowerCase().replaceAll("_", " ")];
}

/** Says lines of the audit as somebody would tell them. */
export function createTeller(operations: readonly Operation[]) {
  const titles = new Map([
    ...Object.entries(doorTitles),
    ...operations.map(({ name, title }) => [name, title] as const),
  ]);
  return {
    /** What was done: the operation's own title. */
    titleOf: (name: string) => titles.get(name) ?? name,
    /** Every kind of thing that may have happened, by its title. */
    kinds: [...titles].sort(([, a], [, b]) => a.localeCompare(b)),
    /** Reads, and looking at pages: told when they are asked for. */
    quiet: operations.filter(({ kind }) => kind === "read").map(({ name }) => name),
    /** Who it was: a person, an app for a person, the desk itself. */
    whoOf({ person, app, user, face, client }: AuditLine): string {
      if (user === "system") return "The desk itself";
      if (face === "cli") return "At the command line";
      if (user === "nobody") return "Somebody unknown";
      if (face === "web" || client.startsWith("ses_")) return person;
      return person && person !== app ? `${app}, for ${person}` : app;
    },
  };
}

export type Teller = ReturnType<typeof createTeller>;
