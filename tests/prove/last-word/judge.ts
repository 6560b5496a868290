import { type Asker, callOf, contactId, noteId } from "./asker.ts";
import type { Evidence, RequestRow, Text } from "./evidence.ts";
import { type Case, rules } from "./rules.ts";
import type { Either } from "./schedule.ts";
import type { Tally } from "./tally.ts";

/** Holds what is left of a batch against every rule; gives what is wrong, by the serial of whose it is. */
export function judge(askers: readonly Asker[], evidence: Evidence, tally: Tally): Map<number, string[]> {
  const wrong = new Map<number, string[]>();
  const blame = (serial: number, what: string) =>
    void wrong.set(serial, [...(wrong.get(serial) ?? []), what]);
  const calls = callsOf(askers);
  const index = indexOf(evidence);
  const cases: Case[] = [];
  for (const request of evidence.requests) {
    const call = calls.get(request.call);
    if (call) cases.push(caseOf(request, call, index));
    else blame(-1, `${request.id} is a request that nobody asked for`);
  }
  for (const each of cases) {
    count(each, tally);
    for (const [name, rule] of Object.entries(rules))
      for (const found of rule(each)) blame(each.asker.serial, `${each.request.id}: ${name}: ${found}`);
  }
  const byAsker = Map.groupBy(cases, ({ asker }) => asker);
  for (const asker of askers)
    for (const found of unexplained(asker, byAsker.get(asker) ?? [], index)) blame(asker.serial, found);
  for (const [serial, found] of foreign(askers, cases, evidence)) blame(serial, found);
  return wrong;
}

type Calls = Map<string, { asker: Asker; who: Either; what: Either }>;

function callsOf(askers: readonly Asker[]): Calls {
  const calls: Calls = new Map();
  for (const asker of askers)
    for (const who of [0, 1] as const)
      for (const what of [0, 1] as const) calls.set(callOf(asker, who, what), { asker, who, what });
  return calls;
}

type Index = ReturnType<typeof indexOf>;

function indexOf(evidence: Evidence) {
  const parts = Map.groupBy(evidence.parts, ({ parentId }) => parentId);
  return {
    states: Map.groupBy(
      evidence.entries.filter(({ what }) => what === "state"),
      ({ id }) => id,
    ),
    effects: Map.groupBy(
      evidence.entries.filter(({ what }) => what === "effect"),
      ({ id }) => id,
    ),
    others: Map.groupBy(
      evidence.entries.filter(({ what }) => what !== "state" && what !== "effect"),
      ({ id }) => id,
    ),
    decisions: Map.groupBy(
      evidence.decisions.map((each) => ({ ...each, parts: parts.get(each.auditId) ?? [] })),
      ({ input }) => input.id,
    ),
    withdrawals: Map.groupBy(evidence.withdrawals, ({ id }) => id),
    removals: Map.groupBy(evidence.removals, ({ allowedBy }) => allowedBy),
    texts: Map.groupBy(evidence.texts, ({ requestId }) => requestId),
    sent: Map.groupBy(evidence.sent, ({ ref }) => ref),
  };
}

function caseOf(request: RequestRow, call: { asker: Asker; who: Either; what: Either }, index: Index): Case {
  const states = index.states.get(request.id) ?? [];
  return {
    ...call,
    request,
    states,
    asked: states[0],
    ran: states.find(({ was, now }) => was === "pending" && (now === "executing" || now === "executed")),
    decisions: index.decisions.get(request.id) ?? [],
    withdrawals: index.withdrawals.get(request.id) ?? [],
    removals: index.removals.get(request.id) ?? [],
    texts: (index.texts.get(request.id) ?? []).map((text) => ({
      ...text,
      sent: index.sent.get(text.ref) ?? [],
      states: index.effects.get(text.effect) ?? [],
    })),
    entriesOf: (id) => index.others.get(id) ?? [],
  };
}

function count({ request, states, texts, removals, entriesOf }: Case, tally: Tally): void {
  tally.requests++;
  const { state } = request;
  if (state === "unknown") tally.leftInDoubt++;
  else if (state in tally) (tally[state as "executed"] as number)++;
  if (states.some(({ now }) => now === "unknown")) tally.unknown++;
  if (entriesOf(request.id).length > 0) tally.tampered++;
  tally.textsSent += texts.reduce((sum, { sent }) => sum + sent.length, 0);
  tally.contactsGone += removals.length;
}

/** What an asker was told, and what is gone of theirs, that no request of theirs accounts for. */
function unexplained(asker: Asker, cases: Case[], index: Index): string[] {
  const found: string[] = [];
  const ran = cases.filter((each) => each.ran);
  for (const what of [0, 1] as const) {
    for (const id of [contactId(asker, what), noteId(asker, what)]) {
      const gone = index.others.get(id)?.filter((entry) => entry.what === "gone").length ?? 0;
      const allowed = ran.flatMap(({ removals }) => removals).filter((removal) => removal.id === id).length;
      if (gone > 1) found.push(`${id} went ${gone} times`);
      if (gone !== allowed) found.push(`${id} went ${gone} times, by the leave of ${allowed} requests`);
    }
  }
  for (const same of Map.groupBy(cases, ({ request }) => request.call).values())
    found.push(...same.flatMap((each) => same.flatMap((other) => clash(each, other))));
  for (const answer of asker.answers) {
    if (answer.to === "decision") {
      const states = cases.find(({ request }) => request.id === answer.id)?.states ?? [];
      if (!states.some(({ now }) => now === answer.status))
        found.push(`${answer.id} was answered ${answer.status}, which it never was`);
      if (!answer.sawIt) found.push(`${answer.id} was decided by somebody who was shown another`);
    } else if ("queueId" in answer) {
      const { who, what, queueId } = answer;
      const known = cases.find(({ request }) => request.id === queueId);
      if (known?.who !== who || known.what !== what) found.push(`a call was told to wait for ${queueId}`);
    } else if (!answer.replayed) found.push("a call ran without asking");
    else if (!ran.some(({ who, what }) => who === answer.who && what === answer.what))
      found.push("a call was answered with a result that no request of its own had");
  }
  return found;
}

const denialStands = 24 * 3_600_000;
const resultStands = 3_600_000;

/**
 * Two requests of the same call: only one waits at a time, and none is made while the other's denial or result
 * stands; the one that takes the place of another is not asked for.
 */
function clash(one: Case, later: Case): string[] {
  const { asked } = later;
  const [before, end] = one.states;
  if (!asked || !before || asked.seq <= before.seq) return [];
  const { id, createdAt, replaces } = later.request;
  if (!end || asked.seq < end.seq) return [`${id} waited beside ${one.request.id}`];
  const age = createdAt - (one.request.decidedAt ?? 0);
  const stands = age < (end.now === "denied" ? denialStands : one.ran ? resultStands : 0);
  return stands && replaces === null ? [`${id} was asked after ${one.request.id} was ${end.now}`] : [];
}

/** Texts and removals that belong to no request: by the number or the record it is known whose they are. */
function foreign(askers: readonly Asker[], cases: Case[], evidence: Evidence): [number, string][] {
  const requests = new Set<string | null>(cases.map(({ request }) => request.id));
  const refs = new Set(evidence.texts.map(({ ref }) => ref));
  const all: [string, string][] = [
    ...evidence.removals
      .filter(({ allowedBy }) => !requests.has(allowedBy))
      .map(({ id, allowedBy }): [string, string] => [id, `${id} went by the leave of ${allowedBy}`]),
    ...evidence.texts
      .filter(({ requestId }) => !requests.has(requestId))
      .map(({ peer, requestId }: Text): [string, string] => [peer, `a text was meant by ${requestId}`]),
    ...evidence.strays.map((peer): [string, string] => [peer, "a text has no effect in the outbox"]),
    ...evidence.sent
      .filter(({ ref }) => !refs.has(ref))
      .map(({ to, ref }): [string, string] => [to, `${ref} was sent and is not in the outbox`]),
    ...evidence.entries
      .filter(({ what, id }) => what === "gone" && !/^(con|note)_\d+_[01]$/.test(id))
      .map(({ id }): [string, string] => [id, `${id} went, which nobody asked for`]),
  ];
  const serials = new Set(askers.map(({ serial }) => serial));
  return all.map(([whose, found]) => {
    const [, serial = "-1"] = /^\+12(\d{5})|_(\d+)_/.exec(whose)?.filter((each) => each !== undefined) ?? [];
    return [serials.has(Number(serial)) ? Number(serial) : -1, found];
  });
}
