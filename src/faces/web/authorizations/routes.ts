import { createElement } from "hono/jsx";
import { mayDecide } from "#domains/people/roles.ts";
import { goOn, isStale, signInAgain, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { proven } from "#faces/web/shell/proof.ts";
import {
  type DoorContext,
  type DoorParts,
  ownForm,
  problemOf,
  readerOf,
  type Turn,
} from "#faces/web/shell/visit.ts";
import { isRuled } from "#operation/operation.ts";
import { visibleText } from "#platform/visible-text.ts";
import { DeskError } from "#src/errors.ts";
import { Authorization, stateWords } from "./authorization.tsx";
import { Authorizations } from "./authorizations.tsx";
import type { Doing } from "./card.tsx";
import { AuthorizationHistory } from "./history.tsx";
import { Policies, type StandingRule } from "./rules.tsx";
import type { WaitingStream } from "./stream.ts";
import type { Waiting } from "./waiting.ts";

export interface AuthorizationRoutesParts extends DoorParts {
  stream: WaitingStream;
}

interface Listed {
  requests: Waiting[];
  next: string | null;
}

/** What a request's page says first, when somebody comes to it from a decision that was none. */
const tellings = new Map([
  ["changed", "Your decision did nothing: what it is about has changed. This is how it is now."],
  [
    "undecided",
    "Nothing was decided: that asked for a fresh sign-in. Decide again, and write the note again.",
  ],
]);

/** Cards on one page. */
const mostCards = 50;

/** `/authorizations`, and below it one request, `history`, `rules` and `live`: for those who decide; the gate sees to that. */
export function authorizationRoutes(parts: AuthorizationRoutesParts) {
  // One route for all of them: a name of its own beside one with a parameter costs every request the fast router.
  const named: Record<string, (turn: Turn) => Promise<Response>> = {
    history: showHistory,
    rules: (turn) => showRules(turn, {}),
    live: follow,
  };
  return {
    list: (c: DoorContext) => withReader(c, parts, (turn) => showList(turn, {})),
    show: (c: DoorContext) => {
      const name = c.req.param("id") ?? "";
      const view = Object.hasOwn(named, name) ? named[name] : undefined;
      return withReader(c, parts, view ?? ((turn) => showOne(name, turn, {})));
    },
    act: (c: DoorContext) => withReader(c, parts, actOnAll),
    decide: (c: DoorContext) => withReader(c, parts, c.req.param("id") === "rules" ? actOnRules : decideOne),
  };

  async function showList(turn: Turn, told: Told): Promise<Response> {
    const { requests } = await turn.run<Listed>("authorization.list", {});
    return await shown(Authorizations, turn, told, {
      requests: requests.slice(0, mostCards),
      hasMore: requests.length > mostCards,
      doing,
      now: parts.clock.now(),
      done: told.done ?? (await outcomeOf(turn)),
    });
  }

  async function showOne(id: string, turn: Turn, told: Told): Promise<Response> {
    const request = await requestOf(id, turn);
    const said = tellings.get(turn.c.req.query("told") ?? "");
    const problem = told.problem ?? (request.status === "pending" ? said : undefined);
    return await shown(
      Authorization,
      turn,
      { problem },
      {
        request,
        doing: doing(request.operation),
        now: parts.clock.now(),
      },
    );
  }

  async function showHistory(turn: Turn): Promise<Response> {
    const words = (turn.c.req.query("q") ?? "").trim().slice(0, 200);
    const before = turn.c.req.query("before");
    const { requests, next } = await turn.run<Listed>("authorization.list", {
      show: "history",
      ...(words ? { words } : {}),
      ...(before ? { before: before.slice(0, 60) } : {}),
    });
    const older =
      next === null
        ? undefined
        : `/authorizations/history?${new URLSearchParams({ q: words, before: next })}`;
    return await shown(AuthorizationHistory, turn, {}, { requests, doing, words, older });
  }

  async function showRules(turn: Turn, told: Told): Promise<Response> {
    const { policies } = await turn.run<{ policies: StandingRule[] }>("policy.list", {});
    return await shown(Policies, turn, told, { policies, doing });
  }

  /** The number of what waits, as it changes. */
  async function follow({ c, signedIn }: Turn): Promise<Response> {
    if (!mayDecide(signedIn.person.role))
      throw new DeskError("FORBIDDEN", "Only somebody who decides what waits may follow it.");
    const isStillSignedIn = async () => (await parts.door.sessions.of(c.req.raw.headers)) !== undefined;
    return await parts.stream.open({ session: signedIn.session.id, isStillSignedIn });
  }

  async function decideOne(turn: Turn): Promise<Response> {
    const { c } = turn;
    const id = c.req.param("id") ?? "";
    const form = ownForm(c, turn.signedIn, parts);
    let cookie: string | undefined;
    try {
      const proof = await proven(turn, form, parts);
      cookie = proof.cookie;
      const decided = await proof.turn.run<Decided>("authorization.decide", decisionIn(id, form));
      return goOn(
        decided.replaced_by
          ? `/authorizations/${decided.replaced_by}?told=changed`
          : `/authorizations?done=${id}`,
        cookie,
      );
    } catch (failure) {
      if (isStale(failure))
        return c.redirect(signInAgain(`/authorizations/${encodeURIComponent(id)}?told=undecided`), 303);
      const answer = await showOne(id, turn, { problem: problemOf(failure) });
      if (cookie) answer.headers.append("set-cookie", cookie);
      return answer;
    }
  }

  /** Denying several, and the stop switch. */
  async function actOnAll(turn: Turn): Promise<Response> {
    const { c } = turn;
    const form = ownForm(c, turn.signedIn, parts);
    try {
      const proof = await proven(turn, form, parts);
      const answer = await showList(proof.turn, { done: await doneOf(form, proof.turn) });
      if (proof.cookie) answer.headers.append("set-cookie", proof.cookie);
      return answer;
    } catch (failure) {
      if (isStale(failure)) return c.redirect(signInAgain("/authorizations"), 303);
      return await showList(turn, { problem: problemOf(failure) });
    }
  }

  async function doneOf(form: URLSearchParams, turn: Turn): Promise<string> {
    switch (form.get("action")) {
      case "stop":
        await turn.run("desk.stop", {});
        return "Everything is stopped.";
      case "resume":
        await turn.run("desk.resume", {});
        return "The desk goes on.";
      case "deny-many":
        return await denyMany(form, turn);
      default:
        throw new DeskError("VALIDATION_ERROR", "The form says nothing to do.");
    }
  }

  async function denyMany(form: URLSearchParams, { run }: Turn): Promise<string> {
    const chosen = form.getAll("id").slice(0, mostCards);
    if (chosen.length === 0) return "Nothing was chosen, and nothing was denied.";
    const notes = form.get("notes") ?? "";
    for (const each of chosen) {
      const [id, shownAs] = each.split(" ");
      await run("authorization.decide", { id, decision: "denied", notes, shown: shownAs });
    }
    return `Denied: ${chosen.length}.`;
  }

  async function actOnRules(turn: Turn): Promise<Response> {
    const form = ownForm(turn.c, turn.signedIn, parts);
    try {
      await turn.run("policy.revoke", { id: form.get("id") ?? "" });
      return await showRules(turn, { done: "Taken back: from now on you are asked again." });
    } catch (failure) {
      return await showRules(turn, { problem: problemOf(failure) });
    }
  }

  /** What the decision that was made a moment ago came to. */
  async function outcomeOf({ c, run }: Turn): Promise<string | undefined> {
    const id = c.req.query("done");
    if (!id) return undefined;
    try {
      const { operation, status, result, policy_id: rule } = await requestOf(id.slice(0, 60), { run });
      const { title, summary } = doing(operation);
      return [
        `${title}: ${stateWords[status] ?? status}.`,
        result ? visibleText(summary(result), 400) : "",
        status === "executing" && operation.startsWith("message.")
          ? "Until it goes out it can be taken back, in the inbox under Going out later."
          : "",
        rule ? "The rule stands under Standing rules." : "",
      ]
        .filter(Boolean)
        .join(" ");
    } catch (failure) {
      if (failure instanceof DeskError && failure.code === "NOT_FOUND") return undefined;
      throw failure;
    }
  }

  /** @throws DeskError NOT_FOUND */
  async function requestOf(id: string, { run }: Pick<Turn, "run">): Promise<Waiting> {
    const { requests } = await run<{ requests: [Waiting] }>("authorization.list", { id });
    return requests[0];
  }

  /** What an operation is called; one that this version no longer has is called by its name. */
  function doing(name: string): Doing {
    const operation = parts.operations.find((each) => each.name === name);
    if (!operation) return { title: name, always: undefined, summary: () => "" };
    const always = isRuled(operation) ? operation.permission?.always : undefined;
    return { title: operation.title, always, summary: operation.summary };
  }

  async function shown<Props>(
    Page: (props: Props & Common) => unknown,
    turn: Turn,
    { problem, done }: Told,
    props: Omit<Props, keyof Common> & { done?: string | undefined },
  ): Promise<Response> {
    const reader = await readerOf(turn.signedIn, turn.c, parts);
    const all = { business: parts.business(), reader, problem, done, ...props };
    const status = problem && turn.c.req.method === "POST" ? 409 : 200;
    // biome-ignore lint/suspicious/noExplicitAny: the views' own props are checked where they are given
    return await page(createElement(Page as any, all), status);
  }
}

interface Told {
  problem?: string | undefined;
  done?: string | undefined;
}

interface Common {
  business: string;
  reader: Awaited<ReturnType<typeof readerOf>>;
  problem: string | undefined;
  done: string | undefined;
}

interface Decided {
  status: string;
  replaced_by: string | null;
}

/** What a card's buttons mean. @throws DeskError VALIDATION_ERROR */
function decisionIn(id: string, form: URLSearchParams): Record<string, unknown> {
  const decision = { allow: "authorized", always: "authorized", deny: "denied" }[form.get("action") ?? ""];
  if (!decision) throw new DeskError("VALIDATION_ERROR", "The form says nothing to do.");
  const notes = form.get("notes") ?? "";
  const given = { id, decision, notes, shown: form.get("shown") ?? "" };
  if (form.get("action") !== "always") return given;
  return { ...given, upgrade_permission: true, narrowed: narrowingIn(form) };
}

function narrowingIn(form: URLSearchParams): Record<string, unknown> {
  const number = (name: string) => {
    const text = form.get(name);
    return text === null || text === "" ? {} : { [name]: Number(text) };
  };
  return {
    this_app: form.get("this_app") === "yes",
    this_target: form.get("this_target") === "yes",
    this_text: form.get("this_text") === "yes",
    ...number("cap"),
    ...number("daily_cap"),
    ...number("days"),
  };
}
