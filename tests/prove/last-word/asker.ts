import type { Statement } from "#db/statement.ts";
import { callDigest } from "#gate/queue/request-digest.ts";
import type { Principal } from "#operation/operation.ts";
import { allScopes, type Scope } from "#operation/scopes.ts";
import { canonicalJson } from "#platform/canonical.ts";
import type { Either, Kind, Schedule } from "./schedule.ts";

/** Whoever asks in one schedule: a person, two clients of theirs, and records that nobody else's schedule touches. */
export interface Asker {
  serial: number;
  schedule: Schedule;
  person: string;
  clients: [string, string];
  /** Requests as they were when the round began: those that wait first, the newest first. */
  requests: Known[];
  /** What the process has answered them and those who decide. */
  answers: Answer[];
  /** True once a process has died while something of theirs was under way. */
  wasCutOff: boolean;
}

export interface Known {
  id: string;
  digest: string;
}

export type Answer =
  | { to: "ask"; who: Either; what: Either; queueId: string }
  | { to: "ask"; who: Either; what: Either; replayed: boolean }
  | { to: "decision"; id: string; status: string; sawIt: boolean };

export const deciders = ["per_owner", "per_approver"] as const;
/** Owners whose word counts no more: one has signed in too long ago, the other is signed out. */
export const formerDeciders = { "signed in long ago": "per_late", "signed out": "per_away" };

export function createAsker(schedule: Schedule, serial: number): Asker {
  const clients: Asker["clients"] = [`tok_${serial}`, `gra_${serial}`];
  const person = `per_${serial}`;
  return { serial, schedule, person, clients, requests: [], answers: [], wasCutOff: false };
}

const scopes = new Set<Scope>(["phone:write", "office:write"]);

export function appOf({ person, clients }: Asker, who: Either): Principal {
  return { user: person, client: clients[who], scopes, face: "mcp", authority: "tools" };
}

/** Somebody at a browser, as src/signin/sessions.ts tells the gate of them. */
export function atBrowser(
  user: string,
  authority: Principal["authority"],
  authenticatedAt: number,
): Principal {
  return { user, client: `ses_${user}`, scopes: new Set(allScopes), face: "web", authority, authenticatedAt };
}

const operations: Record<Kind, string> = {
  drop: "note.drop",
  post: "note.post",
  delete: "contact.delete",
  merge: "contact.merge",
  bulk: "message.send_bulk",
};

export function operationOf({ schedule }: Asker): string {
  return operations[schedule.kind];
}

export const noteId = ({ serial }: Asker, what: Either) => `note_${serial}_${what}`;
export const contactId = ({ serial }: Asker, what: Either) => `con_${serial}_${what}`;
/** Numbers with the same last four digits behave alike. */
const numberOf = ({ serial }: Asker, last: string) => `+12${String(serial).padStart(5, "0")}${last}`;
export const phoneOf = (asker: Asker, what: Either) => numberOf(asker, `002${what}`);

/** Whom a text is asked for: two for a post; four more, of whom two may opt out, for a bulk. */
export function recipientsOf(asker: Asker): string[] {
  const own = [...new Set(asker.schedule.moods)];
  const more = asker.schedule.kind === "bulk" ? ["0031", "0032", "0033", "0034", "0035"] : [];
  return [...own, ...more].map((last) => numberOf(asker, last));
}

/** The arguments of a call; `what` tells one from the other that must never run in its place. */
export function inputOf(asker: Asker, what: Either): Record<string, unknown> {
  const other: Either = what === 0 ? 1 : 0;
  const content = contentOf(asker, what);
  switch (asker.schedule.kind) {
    case "drop":
      return { id: noteId(asker, what) };
    case "post":
      return { about: noteId(asker, what), to: recipientsOf(asker), content };
    case "delete":
      return { id: contactId(asker, what) };
    case "merge":
      return { id: contactId(asker, what), into: contactId(asker, other) };
    case "bulk":
      return { to: recipientsOf(asker), content, allowDuplicate: true };
  }
}

export const contentOf = ({ serial }: Asker, what: Either) => `text ${serial}_${what}`;

/** The digest by which a request is known as that very call, whatever else its row says. */
export function callOf(asker: Asker, who: Either, what: Either): string {
  return callDigest({
    operation: operationOf(asker),
    user: asker.person,
    client: asker.clients[who],
    input: canonicalJson(inputOf(asker, what)),
  });
}

/** Records whose change makes what was shown of the call untrue. */
export function shownRecords(asker: Asker, what: Either): Set<string> {
  switch (asker.schedule.kind) {
    case "drop":
    case "post":
      return new Set([noteId(asker, what)]);
    case "delete":
      return new Set([contactId(asker, what), `text ${phoneOf(asker, what)}`]);
    case "merge":
      return new Set([contactId(asker, 0), contactId(asker, 1), `text ${phoneOf(asker, what)}`]);
    case "bulk":
      return new Set(recipientsOf(asker).map((phone) => `silent ${phone}`));
  }
}

function insert(table: string, row: Record<string, unknown>): Statement {
  const names = Object.keys(row);
  const marks = names.map(() => "?").join(", ");
  return { sql: `INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`, args: Object.values(row) };
}

/** Those who decide, and those who would. */
export function setUpDeciders(now: number): Statement[] {
  const [owner, approver] = deciders;
  const { "signed in long ago": late, "signed out": away } = formerDeciders;
  return [
    ...[owner, late, away].map((id) => person(id, "owner", now)),
    person(approver, "approver", now),
    ...[owner, approver, late].map((id) => session(id, now)),
  ];
}

/** The browser that they are signed in with. */
function session(personId: string, now: number): Statement {
  return insert("sessions", {
    id: `ses_${personId}`,
    hash: personId,
    person_id: personId,
    created_at: now,
    authenticated_at: now,
    last_seen_at: now,
    expires_at: now + 300 * 86_400_000,
    agent: "",
  });
}

function person(id: string, role: string, now: number): Statement {
  return insert("people", { id, email: id, name: id, role, created_at: now, updated_at: now });
}

/** The asker, the clients and the records, as they are before anything happens. */
export function setUp(asker: Asker, lineId: string, now: number): Statement[] {
  const [token, grant] = asker.clients;
  const common = { user: asker.person, scopes: [...scopes].join(","), created_at: now };
  const expiresAt = now + 300 * 86_400_000;
  return [
    person(asker.person, "staff", now),
    session(asker.person, now),
    insert("tokens", { id: token, hash: token, name: token, expires_at: expiresAt, ...common }),
    insert("oauth_grants", { id: grant, client_id: "proof", ...common }),
    ...([0, 1] as const).flatMap((what) => recordsOf(asker, what, lineId, now)),
  ];
}

function recordsOf(asker: Asker, what: Either, lineId: string, now: number): Statement[] {
  const { kind } = asker.schedule;
  if (kind === "bulk") return [];
  if (kind === "drop" || kind === "post")
    return [insert("notes", { id: noteId(asker, what), text: "as it was", version: 1 })];
  const [id, phone] = [contactId(asker, what), phoneOf(asker, what)];
  const at = { created_at: now };
  const conversation = `cnv_${asker.serial}_${what}`;
  return [
    insert("contacts", { id, name: id, origin: "typed", version: 1, updated_at: now, ...at }),
    insert("contact_phones", { phone, contact_id: id, raw: phone, ...at }),
    insert("conversations", { id: conversation, peer: phone, last_activity_at: now, ...at }),
    insert("messages", {
      id: `msg_${asker.serial}_${what}`,
      conversation_id: conversation,
      line_id: lineId,
      provider: "sandbox",
      direction: "inbound",
      peer: phone,
      content: "Hello",
      status: "received",
      at: now,
      updated_at: now,
      ...at,
    }),
  ];
}
