import type { ChatTurn } from "#domains/assistant/provider.ts";
import { tokensIn } from "#domains/assistant/spending/cost.ts";
import { DeskError } from "#src/errors.ts";

/** What is to be said, in its order. */
export interface Parts {
  /** Of the configuration, the template and the session. */
  system: readonly string[];
  history: readonly ChatTurn[];
  /** What of the desk goes along. */
  alongside: string | undefined;
  fresh: readonly ChatTurn[];
}

/** What each turn takes beside its words. */
const tokensATurn = 4;
/** Letters of a left-out turn that are kept. */
const beginning = 100;

export function tokensOf(turns: readonly Pick<ChatTurn, "content">[]): number {
  return turns.reduce((sum, { content }) => sum + tokensIn(content) + tokensATurn, 0);
}

/**
 * The conversation as far as it fits into `room` tokens: what is new and what it begins with whole, of what was said before
 * the newest; in place of the rest stand the beginnings of it. @throws DeskError VALIDATION_ERROR where what is new is too long
 */
export function fitted({ system, history, alongside, fresh }: Parts, room: number) {
  const begin: ChatTurn[] = system.map((content) => ({ role: "system", content }));
  const last = fresh.findLastIndex(({ role }) => role === "user");
  const at = last < 0 ? fresh.length : last;
  const along: ChatTurn[] = alongside === undefined ? [] : [{ role: "user", content: alongside }];
  const end = [...fresh.slice(0, at), ...along, ...fresh.slice(at)];
  let left = room - tokensOf(begin) - tokensOf(end);
  if (left < 0)
    throw new DeskError("VALIDATION_ERROR", "That is more than the model takes at once.", {
      fields: { messages: [`About ${tokensOf(begin) + tokensOf(end)} tokens; there is room for ${room}.`] },
      next: "Say less, ask for a shorter answer (max_tokens), or ask a model with a larger window.",
    });
  if (tokensOf(history) <= left) return result([...begin, ...history, ...end], 0);
  // A tenth of what is left is for the beginnings of what goes.
  const forBeginnings = Math.floor(left / 10);
  left -= forBeginnings;
  const kept: ChatTurn[] = [];
  for (const turn of [...history].reverse()) {
    const tokens = tokensOf([turn]);
    if (tokens > left) break;
    left -= tokens;
    kept.unshift(turn);
  }
  const gone = history.slice(0, history.length - kept.length);
  const summary = beginningsOf(gone, forBeginnings);
  return result([...begin, ...summary, ...kept, ...end], gone.length);
}

function result(messages: ChatTurn[], leftOut: number) {
  return { messages, tokens: tokensOf(messages), leftOut };
}

/** The first and the newest of what goes are worth the most. */
function beginningsOf(gone: readonly ChatTurn[], room: number): ChatTurn[] {
  const lines: string[] = [];
  let left = room - 40;
  for (const { role, content } of [...gone].reverse()) {
    const line = `${role}: ${content.replaceAll(/\s+/g, " ").slice(0, beginning)}`;
    const tokens = tokensIn(line) + 1;
    if (tokens > left) break;
    left -= tokens;
    lines.unshift(line);
  }
  if (lines.length === 0) return [];
  const said = `Earlier in this conversation ${gone.length} turns were left out to fit. How the last of them began:`;
  return [{ role: "user", content: `${said}\n${lines.join("\n")}` }];
}

/** What of the given turns is new: clients that keep the conversation themselves send all of it again. */
export function newTurns(given: readonly ChatTurn[], known: readonly ChatTurn[]): readonly ChatTurn[] {
  if (known.length === 0 || given.length <= known.length) return given;
  const isSame = known.every(
    ({ role, content }, at) => given[at]?.role === role && given[at].content === content,
  );
  return isSame ? given.slice(known.length) : given;
}
