import { digestOf } from "#platform/canonical.ts";
import {
  type Asker,
  contentOf,
  deciders,
  inputOf,
  operationOf,
  recipientsOf,
  shownRecords,
} from "./asker.ts";
import type { Sent } from "./carrier.ts";
import type { Decision, Part, Removal, RequestRow, Text, Withdrawal } from "./evidence.ts";
import type { Entry } from "./ledger.ts";
import type { Either } from "./schedule.ts";

/** A request with everything that is known of it from elsewhere. */
export interface Case {
  asker: Asker;
  who: Either;
  what: Either;
  request: RequestRow;
  /** The states it went through, as SQLite saw them. */
  states: Entry[];
  asked: Entry | undefined;
  /** When it ran, or began to; undefined for one that never did. */
  ran: Entry | undefined;
  /** Lines of the audit about its decisions, with what ran as part of each. */
  decisions: (Decision & { parts: Part[] })[];
  withdrawals: Withdrawal[];
  removals: Removal[];
  texts: (Text & { sent: Sent[]; states: Entry[] })[];
  /** What the ledger says of another record. */
  entriesOf(id: string): Entry[];
}

type Rule = (of: Case) => string[];

const states: Record<string, readonly string[]> = {
  "": ["pending"],
  pending: ["executing", "executed", "failed", "denied", "expired", "cancelled", "stale"],
  executing: ["executed", "failed", "unknown"],
  unknown: ["executed", "failed"],
};

const effects: Record<string, readonly string[]> = {
  "": ["intended"],
  intended: ["trying", "failed"],
  trying: ["done", "failed", "unknown"],
  unknown: ["done", "failed"],
};

function strayed(entries: Entry[], edges: Record<string, readonly string[]>): string[] {
  return entries.flatMap(({ was, now }) => (edges[was]?.includes(now) ? [] : [`${was} → ${now}`]));
}

/** What has to hold of every request. Each gives what does not. */
export const rules: Record<string, Rule> = {
  "states move along their edges": (of) => strayed(of.states, states),

  "nothing is left half done": ({ request, texts }) => [
    ...(["pending", "executing", "authorized"].includes(request.state) ? [`it is ${request.state}`] : []),
    ...texts.filter(({ state }) => state === "intended" || state === "trying").map(({ state }) => state),
  ],

  "what ran was allowed by a person, once, in the row and in the audit": ({ request, ran, decisions }) => {
    if (!ran) return [];
    const { decidedBy, decidedAt } = request;
    const [line, ...more] = decisions;
    return [
      ...(isDecider(decidedBy) && decidedAt !== null ? [] : [`the row names ${decidedBy}`]),
      ...(line && more.length === 0 ? [] : [`${decisions.length} decisions in the audit`]),
      ...(line && line.input.decision !== "authorized" ? [`the decision was ${line.input.decision}`] : []),
      ...(line && (line.user !== decidedBy || line.face !== "web") ? [`${line.user} at ${line.face}`] : []),
    ];
  },

  "what did not run has left nothing": ({ asker, ran, decisions, removals, texts }) => {
    if (ran) return [];
    const parts = decisions.flatMap((line) => line.parts).filter(isOf(asker));
    return [
      ...removals.map(({ id }) => `${id} is gone`),
      ...texts.map(({ peer }) => `a text to ${peer}`),
      ...parts.map(({ operation }) => `${operation} in the audit`),
    ];
  },

  "the audit says what ran, as whom and with which arguments": ({ asker, who, what, ran, decisions }) => {
    if (!ran) return [];
    const parts = decisions.flatMap((line) => line.parts).filter(isOf(asker));
    const [part] = parts;
    if (!part || parts.length > 1) return [`${parts.length} lines`];
    const isAsked = part.digest === digestOf(inputOf(asker, what));
    const isAsker = part.user === asker.person && part.client === asker.clients[who];
    return [...(isAsked ? [] : ["other arguments"]), ...(isAsker ? [] : [`${part.user}, ${part.client}`])];
  },

  "what is gone is what was asked for": ({ asker, what, ran, removals }) => {
    const { id, into } = inputOf(asker, what) as { id?: string; into?: string };
    if (!ran || id === undefined) return removals.map((gone) => `${gone.id} is gone`);
    const [gone] = removals;
    if (removals.length !== 1) return [`${removals.length} are gone`];
    return gone?.id === id && gone.into === (into ?? null) ? [] : [`${gone?.id} is gone, into ${gone?.into}`];
  },

  "texts go to whom they were asked for, in those words": ({ asker, what, ran, texts, entriesOf }) => {
    if (!ran || "id" in inputOf(asker, what)) return texts.map(({ peer }) => `a text to ${peer}`);
    const isSilent = (peer: string, until: number) =>
      entriesOf(`silent ${peer}`).some(({ round }) => round < until);
    const asked = new Set(recipientsOf(asker));
    const meant = new Set(texts.map(({ peer }) => peer));
    return [
      ...texts.filter(({ peer }) => !asked.has(peer)).map(({ peer }) => `${peer} was not asked for`),
      ...texts.filter(({ peer }) => isSilent(peer, ran.round)).map(({ peer }) => `${peer} had opted out`),
      ...[...asked]
        .filter((peer) => !meant.has(peer) && !isSilent(peer, ran.round + 1))
        .map((peer) => `not ${peer}`),
      ...(meant.size === texts.length ? [] : ["somebody is meant twice"]),
      ...texts.filter(({ content }) => content !== contentOf(asker, what)).map(({ content }) => content),
    ];
  },

  "a text goes out at most once, as it was meant": ({ texts }) =>
    texts.flatMap(({ peer, content, state, sent, states: tried }) => [
      ...strayed(tried, effects),
      ...(tried.filter(({ now }) => now === "trying").length > 1 ? ["tried twice"] : []),
      ...(sent.length > 1 ? [`sent ${sent.length} times`] : []),
      ...sent.filter((one) => one.to !== peer || one.content !== content).map((one) => `to ${one.to}`),
      ...(sent.length > 0 && state !== "done" && state !== "unknown" ? [`sent, and ${state}`] : []),
      ...(sent.length === 0 && state === "done" ? ["done, and not sent"] : []),
    ]),

  "the end is what became of the texts": ({ request, ran, texts }) => {
    if (!ran || texts.length === 0) return [];
    const has = (state: string) => texts.some((text) => text.state === state);
    const end = has("unknown") ? "unknown" : has("done") ? "executed" : "failed";
    return request.state === end ? [] : [`${request.state} instead of ${end}`];
  },

  "nothing is decided when its time is up, and nothing expires before": ({ request }) => {
    const { decidedAt, endedAt, expiresAt, state } = request;
    return [
      ...(decidedAt !== null && decidedAt >= expiresAt ? ["decided too late"] : []),
      ...(state === "expired" && (endedAt ?? 0) < expiresAt ? ["expired too soon"] : []),
    ];
  },

  "a denial is a person's, and stands": ({ request, decisions }) => {
    if (request.state !== "denied") return [];
    const [line] = decisions;
    const isTheirs = isDecider(request.decidedBy) && line?.user === request.decidedBy;
    return isTheirs && decisions.length === 1 && line?.input.decision === "denied"
      ? []
      : ["nobody has denied it"];
  },

  "only whoever has asked takes it back, or it is cancelled with them": (of) => {
    const { asker, who, request, withdrawals, decisions } = of;
    const others = withdrawals
      .filter(({ client }) => client !== asker.clients[who])
      .map(({ client }) => client);
    const isAccountedFor = withdrawals.length > 0 || (isDecider(request.decidedBy) && decisions.length === 1);
    return [
      ...others,
      ...(request.state !== "cancelled" || isAccountedFor ? [] : ["nobody has taken it back"]),
    ];
  },

  "it runs as somebody who still may": ({ asker, who, ran, entriesOf }) => {
    if (!ran) return [];
    const person = entriesOf(asker.person);
    return [
      ...(before(entriesOf(asker.clients[who]), ran) ? ["the client was taken back"] : []),
      ...(before(person, ran)?.now === "off" ? ["the person is off"] : []),
      ...(roundsBefore(person, ran)?.now === "viewer" ? ["the person only looks on"] : []),
    ];
  },

  "nothing runs or goes out while everything is stopped": ({ ran, texts, entriesOf }) => {
    const isStopped = (at: Entry) => before(entriesOf("permissions.stopped"), at)?.now === "true";
    const tries = texts.flatMap((text) => text.states).filter(({ now }) => now === "trying");
    return [
      ...(ran && isStopped(ran) ? ["it ran"] : []),
      ...tries.filter(isStopped).map(({ id }) => `${id} went out`),
    ];
  },

  "what was shown is what there was": ({ asker, what, asked, ran, entriesOf }) => {
    if (!ran || !asked) return [];
    return [...shownRecords(asker, what)].filter((id) =>
      entriesOf(id).some(
        (entry) =>
          entry.what === "changed" &&
          entry.seq > asked.seq &&
          isEarlier(entry, ran, !id.startsWith("silent")),
      ),
    );
  },

  "a request that was changed by hand does not run": ({ request, ran, entriesOf }) =>
    ran && entriesOf(request.id).some((entry) => entry.round < ran.round) ? ["it ran"] : [],
};

function isDecider(id: string | null): boolean {
  return (deciders as readonly (string | null)[]).includes(id);
}

function isOf(asker: Asker): (part: Part) => boolean {
  return ({ operation }) => operation === operationOf(asker);
}

/** The last entry before another. */
function before(entries: Entry[], { seq }: Entry): Entry | undefined {
  return entries.findLast((entry) => entry.seq < seq);
}

/**
 * The last entry of an earlier round, for what a unit does not look at again at its commit; undefined where there is
 * one in the same round.
 */
function roundsBefore(entries: Entry[], { round }: Entry): Entry | undefined {
  const last = entries.findLast((entry) => entry.round <= round);
  return last && last.round < round ? last : undefined;
}

/** What the unit itself holds on to may not have changed before its commit; the rest not in an earlier round. */
function isEarlier(entry: Entry, ran: Entry, isHeld: boolean): boolean {
  return isHeld ? entry.seq < ran.seq : entry.round < ran.round;
}
