import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import type { Outside, Sent } from "./carrier.ts";
import type { Entry } from "./ledger.ts";

/** A request as its row says in the end. */
export interface RequestRow {
  id: string;
  call: string;
  state: string;
  createdAt: number;
  expiresAt: number;
  endedAt: number | null;
  decidedAt: number | null;
  decidedBy: string | null;
  replaces: string | null;
}

/** A contact or a note that is gone, and by whose leave. */
export interface Removal {
  id: string;
  into: string | null;
  allowedBy: string | null;
}

/** A text that was meant to go out. */
export interface Text {
  effect: string;
  requestId: string | null;
  state: string;
  ref: string;
  peer: string;
  content: string;
}

/** A line of the audit: somebody has decided. */
export interface Decision {
  auditId: string;
  user: string;
  face: string;
  input: { id: string; decision: string };
}

/** A line of the audit: an app has taken a request back. */
export interface Withdrawal {
  user: string;
  client: string;
  id: string;
}

/** A line of the audit: something ran as a part of the line before. */
export interface Part {
  parentId: string;
  operation: string;
  user: string;
  client: string;
  digest: string | null;
}

/** All that is left of a batch, from whoever wrote it. */
export interface Evidence {
  requests: RequestRow[];
  entries: Entry[];
  removals: Removal[];
  texts: Text[];
  /** Texts that nothing in the outbox speaks of. */
  strays: string[];
  decisions: Decision[];
  withdrawals: Withdrawal[];
  parts: Part[];
  sent: readonly Sent[];
}

export async function gather({ read }: Database, outside: Outside): Promise<Evidence> {
  const list = async <T extends unknown[]>(query: string) => await read.values<T>(sql.raw(query));
  const requests = await list<
    [string, string, string, number, number, number | null, number | null, string | null, string | null]
  >(
    `SELECT id, call_digest, state, created_at, expires_at, ended_at, decided_at, decided_by, replaces
      FROM authorization_requests ORDER BY id`,
  );
  const entries = await list<[number, number, Entry["what"], string, string, string]>(
    "SELECT seq, round, what, id, was, now FROM ledger ORDER BY seq",
  );
  const removals = await list<[string, string | null, string | null]>(
    "SELECT id, merged_into, allowed_by FROM removed_contacts UNION ALL SELECT id, NULL, allowed_by FROM dropped_notes",
  );
  const texts = await list<[string, string | null, string, string, string, string]>(
    `SELECT outbox.id, request_id, outbox.state, ref, coalesce(messages.peer, posts.peer),
      coalesce(messages.content, posts.content) FROM outbox
      LEFT JOIN messages ON messages.id = ref LEFT JOIN posts ON posts.id = ref`,
  );
  const strays = await list<[string]>(
    `SELECT peer FROM (SELECT id, peer FROM messages WHERE direction = 'outbound' UNION ALL SELECT id, peer FROM posts)
      WHERE id NOT IN (SELECT ref FROM outbox)`,
  );
  const decisions = await list<[string, string, string, string]>(
    `SELECT audit.id, user, face, input FROM audit JOIN audit_payloads ON audit_id = audit.id
      WHERE operation = 'authorization.decide' AND outcome = 'done'`,
  );
  const withdrawals = await list<[string, string, string]>(
    `SELECT user, client, input ->> 'queue_id' FROM audit JOIN audit_payloads ON audit_id = audit.id
      WHERE operation = 'authorization.cancel' AND outcome = 'done'`,
  );
  const parts = await list<[string, string, string, string, string | null]>(
    "SELECT parent_id, operation, user, client, digest FROM audit WHERE parent_id IS NOT NULL AND outcome = 'done'",
  );
  return {
    requests: requests.map(
      ([id, call, state, createdAt, expiresAt, endedAt, decidedAt, decidedBy, replaces]) => ({
        id,
        call,
        state,
        createdAt,
        expiresAt,
        endedAt,
        decidedAt,
        decidedBy,
        replaces,
      }),
    ),
    entries: entries.map(([seq, round, what, id, was, now]) => ({ seq, round, what, id, was, now })),
    removals: removals.map(([id, into, allowedBy]) => ({ id, into, allowedBy })),
    texts: texts.map(([effect, requestId, state, ref, peer, content]) => ({
      effect,
      requestId,
      state,
      ref,
      peer,
      content,
    })),
    strays: strays.map(([peer]) => peer),
    decisions: decisions.map(([auditId, user, face, input]) => ({
      auditId,
      user,
      face,
      input: JSON.parse(input) as Decision["input"],
    })),
    withdrawals: withdrawals.map(([user, client, id]) => ({ user, client, id })),
    parts: parts.map(([parentId, operation, user, client, digest]) => ({
      parentId,
      operation,
      user,
      client,
      digest,
    })),
    sent: outside.sent,
  };
}
