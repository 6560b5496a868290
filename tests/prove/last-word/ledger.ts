import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import { noteTables } from "./notes.ts";
import { tamperedColumns } from "./schedule.ts";

/**
 * A table that SQLite itself fills, in the unit of whatever it tells of: what happened to which record in which
 * round. Nothing of the desk writes to it or knows of it.
 */
export interface Entry {
  seq: number;
  round: number;
  what: "state" | "effect" | "tampered" | "gone" | "changed" | "revoked" | "person" | "stopped";
  id: string;
  was: string;
  now: string;
}

const entry = (what: Entry["what"], id: string, was = "''", now = "''") =>
  `INSERT INTO ledger (round, what, id, was, now) SELECT round, '${what}', ${id}, ${was}, ${now} FROM proof_round;`;

const trigger = (name: string, on: string, statement: string) =>
  `CREATE TRIGGER proof_${name} AFTER ${on} BEGIN ${statement} END`;

const sealedColumns = [...tamperedColumns, "user", "client", "call_digest"];

const triggers = [
  trigger("asked", "INSERT ON authorization_requests", entry("state", "new.id", "''", "new.state")),
  trigger(
    "decided",
    "UPDATE OF state ON authorization_requests WHEN old.state <> new.state",
    entry("state", "new.id", "old.state", "new.state"),
  ),
  trigger(
    "tampered",
    `UPDATE ON authorization_requests WHEN ${sealedColumns.map((each) => `old.${each} <> new.${each}`).join(" OR ")}`,
    entry("tampered", "new.id"),
  ),
  trigger("intended", "INSERT ON outbox", entry("effect", "new.id", "''", "new.state")),
  trigger(
    "tried",
    "UPDATE OF state ON outbox WHEN old.state <> new.state",
    entry("effect", "new.id", "old.state", "new.state"),
  ),
  trigger("contact_gone", "DELETE ON contacts", entry("gone", "old.id")),
  trigger("note_gone", "DELETE ON notes", entry("gone", "old.id")),
  // A merge that ran moves the version on by one; what the proof changes of a contact, by a hundred.
  trigger(
    "contact_changed",
    "UPDATE OF version ON contacts WHEN new.version > old.version + 1",
    entry("changed", "new.id"),
  ),
  trigger("note_changed", "UPDATE ON notes", entry("changed", "new.id")),
  trigger(
    "text_came",
    "INSERT ON messages WHEN new.direction = 'inbound'",
    entry("changed", "'text ' || new.peer"),
  ),
  trigger("opted_out", "INSERT ON opt_outs", entry("changed", "'silent ' || new.phone")),
  trigger("token_revoked", "UPDATE OF revoked_at ON tokens", entry("revoked", "new.id")),
  trigger("grant_revoked", "UPDATE OF revoked_at ON oauth_grants", entry("revoked", "new.id")),
  trigger(
    "person_changed",
    "UPDATE ON people",
    entry("person", "new.id", "''", "iif(new.disabled_at IS NULL, new.role, 'off')"),
  ),
  ...["INSERT", "UPDATE"].map((change) =>
    trigger(
      `stopped_${change}`,
      `${change} ON settings WHEN new.key = 'permissions.stopped'`,
      entry("stopped", "new.key", "''", "new.value"),
    ),
  ),
];

const plain = (sql: string): Statement => ({ sql, args: [] });

const proofClient = `INSERT INTO oauth_clients
  (id, source, name, redirect_uris, auth_method, grant_types, scopes, created_at)
  VALUES ('proof', 'entered', 'Proof', '[]', 'none', '[]', '', 0)`;

/** The tables of the proof, beside the desk's, and the program whose grants ask. */
export async function openLedger(database: Database): Promise<void> {
  const ledger =
    "CREATE TABLE ledger (seq INTEGER PRIMARY KEY, round INTEGER, what TEXT, id TEXT, was TEXT, now TEXT)";
  const round = "CREATE TABLE proof_round (round INTEGER NOT NULL)";
  const rows = ["INSERT INTO proof_round VALUES (0)", proofClient];
  for (const sql of [ledger, round, ...rows, ...noteTables, ...triggers]) await database.write([plain(sql)]);
}

export async function turnPage(database: Database, round: number): Promise<void> {
  await database.write([{ sql: "UPDATE proof_round SET round = ?", args: [round] }]);
}

/** What a batch leaves behind goes, children before their parents. */
const emptied = [
  "authorization_requests",
  "audit_payloads",
  "audit",
  "outbox",
  "events",
  "idempotency",
  "messages",
  "conversations",
  "opt_outs",
  "contact_phones",
  "contacts",
  "removed_contacts",
  "oauth_grants",
  "tokens",
  "sessions",
  "people",
  "posts",
  "notes",
  "dropped_notes",
  "ledger",
];

export async function clearLedger(database: Database): Promise<void> {
  await database.write(emptied.map((table) => plain(`DELETE FROM ${table}`)));
}
