/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Facts, Quote } from "#faces/web/parts/facts.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";
import type { Always } from "#operation/permission.ts";
import { ago } from "#platform/ago.ts";
import { visibleText } from "#platform/visible-text.ts";
import { Narrowing } from "./narrowing.tsx";
import type { Waiting } from "./waiting.ts";

/** What is done, in the owner's words, and how far it may be allowed always. */
export interface Doing {
  title: string;
  /** The answer of it in one line. */
  summary(result: unknown): string;
  always: Always | undefined;
}

/** Who decides, as much as a card asks. */
export type Decider = Pick<Reader, "token" | "isStopped" | "isRecent" | "hasPassword">;

/** One that waits: what the desk knows first, what the app says about it last, then what to do. */
export function Card({
  request,
  doing,
  reader,
  now,
  isOne,
  isAlone = isOne,
}: {
  request: Waiting;
  doing: Doing;
  reader: Decider;
  now: number;
  /** True where no other waits beside it, and there is nothing to choose from. */
  isAlone?: boolean;
  /** True where it is the only one on the page. */
  isOne: boolean;
}) {
  const id = request.queue_id;
  const name = `${id}-name`;
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
          {isAlone ? null : (
            <label class="choice pick">
              <input type="checkbox" name="id" value={`${id} ${request.digest}`} form="deny-many" />
              Choose
            </label>
          )}
          <Asker request={request} now={now} isBrief={!isOne && !isAlone} />
        </div>
        <p class="reason">{visibleText(request.reason, 2000)}</p>
        <Changed request={request} />
        <Facts lines={request.card} />
        {request.is_whole ? null : <p class="quiet">There is more of it than fits here.</p>}
        <Said request={request} />
      </div>
      <div class="decision">
        <AllowOnce request={request} reader={reader} name={isOne ? undefined : name} />
        <details class="more">
          <summary>Deny…</summary>
          <DecisionForm request={request} reader={reader} name="deny">
            <label for={`${id}-note`}>A note for the app, if you like</label>
            <textarea id={`${id}-note`} name="notes" maxlength={2000} rows={2} />
            <button type="submit" name="action" value="deny" class="second">
              Deny
            </button>
          </DecisionForm>
        </details>
        {doing.always && request.is_whole && !reader.isStopped ? (
          <details class="more apart">
            <summary>Allow always…</summary>
            <DecisionForm request={request} reader={reader} name="always">
              <Narrowing request={request} always={doing.always} />
              <button type="submit" name="action" value="always" class="second">
                Allow this, and always
              </button>
            </DecisionForm>
          </details>
        ) : null}
      </div>
    </article>
  );
}

/** It weighs as much as a denial; where a sign-in is asked for, that stands right here. */
function AllowOnce({
  request,
  reader,
  name,
}: {
  request: Waiting;
  reader: Decider;
  name: string | undefined;
}) {
  if (reader.isStopped) return <p class="quiet">Nothing can be allowed while everything is stopped.</p>;
  if (!request.is_whole)
    return (
      <a class="go" href={`/authorizations/${request.queue_id}`}>
        See all of it, to allow it
      </a>
    );
  const form = (
    <DecisionForm request={request} reader={reader} name="allow">
      <button type="submit" name="action" value="allow" class="second" aria-describedby={name}>
        Allow once
      </button>
    </DecisionForm>
  );
  if (reader.isRecent || !reader.hasPassword) return form;
  return (
    <details class="more">
      <summary>Allow once…</summary>
      {form}
    </details>
  );
}

function DecisionForm({
  request,
  reader,
  name,
  children,
}: {
  request: Waiting;
  reader: Decider;
  /** Which of the card's forms it is. */
  name: string;
  children?: Child;
}) {
  return (
    <form method="post" action={`/authorizations/${request.queue_id}`}>
      <input type="hidden" name="form" value={reader.token} />
      <input type="hidden" name="shown" value={request.digest} />
      <Proof reader={reader} id={`${request.queue_id}-${name}`} />
      {children}
    </form>
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
