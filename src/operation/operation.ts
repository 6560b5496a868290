import type * as z from "zod";
import type { Reader, SlowReader } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { IdPrefix } from "#platform/ids.ts";
import type { DeskError } from "#src/errors.ts";
import type { CardLine } from "./card.ts";
import type { Always, Permission, PermissionRule, UntrustedWords } from "./permission.ts";
import type { Scope } from "./scopes.ts";
import type { Settings } from "./settings.ts";

/** How a caller came in. */
export type Face = "mcp" | "rest" | "ingest" | "cli" | "web" | "system";

/** Who is calling. */
export interface Principal {
  /** Whose authority the call has: a person's id, `owner` at the command line, or `system`. */
  user: string;
  /** What called: a grant's, token's or session's id, `cli`, or `system`. Limits and idempotency are counted for it. */
  client: string;
  scopes: ReadonlySet<Scope>;
  face: Face;
  /** How far the caller reaches: as far as operations of this exposure. */
  authority: Exposure;
  /** Milliseconds, UTC: when the person at this browser last proved who they are. */
  authenticatedAt?: number;
  /** The person's role, where a token of theirs was shown: what it does not allow, no consent can. */
  role?: { name: string; scopes: ReadonlySet<Scope> };
  /** Whose limits the caller's calls count for, where that is not the caller: the token that minted this one. */
  countedFor?: string;
  /** The personal token that was shown, with its end. */
  token?: { id: string; expiresAt: number };
  /** The caller's own key at the phone provider, which is used instead of the desk's. */
  providerKey?: string;
}

/**
 * Who may reach an operation: any token with the scope; a signed-in person, for what is theirs; one who decides
 * what waits; the owner, at the command line or signed in; the desk itself. Each reaches what those before reach.
 */
export type Exposure = "tools" | "person" | "approver" | "owner" | "system";

/** A named thing an operation may ask for beside the database, such as the phone providers. */
export interface ServiceKey<T> {
  readonly name: string;
  readonly kind?: T;
}

/** What a handler is given. It has no token, no clock, no environment and no network of its own. */
export interface OperationContext {
  db: Reader;
  slow: SlowReader;
  /** Milliseconds, UTC: one moment for the whole call. */
  now: number;
  newId(prefix: IdPrefix): string;
  settings: Settings;
  principal: Principal;
  /** The call's, for what is kept of it. */
  requestId: string;
  service<T>(key: ServiceKey<T>): T;
  /**
   * Another operation, named in `uses`. A read gives its output. A write gives its plan's result, and
   * its statements join this operation's unit.
   */
  use<T>(operation: string, input: unknown): Promise<T>;
  /** Whose words the caller has read lately: what it writes may repeat them. On a server it asks for `keepsWords`. */
  wordsRead(): UntrustedWords;
  /** In `answer`, right after the commit: what the plan's `receipt` has read in the unit. */
  receipt?: readonly unknown[][];
  /** In `apply`: the request or the standing rule with which a person has allowed this. */
  allowedBy?: string;
  /**
   * Plans what a request asks for, as its asker and with the stored input. For the one operation that decides
   * requests: what it accepts joins its own unit.
   */
  redeem(asked: AskedOperation): Promise<Redeemed>;
  /** The answer of a write, for whoever asked for it, from what was stored of it. @throws what the answer throws */
  answerOf(operation: string, result: unknown, asker: Principal): Promise<unknown>;
}

/** What a request has stored of its call. */
export interface AskedOperation {
  requestId: string;
  operation: string;
  input: unknown;
  asker: Principal;
  /** The asker's own key at a provider, sealed with the request's id. */
  sealedKey: string | null;
  /** JSON of the call's idempotency key. */
  idempotency: string | null;
}

/** What came of planning it again: why it cannot be done, or what it would do. */
export type Redeemed =
  | { refusal: DeskError }
  | {
      refusal: undefined;
      facts: Record<string, unknown>;
      /** Canonical JSON of the facts and the card, and of the versions they were read from. */
      shown: string;
      versions: string;
      permission: Permission;
      /** How far it may be allowed always; undefined where it never can. */
      always: Always | undefined;
      /** JSON from which the answer is made. */
      result: string;
      hasEffects: boolean;
      /** The asker's own key, sealed for another request. */
      sealFor(requestId: string): string | null;
      /** Lets it run in the deciding unit. */
      accept(): void;
    };

export interface EventDraft {
  /** `noun.happened`, e.g. `message.received`. */
  type: string;
  subject: string;
  /** What of the subject: a ticket's note, or a line of its history. */
  about?: string;
}

/** An effect outside this house that the unit records before it is tried. */
export interface EffectDraft {
  /** What it acts on, e.g. a message's id. */
  ref: string;
  /** Effects of one lane keep their order. */
  lane: string;
  /** Milliseconds, UTC: not before then; at once where it is not said. */
  dueAt?: number | undefined;
}

/** Another time for an effect that has not begun. */
export interface EffectMove {
  ref: string;
  /** Milliseconds, UTC. */
  dueAt: number;
}

/** What a write will do: found by reading alone. */
export interface Plan<Data, Result> {
  /** What a person would be shown, and what the permission rule and the digest look at. */
  facts: Record<string, unknown>;
  data: Data;
  /** JSON from which the answer is made, also when the call is repeated. */
  result: Result;
  events?: EventDraft[];
  effects?: EffectDraft[];
  /** Effects of earlier calls that are to begin at another time. */
  moves?: EffectMove[];
  /** Record → the version of it that the facts were read from. */
  versions?: Record<string, number>;
  /** What was counted for the rule alone: it may differ the next moment without anything having changed. */
  measures?: Record<string, number>;
  /** The facts as a person is shown them; read only when somebody is asked. */
  card?(): Promise<CardLine[]>;
  /** A read at the end of the unit, so that the answer need not ask again: its rows are the answer's `ctx.receipt`. */
  receipt?: Statement;
}

/** How an effect ended, and the statements that record it. */
export interface Settlement {
  state: "done" | "failed" | "unknown";
  unit: Statement[];
  events?: EventDraft[];
}

export interface EffectContext {
  /**
   * Called at the last moment before something may happen outside: from here on the effect counts as tried, and is
   * never tried again. What is demanded then is asked for in the same moment: where a guard does not hold, nothing has
   * begun, and the effect is run again to say why. Called again only where the service has refused the try before:
   * then all of it is asked for once more. @throws when another process has begun it, or everything is stopped.
   */
  begin(demandsAt?: DemandsAt): Promise<void>;
  db: Reader;
  now: number;
  settings: Settings;
  /** Milliseconds, UTC: when the effect went out; `now` before it has. */
  triedAt: number;
  service<T>(key: ServiceKey<T>): T;
  /** The output of a read named in `uses`. */
  read<T>(operation: string, input: unknown): Promise<T>;
  /** Tells whoever listens the next words of what is coming; a face may drop them. */
  emit(text: string): void;
  /** Aborted when nobody wants it any more, where the effect `stopsWithCaller`, or somebody has it stopped. */
  signal: AbortSignal;
}

/** What has to hold for something to go out at `now`. */
export type DemandsAt = (now: number) => Promise<readonly Statement[]> | readonly Statement[];

/** The part of an operation that reaches outside; the outbox runs it, at most once for each row. */
export interface Effect {
  /** Undefined where its time has not come: nothing was tried, and it stays meant. */
  run(ref: string, ctx: EffectContext): Promise<Settlement | undefined>;
  /** The process ended while the effect was being tried: nobody knows what became of it. */
  lost(ref: string, now: number): Statement[];
  /** Asks the service what became of it; undefined when it cannot tell yet. */
  lookUp?(ref: string, ctx: EffectContext): Promise<Settlement | undefined>;
  /** The last look-up found no trace: from here on it is a person's to decide. */
  gaveUp?(ref: string, now: number): Statement[];
  /** Milliseconds that a caller who can wait waits for it, where that is longer than faces usually do. */
  patience?(settings: Settings): number;
  /** True where it is ended with the call that nobody waits for any more. */
  stopsWithCaller?: true;
  /** True where it takes long and waits for others: it then takes no place of those that are quickly done. */
  isLong?: true;
}

interface Declaration<Input, Output> {
  /** `domain.action`. */
  name: string;
  title: string;
  /** For a model: what it does, when to use it and when not, what it costs. */
  description: string;
  /** Any one of these is enough. */
  scopes: readonly Scope[];
  exposure?: Exposure;
  /** Operations this one takes part of its work from. */
  uses?: readonly string[];
  input: z.ZodType<Input>;
  output: z.ZodType<Output>;
  /** The answer as one readable line. */
  summary(output: Output): string;
  /** A call as the documentation shows it; every operation that tools reach has one. */
  example?: Record<string, unknown>;
  /** Makes arguments that are nearly right right, before they are checked. */
  accept?(input: Record<string, unknown>): Record<string, unknown>;
  /** MCP's hints, each true to what the operation does. */
  hints: { destructive: boolean; idempotent: boolean; openWorld: boolean };
}

export interface ReadDeclaration<Input, Output> extends Declaration<Input, Output> {
  read(input: NoInfer<Input>, ctx: OperationContext): Promise<Output>;
  /** True for what is only shown, and may be a second old where a copy of the database is read. */
  isContent?: true;
  /** Numbers whose own words the answer holds: reading them raises the bar for what the caller does next. */
  untrustedPeers?(output: Output): string[];
}

export interface WriteDeclaration<Input, Data, Result, Output> extends Declaration<Input, Output> {
  permission?: PermissionRule<NoInfer<Input>>;
  plan(input: NoInfer<Input>, ctx: OperationContext): Promise<Plan<Data, Result>>;
  apply(data: Data, ctx: OperationContext): Statement[];
  /**
   * The key of a call that came without one, and for how many milliseconds an equal call gets its answer: for what
   * its caller repeats. Undefined where nothing in the input says that two calls are one.
   */
  repeatKey?(input: NoInfer<Input>): { key: string; life: number } | undefined;
  /** Without it the answer is the plan's result. */
  answer?(result: Result, ctx: OperationContext): Promise<Output>;
  effect?: Effect;
  /** True where an equal call is never answered with what an earlier one led to. */
  isNewEachTime?: true;
  /** True for what keeps words that others read later: with them is kept whose words the caller had read. */
  keepsWords?: true;
  /** True when the answer holds a secret: nothing of it is stored. */
  secretAnswer?: true;
  /** Names of inputs that are secret: the audit keeps that they were given, and not what they were. */
  secretInput?: readonly string[];
  /** True when somebody at a browser has to have signed in within the last quarter of an hour. */
  needsRecentSignIn?: true;
  /** True for the one operation that decides requests. */
  redeems?: true;
}

interface Kept {
  exposure: Exposure;
  uses: readonly string[];
}

export type ReadOperation = ReadDeclaration<unknown, unknown> & Kept & { kind: "read" };
export type WriteOperation = WriteDeclaration<unknown, unknown, unknown, unknown> & Kept & { kind: "write" };
export type Operation = ReadOperation | WriteOperation;

export function defineRead<Input, Output>(declaration: ReadDeclaration<Input, Output>): Operation {
  return { exposure: "tools", uses: [], ...declaration, kind: "read" } as unknown as ReadOperation;
}

export function defineWrite<Input, Data, Result, Output>(
  declaration: WriteDeclaration<Input, Data, Result, Output>,
): Operation {
  return { exposure: "tools", uses: [], ...declaration, kind: "write" } as unknown as WriteOperation;
}

/** True when the permission rule may ask for a reason or a person. */
export function isRuled(operation: Operation): operation is WriteOperation {
  return operation.kind === "write" && operation.permission !== undefined;
}
