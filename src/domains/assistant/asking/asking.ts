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
  const { user } = ctx.principal;
  const callId = ctx.newId("mdc");
  const before = given.session_id === undefined ? undefined : await sessionOf(ctx.db, user, given.session_id);
  if (before?.archivedAt != null)
    throw new DeskError("CONFLICT", "That session is archived.", {
      next: "Restore it with chat_archive_session (archived: false), or ask in another one.",
    });
  const history = before ? await messagesOf(ctx.db, before.id) : [];
  const fresh = newTurns(given.messages, history);
  const about = await aboutOf(given, before, ctx);
  const { keyFor } = ctx.service(modelProviders);
  const key = await keyFor(user);
  const chain = await resolveModels(given.model, key.provider, {
    ...{ db: ctx.db, settings: ctx.settings, owner: user },
  });
  const alongside = await takenAlong(
    about,
    fresh.filter(({ role }) => role === "user").map(({ content }) => content),
    ctx,
  );
  const template =
    given.template === undefined
      ? undefined
      : await filledTemplate(given.template, withBusiness(given, ctx), { db: ctx.db, owner: user });
  const [first] = chain;
  const system = [first.systemPrompt, template ?? before?.systemPrompt].filter((each) => each != null);
  const limits = chain.map((each) => limitOf(each, given, ctx));
  const format = JSON.stringify(formatOf(given.response_format) ?? "");
  const room = Math.min(...limits.map(({ room: each }) => each)) - tokensIn(format);
  const { messages, tokens, leftOut } = fitted({ system, history, alongside: alongside.text, fresh }, room);
  const notes = [
    ...alongside.notes,
    ...(leftOut > 0
      ? [`${leftOut} earlier turns did not fit into the model’s window: it was given their beginnings.`]
      : []),
    ...(key.provider.isSandbox ? ["No model is set up: the sandbox answers by rules, for play money."] : []),
  ];
  const request: StoredRequest = {
    ...{ messages, notes, format: formatOf(given.response_format) },
    chain: chain.map(({ model, parameters }, n) => ({
      ...{ model, maxTokens: limits[n]?.maxTokens ?? 1 },
      temperature: given.temperature ?? parameters.temperature,
      ...{ topP: parameters.top_p, effort: parameters.reasoning_effort },
    })),
  };
  const peers = [...new Set([...alongside.peers, ...readLately(ctx)])];
  const told = peersOf(before);
  // From the first word on, what is answered may repeat what customers have said.
  if (peers.length + told.length > 0)
    await ctx.service(untrustedMemory).note(ctx.principal, [...peers, ...told]);
  const session = sessionFor(given, before, about, template, ctx);
  const reserved = await reserve(
    {
      ...{ id: callId, user, client: ctx.principal.client, label: before?.label ?? null, purpose: "chat" },
      ...{ sessionId: session.id, keyOf: key.of, provider: key.provider.name, asked: first.model },
      request: JSON.stringify(request),
      expiresAt: ctx.now + ctx.settings.get("models.call_seconds") * 1000 + margin,
      ...(await costsOf(request, key.provider.isSandbox, ctx)),
      tokens: [tokens + tokensIn(format), limits[0]?.maxTokens ?? 0],
      paces: chain.map(({ model, tokensPerMinute: own, isOwners }) => ({ model, own, isOwners })),
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
      ...addNumbers(session.id, "phones", [...(about?.phones ?? []), ...alongside.peers]),
      ...turns,
      ...reserved,
    ],
    result: { callId },
    effects: [{ ref: callId, lane: callId }],
  };
}

function withBusiness(given: Question, ctx: OperationContext): Record<string, string> {
  return { business: ctx.settings.get("business.name"), ...given.variables };
}

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
  return await linked(named, ctx);
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
