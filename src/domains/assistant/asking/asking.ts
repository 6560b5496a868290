import type { Statement } from "#db/statement.ts";
import { modelProviders } from "#domains/assistant/provider.ts";
import { type Linked, linked } from "#domains/assistant/sessions/linked.ts";
import {
  addMessage,
  addNumbers,
  isNoSession,
  isSession,
  messagesOf,
  putSession,
  type SessionRow,
  sessionOf,
  setSession,
} from "#domains/assistant/sessions/session-store.ts";
import { type Resolved, resolveModels } from "#domains/assistant/setups/resolve.ts";
import { filledTemplate } from "#domains/assistant/setups/templates.ts";
import { tokensIn } from "#domains/assistant/spending/cost.ts";
import { windowOf } from "#domains/assistant/spending/price-table.ts";
import { reserve } from "#domains/assistant/spending/reserve.ts";
import { peersOf, readLately } from "#domains/assistant/words.ts";
import { untrustedMemory } from "#gate/untrusted.ts";
import type { OperationContext, Plan } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { costsOf } from "./costs.ts";
import { fitted, newTurns } from "./fit.ts";
import { formatOf, type Question } from "./question.ts";
import type { StoredRequest } from "./request.ts";
import { takenAlong } from "./taken-along.ts";

/** Milliseconds after the end of a call's time at which what was held for it is let go. */
export const margin = 60_000;

export interface Asked {
  callId: string;
}

/** What a question leads to: its session and its turns written down, what it may cost held, and the call itself meant. */
export async function planQuestion(
  given: Question,
  ctx: OperationContext,
): Promise<Plan<Statement[], Asked>> {
  const { user, client } = ctx.principal;
  const callId = ctx.newId("mdc");
  const before = await sessionBefore(given, ctx);
  const { request, fresh, about, template, first, key, ...counted } = await composed(given, before, ctx);
  const peers = [...new Set([...counted.peers, ...readLately(ctx)])];
  // From the first word on, what is answered may repeat what customers have said.
  const words = [...peers, ...peersOf(before)];
  if (words.length > 0) await ctx.service(untrustedMemory).note(ctx.principal, words);
  const session = sessionFor(given, before, about, template, ctx);
  const reserved = await reserve(
    {
      ...{ id: callId, user, client, label: before?.label ?? null, purpose: "chat", sessionId: session.id },
      ...{ keyOf: key.of, provider: key.provider.name, asked: first.model, request: JSON.stringify(request) },
      expiresAt: ctx.now + ctx.settings.get("models.call_seconds") * 1000 + margin,
      ...(await costsOf(request, key.provider.isSandbox, ctx)),
      ...{ tokens: counted.tokens, paces: counted.paces },
    },
    ctx,
  );
  const turns = fresh.map(({ role, content }) =>
    addMessage({
      ...{ id: ctx.newId("chm"), sessionId: session.id, role, content, callId, createdAt: ctx.now },
    }),
  );
  return {
    facts: { model: first.model, session: session.id },
    data: [
      ...session.statements,
      ...addNumbers(session.id, "peers", peers),
      ...addNumbers(session.id, "phones", [...(about?.phones ?? []), ...counted.peers]),
      ...turns,
      ...reserved,
    ],
    result: { callId },
    effects: [{ ref: callId, lane: callId }],
  };
}

/** @throws DeskError CONFLICT for one that is put away */
async function sessionBefore(
  { session_id }: Question,
  { db, principal }: OperationContext,
): Promise<SessionRow | undefined> {
  const found = session_id === undefined ? undefined : await sessionOf(db, principal.user, session_id);
  if (found?.archivedAt == null) return found;
  throw new DeskError("CONFLICT", "That session is archived.", {
    next: "Restore it with chat_archive_session (archived: false), or ask in another one.",
  });
}

/** Whom is asked, with which words: what the model is sent, and what that comes to. */
async function composed(given: Question, before: SessionRow | undefined, ctx: OperationContext) {
  const { db, settings, principal } = ctx;
  const owner = principal.user;
  const history = before ? await messagesOf(db, before.id) : [];
  const fresh = newTurns(given.messages, history);
  const about = await aboutOf(given, before, ctx);
  const key = await ctx.service(modelProviders).keyFor(owner);
  const chain = await resolveModels(given.model, key.provider, { db, settings, owner });
  const questions = fresh.filter(({ role }) => role === "user").map(({ content }) => content);
  const alongside = await takenAlong(about, questions, ctx);
  const variables = { business: settings.get("business.name"), ...given.variables };
  const template =
    given.template === undefined ? undefined : await filledTemplate(given.template, variables, { db, owner });
  const [first] = chain;
  const system = [first.systemPrompt, template ?? before?.systemPrompt].filter((each) => each != null);
  const format = formatOf(given.response_format);
  const shape = format ? tokensIn(JSON.stringify(format)) : 0;
  const limits = chain.map((each) => limitOf(each, given, ctx));
  const room = Math.min(...limits.map(({ room: each }) => each)) - shape;
  const { messages, tokens, leftOut } = fitted({ system, history, alongside: alongside.text, fresh }, room);
  const request: StoredRequest = {
    ...{ messages, format, notes: [...alongside.notes, ...notesOf(leftOut, key.provider.isSandbox)] },
    chain: chain.map(({ model, parameters }, n) => ({
      ...{ model, maxTokens: limits[n]?.maxTokens ?? 1 },
      temperature: given.temperature ?? parameters.temperature,
      ...{ topP: parameters.top_p, effort: parameters.reasoning_effort },
    })),
  };
  return {
    ...{ request, fresh, about, template, first, key, peers: alongside.peers },
    tokens: [tokens + shape, limits[0]?.maxTokens ?? 0] as const,
    paces: chain.map(({ model, tokensPerMinute: own, isOwners }) => ({ model, own, isOwners })),
  };
}

function notesOf(leftOut: number, isSandbox: boolean): string[] {
  return [
    ...(leftOut > 0
      ? [`${leftOut} earlier turns did not fit into the model’s window: it was given their beginnings.`]
      : []),
    ...(isSandbox ? ["No model is set up: the sandbox answers by rules, for play money."] : []),
  ];
}

const quiet = new Set(["FORBIDDEN", "NOT_FOUND"]);

/** What the question is about: what it names, else what its session is about. */
async function aboutOf(
  { contact, ticket }: Question,
  known: SessionRow | undefined,
  ctx: OperationContext,
): Promise<Linked | undefined> {
  const named = {
    contact: contact ?? known?.contactId ?? undefined,
    ticket: ticket ?? known?.ticketId ?? undefined,
  };
  if (named.contact === undefined && named.ticket === undefined) return undefined;
  try {
    return await linked(named, ctx);
  } catch (failure) {
    // A session goes on without what it was about, where that has gone or this token may not read it.
    const isNamed = contact !== undefined || ticket !== undefined;
    if (!isNamed && failure instanceof DeskError && quiet.has(failure.code)) return undefined;
    throw failure;
  }
}

/** Tokens that the answer may have, and those that are left for the question. */
function limitOf({ model, parameters }: Resolved, given: Question, { settings }: OperationContext) {
  const window = windowOf(model, settings.get("models.window"));
  const asked = given.max_tokens ?? parameters.max_tokens ?? settings.get("models.max_tokens");
  const maxTokens = Math.max(1, Math.min(asked, window.output, Math.floor(window.context / 2)));
  return { maxTokens, room: window.context - maxTokens };
}

/** The session that the question is asked in: the one it names, a new one of that name, or one for this question alone. */
function sessionFor(
  given: Question,
  known: SessionRow | undefined,
  about: Linked | undefined,
  template: string | undefined,
  ctx: OperationContext,
): { id: string; statements: Statement[] } {
  const { user } = ctx.principal;
  if (known) {
    const changes = {
      updatedAt: ctx.now,
      ...(template === undefined ? {} : { systemPrompt: template }),
      ...(about?.contactId ? { contactId: about.contactId } : {}),
      ...(about?.ticketId ? { ticketId: about.ticketId } : {}),
    };
    return { id: known.id, statements: [isSession(known.id), setSession(known.id, changes)] };
  }
  const id = ctx.newId("chs");
  const key = given.session_id ?? id;
  const row = {
    ...{ id, owner: user, key, label: null, name: given.session_id ?? null },
    ...{ systemPrompt: template ?? null, metadata: "{}" },
    contactId: about?.contactId ?? null,
    ticketId: about?.ticketId ?? null,
    ...{ isOnce: given.session_id === undefined, createdAt: ctx.now, updatedAt: ctx.now },
  };
  return { id, statements: [isNoSession(user, key), putSession(row)] };
}
