import type { Context } from "hono";
import type { Finding } from "#desk/finding.ts";
import { mayDecide } from "#domains/people/roles.ts";
import { textOf } from "#faces/body.ts";
import { type Gate, recently } from "#gate/gate.ts";
import type { OAuthServer } from "#oauth/server.ts";
import type { Operation } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import type { FrontDoor } from "#signin/front-door.ts";
import { doorLine, type Visit } from "#signin/parts.ts";
import { principalOf, type SignedIn } from "#signin/sessions.ts";
import { DeskError } from "#src/errors.ts";
import { foreignForm, formOf, isOwnForm } from "./forms.ts";
import type { Reader } from "./reader.ts";

/** What the pages of people are made of. */
export interface DoorParts {
  door: FrontDoor;
  oauth: OAuthServer;
  gate: Gate;
  clock: Clock;
  baseUrl: string;
  /** The policy that every page has which leads nowhere else. */
  contentPolicy: string;
  operation(name: string): Operation;
  operations: readonly Operation[];
  /** How many requests wait for a person. */
  waiting(): Promise<number>;
  /** How many conversations nobody has answered. */
  unanswered(): Promise<number>;
  settings(): Settings;
  /** True where the desk has its own key at a phone provider. */
  hasPhoneKey(): boolean;
  /** Who takes payments now, in a sentence. */
  paysBy(): string;
  /** What is set up and what is not, as it was a moment ago. */
  findings(): Promise<readonly Finding[]>;
  isStopped(): boolean;
  business(): string;
  /** Told of what went wrong that is nobody's fault but ours. */
  onFailure(requestId: string, thrown: unknown, error: DeskError): void;
}

export interface DoorEnv {
  Bindings: { address: string | undefined };
  Variables: { requestId: string; address: string };
}

export type DoorContext = Context<DoorEnv>;
/** A page's request, whatever else its context holds. */
export type PageRequest = Pick<DoorContext, "req">;

export function visitOf(c: DoorContext): Visit {
  return { headers: c.req.raw.headers, address: c.var.address, requestId: c.var.requestId };
}

/** What the top of a signed-in person's page shows. */
export async function readerOf(signedIn: SignedIn, c: PageRequest, parts: DoorParts): Promise<Reader> {
  const { person } = signedIn;
  const { pathname } = new URL(c.req.url);
  const { token } = parts.door.forms.issue(c.req.raw.headers, signedIn);
  return {
    name: person.name,
    at: pathname,
    isOwner: person.role === "owner",
    token,
    waiting: mayDecide(person.role) ? await parts.waiting() : undefined,
    unanswered: await parts.unanswered(),
    isStopped: parts.isStopped(),
    now: parts.clock.now(),
    hasPassword: person.passwordHash !== null,
    isRecent: parts.clock.now() - signedIn.session.authenticatedAt < recently(parts.settings()),
  };
}

/** The same on a page that anybody may read; undefined for a visitor. */
export async function readerIfAny(c: PageRequest, parts: DoorParts): Promise<Reader | undefined> {
  if (!parts.door.cookies.isPossible) return undefined;
  const signedIn = await parts.door.sessions.of(c.req.raw.headers);
  return signedIn && (await readerOf(signedIn, c, parts));
}

/** A form's fields, from a page of ours that this very browser was shown. @throws DeskError FORBIDDEN */
export function ownForm(c: DoorContext, signedIn: SignedIn | undefined, parts: DoorParts): URLSearchParams {
  const form = formOf(c.req.raw);
  requireOwn(c, form.get("form"), signedIn, parts);
  return form;
}

/** The same of a script's JSON; the token may come as `X-Form-Token`. @throws DeskError FORBIDDEN, VALIDATION_ERROR */
export function ownJson(
  c: DoorContext,
  signedIn: SignedIn | undefined,
  parts: DoorParts,
): Record<string, unknown> {
  const body = jsonIn(textOf(c.req.raw));
  const token = typeof body?.["form"] === "string" ? body["form"] : (c.req.header("x-form-token") ?? null);
  requireOwn(c, token, signedIn, parts);
  if (body) return body;
  throw new DeskError("VALIDATION_ERROR", "The body is not a JSON object.", { next: "Reload the page." });
}

function requireOwn(
  c: DoorContext,
  token: string | null,
  signedIn: SignedIn | undefined,
  parts: DoorParts,
): void {
  const isRight = parts.door.forms.isRight(token, c.req.raw.headers, signedIn);
  if (isRight && isOwnForm(c.req.raw.headers, new URL(parts.baseUrl).origin)) return;
  const { audit, clock } = parts.oauth.parts;
  const event = {
    operation: "form.send",
    outcome: "FORBIDDEN",
    user: signedIn?.person.id ?? "nobody",
  } as const;
  audit.remember(doorLine(event, visitOf(c), clock.now()));
  if (isRight) throw foreignForm();
  throw new DeskError("FORBIDDEN", "The page was too old, or not shown to this browser. Nothing was done.", {
    next: "Open the page again, and repeat it.",
  });
}

/** A JSON object; undefined for anything else. */
function jsonIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Who sent it is looked at first, and then it is told that it was no JSON.
    return undefined;
  }
}

/** How long a page waits for what a person has let happen outside, in milliseconds. */
const patience = 3000;

/** What came of something a person asked for: it is done, or it waits for a decision. */
export type Asked<Output> = { output: Output; waits?: never } | { waits: string };

/** Runs an operation for a person, who may have to decide it. @throws the DeskError it is refused with */
export async function askFor<Output>(
  signedIn: SignedIn,
  name: string,
  input: unknown,
  c: PageRequest & Pick<DoorContext, "var">,
  { gate, operation }: Pick<DoorParts, "gate" | "operation">,
  idempotencyKey?: string,
): Promise<Asked<Output>> {
  const outcome = await gate.execute(operation(name), input, principalOf(signedIn), {
    requestId: c.var.requestId,
    wait: patience,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  if (outcome.kind === "refused") throw outcome.error;
  if (outcome.kind === "done") return { output: outcome.output as Output };
  return { waits: outcome.waiting.queue_id };
}

/** The same for what never waits. @throws the DeskError it is refused with */
export async function runFor<Output>(
  signedIn: SignedIn,
  name: string,
  input: unknown,
  c: PageRequest & Pick<DoorContext, "var">,
  parts: Pick<DoorParts, "gate" | "operation">,
): Promise<Output> {
  const asked = await askFor<Output>(signedIn, name, input, c, parts);
  if (asked.waits !== undefined) throw new TypeError(`${name} waits for a person`);
  return asked.output;
}

/** One request to a page of people: who asks, and a way to run operations for them. */
export interface Turn {
  c: DoorContext;
  signedIn: SignedIn;
  run<Output>(operation: string, input: unknown): Promise<Output>;
  /** For what may have to wait for a decision; the key makes of two sendings of one form one. */
  ask<Output>(operation: string, input: unknown, idempotencyKey?: string): Promise<Asked<Output>>;
}

export function turnOf(c: DoorContext, signedIn: SignedIn, parts: DoorParts): Turn {
  return {
    c,
    signedIn,
    run: (operation, input) => runFor(signedIn, operation, input, c, parts),
    ask: (operation, input, key) => askFor(signedIn, operation, input, c, parts, key),
  };
}

/** Where somebody is told that what they asked for waits: at the card for who decides it. */
export function whereItWaits(id: string, { signedIn }: Turn): { goTo: string } | { done: string } {
  if (mayDecide(signedIn.person.role)) return { goTo: `/authorizations/${id}` };
  return { done: "It waits for somebody who decides: nothing was sent or changed yet." };
}

/** What is wrong with which field of a form, in sentences: what stands beside it. */
export function wrongIn(failure: unknown): Readonly<Record<string, string>> {
  const fields = failure instanceof DeskError ? Object.entries(failure.detail.fields ?? {}) : [];
  return Object.fromEntries(fields.map(([name, problems]) => [name, problems.join(" ")]));
}

/** Why something was not done, for the page it was asked on; what only a new sign-in mends is thrown on. */
export function problemOf(failure: unknown): string {
  if (!(failure instanceof DeskError) || failure.code === "INTERNAL" || failure.code === "AUTH_REQUIRED")
    throw failure;
  const fields = Object.values(failure.detail.fields ?? {}).flat();
  // What a program is told of its arguments says nothing to somebody who filled in a form.
  if (failure.code === "VALIDATION_ERROR" && fields.length > 0)
    return `Nothing was kept. ${fields.join(" ")}`;
  return [failure.message, failure.detail.next].filter(Boolean).join(" ");
}
