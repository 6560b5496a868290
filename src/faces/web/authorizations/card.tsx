/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Facts, Quote } from "#faces/web/parts/facts.tsx";
import type { CardLine } from "#operation/card.ts";
import type { Always } from "#operation/permission.ts";
import { ago } from "#platform/ago.ts";
import { visibleText } from "#platform/visible-text.ts";

/** A request as its card shows it. */
export interface Waiting {
  queue_id: string;
  operation: string;
  status: string;
  reason: string;
  note: string | null;
  result: unknown;
  policy_id: string | null;
  error: unknown;
  replaced_by: string | null;
  asked_at: string;
  expires_at: string;
  decided_at: string | null;
  digest: string;
  person: string;
  client: string;
  face: string;
  reasoning: string | null;
  card: CardLine[];
  is_whole: boolean;
  facts: Record<string, unknown>;
  decided_by: string | null;
  replaces: string | null;
  before: CardLine[] | null;
}

/** What is done, in the owner's words, and how far it may be allowed always. */
export interface Doing {
  title: string;
  /** The answer of it in one line. */
  summary(result: unknown): string;
  always: Always | undefined;
}

/** One that waits: what the desk knows first, what the app says about it last, then what to do. */
export function Card({
  request,
  doing,
  token,
  now,
  isOne,
  isStopped,
}: {
  request: Waiting;
  doing: Doing;
  token: string;
  now: number;
  /** True where it is the only one on the page. */
  isOne: boolean;
  /** True while everything is stopped, and nothing can be allowed. */
  isStopped: boolean;
}) {
  const id = request.queue_id;
  const name = `${id}-name`;
  const form = { token, request };
  return (
    <article
      class="card"
      id={id}
      data-card={id}
      aria-label={isOne ? doing.title : undefined}
      aria-labelledby={isOne ? undefined : name}
    >
      <div class="what">
        <div class="head">
          {isOne ? null : <h2 id={name}>{doing.title}</h2>}
          <Asker request={request} now={now} isBrief={!isOne} />
        </div>
        <p class="reason">{visibleText(request.reason, 2000)}</p>
        <Changed request={request} />
        <Facts lines={request.card} />
        {request.is_whole ? null : <p class="quiet">There is more of it than fits here.</p>}
        <Said request={request} />
      </div>
      <div class="decision">
        {isStopped ? (
          <p class="quiet">Nothing can be allowed while everything is stopped.</p>
        ) : request.is_whole ? (
          <DecisionForm {...form}>
            <button type="submit" name="action" value="allow" aria-describedby={isOne ? undefined : name}>
              Allow once
            </button>
          </DecisionForm>
        ) : (
          <a class="go" href={`/authorizations/${id}`}>
            See all of it, to allow it
          </a>
        )}
        <details class="more">
          <summary>Deny…</summary>
          <DecisionForm {...form}>
            <label for={`${id}-note`}>A note for the app, if you like</label>
            <textarea id={`${id}-note`} name="notes" maxlength={2000} rows={2} />
            <button type="submit" name="action" value="deny" class="second danger">
              Deny
            </button>
          </DecisionForm>
        </details>
        {doing.always && request.is_whole && !isStopped ? (
          <details class="more">
            <summary>Allow always…</summary>
            <DecisionForm {...form}>
              <Narrowing request={request} always={doing.always} />
              <button type="submit" name="action" value="always" class="second">
                Allow this, and always
              </button>
            </DecisionForm>
          </details>
        ) : null}
        {isOne ? null : (
          <label class="choice pick">
            <input type="checkbox" name="id" value={`${id} ${request.digest}`} form="deny-many" />
            Choose
          </label>
        )}
      </div>
    </article>
  );
}

function DecisionForm({ token, request, children }: { token: string; request: Waiting; children?: Child }) {
  return (
    <form method="post" action={`/authorizations/${request.queue_id}`}>
      <input type="hidden" name="form" value={token} />
      <input type="hidden" name="shown" value={request.digest} />
      {children}
    </form>
  );
}

/** How far a standing rule reaches: as narrow as the person likes, never wider than what is said here. */
function Narrowing({ request, always }: { request: Waiting; always: Always }) {
  const id = request.queue_id;
  const { measure, target } = always;
  const amount = measure ? Number(request.facts[measure.fact]) : 0;
  return (
    <>
      <p class="quiet">
        Any call of this kind, whatever is in it, then runs without asking, as far as this says:
      </p>
      <label class="choice">
        <input type="checkbox" name="this_app" value="yes" checked />
        <span>Only for {visibleText(request.client, 60)}</span>
      </label>
      {target ? (
        <label class="choice">
          <input type="checkbox" name="this_target" value="yes" />
          <span>Only for {target.label}</span>
        </label>
      ) : null}
      {measure ? (
        <div class="row">
          <span>
            <label for={`${id}-cap`}>Most {measure.unit} at once</label>
            <input
              id={`${id}-cap`}
              name="cap"
              type="number"
              inputmode="numeric"
              min={amount}
              value={amount}
            />
          </span>
          <span>
            <label for={`${id}-daily`}>Most {measure.unit} in a day</label>
            <input
              id={`${id}-daily`}
              name="daily_cap"
              type="number"
              inputmode="numeric"
              min={amount}
              value={amount * 5}
            />
          </span>
        </div>
      ) : (
        <div class="row">
          <span>
            <label for={`${id}-daily`}>Most times in a day</label>
            <input id={`${id}-daily`} name="daily_cap" type="number" inputmode="numeric" min={1} value={5} />
          </span>
        </div>
      )}
      <label for={`${id}-days`}>Until</label>
      <select id={`${id}-days`} name="days">
        <option value="7">7 days from now</option>
        <option value="30">30 days from now</option>
        <option value="90" selected>
          90 days from now
        </option>
        <option value="365">A year from now</option>
      </select>
      <p class="quiet">You can see it and take it back under Rules.</p>
    </>
  );
}

/** How much of its time is left when a card begins to say so, in milliseconds. */
const hurry = 6 * 3_600_000;

export function Asker({
  request,
  now,
  isBrief = false,
}: {
  request: Waiting;
  now: number;
  isBrief?: boolean;
}) {
  const left = Date.parse(request.expires_at) - now;
  const asked = Date.parse(request.asked_at);
  return (
    <p class="quiet asker">
      {visibleText(request.client, 60)} for {visibleText(request.person, 60)},{" "}
      <time datetime={request.asked_at}>{ago(asked, now)}</time>
      {request.status === "pending" && (!isBrief || left < hurry)
        ? `, ends ${ago(Date.parse(request.expires_at), now)}`
        : ""}
    </p>
  );
}

/** What was different when it was asked the first time. */
function Changed({ request: { before, card } }: { request: Waiting }) {
  if (!before) return null;
  const now = new Set(card.map((line) => JSON.stringify(line)));
  const gone = before.filter((line) => !now.has(JSON.stringify(line)));
  return (
    <div class="warning" role="note">
      <p>This has changed since it was asked. Before, it was:</p>
      {gone.length > 0 ? (
        <Facts lines={gone} />
      ) : (
        <p>The same to look at, of records that were changed since.</p>
      )}
    </div>
  );
}

/** What the app that asks says about it: the last thing on the card, and marked as what it is. */
function Said({ request: { reasoning, client } }: { request: Waiting }) {
  if (!reasoning?.trim()) return null;
  return (
    <div class="said">
      <p class="quiet">{visibleText(client, 60)} says (unchecked):</p>
      <Quote text={reasoning} />
    </div>
  );
}
