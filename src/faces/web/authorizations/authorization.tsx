/** @jsxImportSource hono/jsx */

import { Facts, Quote } from "#faces/web/parts/facts.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Freshness } from "#faces/web/parts/proof.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";
import { QueuePlaces } from "./authorizations.tsx";
import { Asker, Card, type Doing } from "./card.tsx";
import type { Waiting } from "./waiting.ts";

export interface AuthorizationPage {
  business: string;
  reader: Reader;
  request: Waiting;
  doing: Doing;
  now: number;
  problem: string | undefined;
}

/** What each state means, in the owner's words. */
export const stateWords: Record<string, string> = {
  pending: "waiting",
  authorized: "allowed",
  executing: "allowed, and under way",
  executed: "allowed, and done",
  failed: "allowed, and could not be done",
  unknown: "allowed, and nobody knows yet whether it went through",
  denied: "denied",
  expired: "not decided in time",
  cancelled: "taken back",
  stale: "changed since it was asked, and asked anew",
};

/** One request, whatever has become of it. */
export function Authorization({ business, reader, request, doing, now, problem }: AuthorizationPage) {
  return (
    <Layout
      title={doing.title}
      business={business}
      reader={reader}
      action={<QueuePlaces at="one" />}
      isWorking
      script="passkey.js"
    >
      <Notice problem={problem} />
      {request.status === "pending" ? (
        <>
          <Freshness reader={reader} path={`/authorizations/${request.queue_id}`} />
          <Card request={request} doing={doing} reader={reader} now={now} isOne />
        </>
      ) : (
        <Ended request={request} doing={doing} now={now} />
      )}
    </Layout>
  );
}

function Ended({ request, doing, now }: { request: Waiting; doing: Doing; now: number }) {
  return (
    <article class="card">
      <p class="reason" role="status">
        It is {stateWords[request.status] ?? request.status}.
        {request.result ? ` ${visibleText(doing.summary(request.result), 400)}` : ""}
      </p>
      {request.replaced_by ? (
        <p>
          <a class="go" href={`/authorizations/${request.replaced_by}`}>
            See it as it is now
          </a>
        </p>
      ) : null}
      <Asker request={request} now={now} />
      <p>{visibleText(request.reason, 2000)}</p>
      <Facts lines={request.card} />
      {request.decided_at ? (
        <p>
          Decided by {visibleText(request.decided_by ?? "somebody", 60)} on {spoken(request.decided_at, now)}.
        </p>
      ) : null}
      {request.note ? (
        <>
          <p class="quiet">The note:</p>
          <Quote text={request.note} />
        </>
      ) : null}
      {request.reasoning ? (
        <div class="said">
          <p class="quiet">{visibleText(request.client, 60)} said (unchecked):</p>
          <Quote text={request.reasoning} />
        </div>
      ) : null}
    </article>
  );
}
