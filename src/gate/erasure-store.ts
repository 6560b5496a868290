import { type SQL, sql } from "drizzle-orm";
import { guard, type Statement, statement } from "#db/statement.ts";

/** By what somebody is found in what is kept of calls and events. */
export interface Traces {
  /** E.164, or as a carrier wrote it. */
  phones: readonly string[];
  /** The digits of the same as they are dialled within their country, in every spelling; long enough to be theirs alone. */
  dialled: readonly string[];
  /** Whole names and addresses: a record that gives one as somebody's is about them. */
  words: readonly string[];
  /** Ids of the contact, and of those that were merged into it. */
  contacts: readonly string[];
  /** True where nothing can be on its way: in a copy that is brought up. */
  isForced?: boolean;
  /** The request that a person has allowed it with. */
  allowedBy?: string | undefined;
}

/**
 * Takes somebody out of everything that the gate and the doors keep: events as they came, answers of repeated calls, what
 * was asked and shown, the audit's payloads, what was told elsewhere, whose words were read. Lines of the audit stay, and
 * still verify: what lies apart from them goes. What others wrote of them is the others'. Ends the unit while something is
 * on its way to them.
 */
export function eraseTraces(traces: Traces): Statement[] {
  const { phones, dialled, words, contacts, isForced = false, allowedBy = "" } = traces;
  const theirs = among(phones);
  const sent = sql`SELECT id FROM messages WHERE peer IN ${theirs} UNION SELECT id FROM calls WHERE peer IN ${theirs}`;
  const named = sql`SELECT provider_id AS name FROM calls WHERE peer IN ${theirs}
    UNION SELECT provider_id FROM messages WHERE peer IN ${theirs}`;
  const holdsNumber = (...columns: string[]) =>
    sql`(${mentions(columns, phones.map(digitsOf).filter(isLong))} OR ${mentions(columns.map(bare), dialled)})`;
  const asSomebody = mentions(
    ["input"],
    [...words, ...phones].map((word) => JSON.stringify(word)),
  );
  const quiet = sql`NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'trying' AND ref IN (${sent}))`;
  const wiped = sql.raw(`'{"card":[],"facts":{}}'`);
  const asked = sql`(${holdsNumber("input", "facts", "reasoning", "note", "output", "reason")}
    OR ${isAbout("con_", amongNames(contacts))} OR id = ${allowedBy})`;
  return [
    ...(isForced ? [] : [guard("nothing is on its way to them", quiet)]),
    statement(sql`DELETE FROM outbox WHERE ref IN (${sent})`),
    // What waits or has failed may be somebody else's: whose it is, the phone knows.
    statement(sql`DELETE FROM inbound_events WHERE state IN ('processed', 'unrecognized') AND (${holdsNumber("raw")}
      OR EXISTS (SELECT 1 FROM (${named}) WHERE length(name) > 5 AND instr(raw, name) > 0))`),
    statement(sql`DELETE FROM idempotency WHERE ${holdsNumber("result")}`),
    statement(sql`DELETE FROM deliveries WHERE ${holdsNumber("body")}`),
    statement(sql`DELETE FROM audit_payloads WHERE ${holdsNumber("input", "reasoning")}
      OR ${asSomebody} OR ${mentions(["reasoning"], words)}
      OR ${isAbout("con_", amongNames(contacts))}
      OR ${isAbout("auth_", sql`SELECT id AS name FROM authorization_requests WHERE ${asked}`)}
      OR ${isAbout("providerCallId", named)}
      OR ${isAbout("msg_", sql`SELECT id AS name FROM messages WHERE peer IN ${theirs}`)}
      OR ${isAbout("tkt_", sql`SELECT id AS name FROM tickets WHERE ${isTheirs(theirs, contacts)}`)}
      OR ${isAboutTicket(isTheirs(theirs, contacts))}`),
    statement(sql`UPDATE authorization_requests SET
        state = CASE WHEN state = 'pending' AND id <> ${allowedBy} THEN 'cancelled' ELSE state END,
        input = '{}', facts = ${wiped}, reasoning = NULL, note = NULL, output = NULL, reason = ''
      WHERE ${asked}`),
    statement(sql`DELETE FROM words_read WHERE peer IN ${theirs}`),
    statement(sql`UPDATE policies SET target = '[]', words = NULL, revoked_at = coalesce(revoked_at, created_at)
      WHERE ${holdsNumber("target", "words")}`),
    statement(sql`UPDATE events SET subject = '' WHERE subject IN ${theirs}`),
  ];
}

function isTheirs(theirs: SQL, contacts: readonly string[]): SQL {
  return sql`(caller IN ${theirs} OR contact_id IN ${among(contacts)})`;
}

/** Digits that are fewer stand in too much else. */
function isLong(digits: string): boolean {
  return digits.length >= 7;
}

function amongNames(values: readonly string[]): SQL {
  return sql`SELECT value AS name FROM json_each(${JSON.stringify(values)})`;
}

function among(values: readonly string[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function digitsOf(phone: string): string {
  return phone.replaceAll(/\D/g, "");
}

/** What was asked names one of these records of theirs; few payloads have the hint in them. */
function isAbout(hint: string, names: SQL): SQL {
  return sql`(instr(input, ${hint}) > 0 AND EXISTS (
    SELECT 1 FROM (${names}) WHERE name IS NOT NULL AND instr(input, name) > 0))`;
}

/** What was asked of one of these tickets, however its number was written: `TKT-1000`, `tkt 1000`, `1000`. */
function isAboutTicket(which: SQL): SQL {
  const plain = sql`upper(replace(replace(replace(input, ' ', ''), '-', ''), '_', ''))`;
  return sql`(instr(input, 'icket') > 0 AND EXISTS (SELECT 1 FROM tickets WHERE ${which}
    AND (instr(${plain}, '"TKT' || number || '"') > 0 OR instr(${plain}, '"TICKETID":"' || number || '"') > 0)))`;
}

/** What numbers are written with: spaces and dashes of every kind among them. */
const between = [..." -().+/_\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212"];

/** A column's text without what numbers are written with. */
export function bare(column: string): string {
  return between.reduce((text, mark) => `replace(${text}, '${mark}', '')`, column);
}

/** One of the columns holds one of the words, in whatever case. */
export function mentions(columns: readonly string[], words: readonly string[]): SQL {
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`);
  const found = columns.flatMap((column) =>
    patterns.map((pattern) => sql`${sql.raw(column)} LIKE ${pattern} ESCAPE '\\'`),
  );
  return found.length === 0 ? sql`FALSE` : sql.join(found, sql` OR `);
}
