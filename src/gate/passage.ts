import type { Statement } from "#db/statement.ts";
import type { Waiting } from "#operation/json-schema.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import { canonicalJson } from "#platform/canonical.ts";
import type { Allowance } from "#platform/limits.ts";
import type { DeskError } from "#src/errors.ts";
import type { AuditEntry } from "./audit/line.ts";

/** What came of a call. Waiting for a person is an outcome, not an error. */
export type Outcome = {
  allowance?: Allowance;
} /** `json` is the output's, where a face has use for it. */ & (
  | { kind: "done"; output: unknown; json?: string; replayed: boolean }
  | { kind: "authorization_required"; waiting: Waiting }
  | { kind: "refused"; error: DeskError }
);

/** One call, beside its operation, input and principal. */
export interface Call {
  requestId: string;
  /** From the REST header or MCP's `_meta`; the argument `idempotency_key` counts where neither is given. */
  idempotencyKey?: unknown;
  /** What tells the very same request apart from any other, such as its signature: a key beside the others. */
  sameRequest?: string;
  /** Milliseconds for which a repeat with the key that was given gets the answer; a day where it is not said. */
  keyLife?: number;
  /** True where the caller's face has a limit of its own, and has counted the call. */
  isCounted?: boolean;
  /** Turns the arguments of the name that was called into the operation's own. @throws DeskError VALIDATION_ERROR */
  adapt?: (given: Record<string, unknown>) => Record<string, unknown>;
  /** How long the caller's face waits for an effect, in milliseconds. */
  wait?: number;
  /** Aborted when the caller gives up: what has not begun is not begun, and nothing is waited for. */
  signal?: AbortSignal;
  /** Told how many of the call's effects have ended. */
  onProgress?: (ended: number, all: number) => void;
  /** Told the words of an answer as they come, with the place of the first: who takes them can wait for all of it. */
  onText?: (text: string, at: number) => void;
  /** Statements of the caller's that commit with the operation's, such as "this event is processed". */
  joins?: Statement[];
}

/** A call on its way through the gate. */
export interface Passage {
  operation: Operation;
  principal: Principal;
  call: Call;
  /** Milliseconds, UTC: one moment for the whole call. */
  now: number;
  auditId: string;
  /** Set once the input has been checked. */
  input: unknown;
  /** SHA-256 of the canonical input of a write; empty until then, and for a read. */
  digest: string;
  reasoning: string | undefined;
  /** Why a reason had to be given, where it had. */
  askedFor?: string;
  /** True once a unit with this call's line in the audit has been committed. */
  isAudited: boolean;
}

/** `done`, `replayed`, `authorization_required`, or an error's code. */
export function outcomeCode(outcome: Outcome): string {
  if (outcome.kind === "refused") return outcome.error.code;
  if (outcome.kind === "authorization_required") return outcome.kind;
  return outcome.replayed ? "replayed" : "done";
}

/** The audit's line about a call. What a write was asked to do is kept with it; what a read asked for is not. */
export function auditEntry(passage: Passage, outcome: string): AuditEntry {
  const { operation, principal, call } = passage;
  const line: AuditEntry = {
    id: passage.auditId,
    at: passage.now,
    operation: operation.name,
    outcome,
    user: principal.user,
    client: principal.client,
    face: principal.face,
    requestId: call.requestId,
  };
  if (operation.kind === "read") return line;
  const kept = passage.input !== undefined;
  return {
    ...line,
    ...(passage.digest ? { digest: passage.digest } : {}),
    ...(kept ? { input: canonicalJson(auditedInput(passage)) } : {}),
    ...(passage.reasoning ? { reasoning: reasoningOf(passage) } : {}),
  };
}

/** The caller's reason, and why one had to be given. */
function reasoningOf({ reasoning = "", askedFor }: Passage): string {
  return askedFor === undefined ? reasoning : `${reasoning}\n(A reason was asked for: ${askedFor})`;
}

/** What was asked, without what is secret in it: not even its hash is kept. */
export function auditedInput({ operation, input }: Pick<Passage, "operation" | "input">): unknown {
  const hidden = operation.kind === "write" ? (operation.secretInput ?? []) : [];
  if (hidden.length === 0) return input;
  return Object.fromEntries(
    Object.entries(input as object).map(([name, value]) => [name, hidden.includes(name) ? "…" : value]),
  );
}

/** The line alone: what was asked is kept elsewhere, with the request or the parent's line. */
export function withoutInput({ input: _input, reasoning: _reasoning, ...line }: AuditEntry): AuditEntry {
  return line;
}
