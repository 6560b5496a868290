import { expect } from "bun:test";
import { rmSync } from "node:fs";
import { sql } from "drizzle-orm";
import { statement } from "#db/statement.ts";
import { newSecret, secretHash } from "#domains/people/secret.ts";
import type { Scope } from "#operation/scopes.ts";
import { newId } from "#platform/ids.ts";
import { runOperation } from "#src/cli/command.ts";
import { openBrowser, type TestBrowser } from "#tests/support/browser.ts";
import { type JsonResponse, openTestDesk, type TestDesk, type TestDeskOptions } from "#tests/support/desk.ts";

/** A line of the audit, as much of it as says who tried what, and what came of it. */
export interface Line {
  operation: string;
  outcome: string;
  user: string;
  client: string;
  face: string;
}

/** An access token with its id, which is the client of whatever is asked with it. */
export interface Client {
  id: string;
  token: string;
}

/** Somebody who is signed in. */
export interface Person {
  browser: TestBrowser;
  id: string;
  /** Of their session: the client of what they do. */
  session: string;
  email: string;
}

type Answer = Awaited<ReturnType<TestDesk["tool"]>>;

/** A desk with an owner at a browser, and all that an attacker and a witness need. */
export interface Siege {
  t: TestDesk;
  /** The owner. */
  ada: Person;
  /** Makes a token for the owner, or for somebody else by their address. */
  client(scopes?: Scope[], person?: string): Promise<Client>;
  call(name: string, args: unknown, token: string, headers?: Record<string, string>): Promise<Answer>;
  /** The same over MCP, without JSON-RPC around it. */
  callOverMcp(name: string, args: unknown, token: string, path?: string): Promise<Omit<Answer, "headers">>;
  /** Asks for something that has to wait; gives the request's id. */
  ask(name: string, args: unknown, token: string, headers?: Record<string, string>): Promise<string>;
  /** Asks for six texts to strangers. */
  askForBulk(token: string, content?: string, headers?: Record<string, string>): Promise<string>;
  /** A person's word, as the page's own script sends it; a header that is given replaces the script's. */
  decide(
    person: Person,
    id: string,
    body: unknown,
    headers?: Record<string, string | undefined>,
  ): Promise<JsonResponse>;
  /** The owner's word; what has become of the request. */
  allow(id: string, more?: Record<string, unknown>): Promise<Decided>;
  deny(id: string, more?: Record<string, unknown>): Promise<Decided>;
  stateOf(id: string): Promise<unknown>;
  rows(query: string, ...args: unknown[]): Promise<unknown[][]>;
  /** Runs one statement past the desk, as whoever holds the data folder can. */
  tamper(query: ReturnType<typeof sql>): Promise<void>;
  /** Texts with these words that the desk has recorded as its own. */
  textsOf(content: string): Promise<number>;
  /** Lines of the audit since the last look. */
  audited(): Promise<Line[]>;
  /** A customer's text comes in. */
  customerWrites(from: string, text?: string): Promise<void>;
  /** Saves a contact whose number nobody has, and gives its id. */
  contact(name: string, phone: string, token: string): Promise<string>;
  /** Somebody comes in, without the half second that choosing a password takes. */
  join(role: string): Promise<Person>;
  /** Time passes, and everybody who is signed in proves anew who they are. */
  later(milliseconds: number): Promise<void>;
  /**
   * Has something happen at the last moment of a call: it has read and planned everything, and its unit, which has
   * a statement like this, is not written yet.
   */
  lastMoment<Value>(
    like: RegExp,
    happens: () => Promise<unknown>,
    call: () => Promise<Value>,
  ): Promise<Value>;
  /** Closes the desk and opens it again on what it has written. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** What an approver's call answers: its status, the request's state, and an error's code. */
export interface Decided {
  status: number;
  state: string | undefined;
  code: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
  body: any;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Statements of the unit that asks, decides, sends texts, uses a rule, or takes a contact away. */
export const unitOf = {
  request: /insert into "authorization_requests"/,
  decision: /update "authorization_requests" set .*"decided_at"/,
  texts: /insert into "messages"/,
  rule: /UPDATE policies SET uses/,
  removal: /insert into "removed_contacts"/,
};

/** Numbers nobody has heard of; none of those with which the sandbox misbehaves. */
export const strangers = (count: number, first = 0) =>
  Array.from({ length: count }, (_, n) => `+1555012${String(10 + first + n).padStart(4, "0")}`);

export async function laySiege(options: TestDeskOptions = {}): Promise<Siege> {
  let seen = 0;
  let serial = 1000;
  const t = await openTestDesk(options);
  // What is let go goes out: what a person can still take back has tests of its own.
  await t.set("windows.recall_seconds", 0);
  for (const kind of ["reads", "writes"]) await t.set(`limits.${kind}_per_minute`, 100_000);
  const forms = new Map<string, string>();
  const siege: Siege = {
    t,
    ada: { browser: openBrowser(t), id: "", session: "", email: "" },
    async client(scopes = ["phone:read", "phone:write"], person) {
      const more = person === undefined ? {} : { for: person };
      return await runOperation<Client>(siege.t.desk, "token.create", {
        name: "an app",
        scopes,
        days: 365,
        ...more,
      });
    },
    call: (name, args, token, headers) => siege.t.tool(name, args, token, headers),
    async callOverMcp(name, args, token, path = "/mcp") {
      const answer = await siege.t.request(path, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ method: "tools/call", params: { name, arguments: args } }),
      });
      return { status: answer.status, body: await answer.json() };
    },
    async ask(name, args, token, headers) {
      const { status, body } = await siege.call(name, args, token, headers);
      if (status !== 202) throw new Error(`${name} was answered ${status}: ${JSON.stringify(body)}`);
      return body.queue_id;
    },
    async askForBulk(token, content = crypto.randomUUID(), headers = {}) {
      serial += 6;
      return await siege.ask("send_bulk_sms", { to: strangers(6, serial), content }, token, headers);
    },
    async decide({ browser, session }, id, body, headers = {}) {
      const form = forms.get(session) ?? (await browser.tokenOn("/settings/account"));
      forms.set(session, form);
      const all = {
        "content-type": "application/json",
        "x-form-token": form,
        "sec-fetch-site": "same-origin",
        origin: t.config.baseUrl,
        ...headers,
      };
      const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
      return await browser.post(`/api/authorizations/${id}`, {
        headers: Object.fromEntries(given),
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    },
    allow: (id, more) => decided(siege.decide(siege.ada, id, { decision: "authorized", ...more })),
    deny: (id, more) => decided(siege.decide(siege.ada, id, { decision: "denied", ...more })),
    async stateOf(id) {
      return (await siege.rows("SELECT state FROM authorization_requests WHERE id = ?", id))[0]?.[0];
    },
    rows: (query, ...args) => siege.t.desk.database.slow.read(query, args as never) as Promise<unknown[][]>,
    async tamper(query) {
      const written = await siege.t.desk.database.write([statement(query)]);
      expect(written.ok).toBe(true);
    },
    async textsOf(content) {
      const query = "SELECT count(*) FROM messages WHERE direction = 'outbound' AND content = ?";
      return Number((await siege.rows(query, content))[0]?.[0]);
    },
    async audited() {
      await siege.t.desk.audit.flush();
      // What the job of every second has taken to write may not be written yet: units keep their order.
      await siege.t.desk.database.write([]);
      const lines = await siege.rows(
        "SELECT seq, operation, outcome, user, client, face FROM audit WHERE seq > ? ORDER BY seq",
        seen,
      );
      seen = Number(lines.at(-1)?.[0] ?? seen);
      return lines.map(
        ([, operation, outcome, user, client, face]) => ({ operation, outcome, user, client, face }) as Line,
      );
    },
    async customerWrites(from, text = "Is my table ready?") {
      const body = new URLSearchParams({ from, text });
      const answer = await siege.t.request("/sandbox/messages", {
        method: "POST",
        body,
        address: "127.0.0.1",
      });
      expect(answer.status).toBe(303);
      await siege.t.settle();
    },
    async contact(name, phone, token) {
      const { status, body } = await siege.call("create_contact", { name, phone }, token);
      expect(status).toBe(200);
      return body.contact.id;
    },
    async join(role) {
      const { t: desk } = siege;
      const now = desk.clock.now();
      const [id, session, secret] = [newId("per", now), newId("ses", now), newSecret("session")];
      const email = `${role}-${++serial}@example.com`;
      await siege.tamper(sql`INSERT INTO people (id, email, name, role, created_at, updated_at)
        VALUES (${id}, ${email}, ${role}, ${role}, ${now}, ${now})`);
      await siege.tamper(sql`INSERT INTO sessions
        (id, hash, person_id, created_at, authenticated_at, last_seen_at, expires_at, agent)
        VALUES (${session}, ${secretHash(secret)}, ${id}, ${now}, ${now}, ${now}, ${now + 30 * day}, '')`);
      const browser = openBrowser(desk, `203.0.113.${serial % 250}`);
      browser.cookies.set("frontdesk", secret);
      return { browser, id, session, email };
    },
    async later(milliseconds) {
      siege.t.clock.advance(milliseconds);
      const now = siege.t.clock.now();
      await siege.tamper(sql`UPDATE sessions SET authenticated_at = ${now}, expires_at = ${now + day}`);
    },
    async lastMoment(like, happens, call) {
      const { database } = siege.t.desk;
      // What is still coming in of earlier texts is no call.
      await siege.t.settle();
      const { write } = database;
      let hasHappened = false;
      database.write = async (unit) => {
        if (!hasHappened && unit.some((part) => like.test(part.sql))) {
          hasHappened = true;
          await happens();
        }
        return await write.call(database, unit);
      };
      try {
        return await call();
      } finally {
        database.write = write;
        expect(hasHappened).toBe(true);
      }
    },
    async reopen() {
      const { folder, clock } = siege.t;
      await siege.t.desk.close();
      siege.t = await openTestDesk({ ...options, folder, clock });
      const browser = openBrowser(siege.t);
      for (const [name, value] of siege.ada.browser.cookies) browser.cookies.set(name, value);
      siege.ada = { ...siege.ada, browser };
    },
    async close() {
      await siege.t.close();
      rmSync(siege.t.folder, { recursive: true, force: true });
    },
  };
  siege.ada = await siege.join("owner");
  return siege;
}

export async function decided(asked: Promise<JsonResponse>): Promise<Decided> {
  const answer = await asked;
  const body = await answer.json();
  return { status: answer.status, state: body.data?.status, code: body.code, body };
}

/** The attempt is in the audit: what was tried, how it ended, and who it was. */
export async function expectAudited(siege: Siege, ...lines: Partial<Line>[]): Promise<void> {
  const found = await siege.audited();
  for (const line of lines) expect(found).toContainEqual(expect.objectContaining(line));
}
