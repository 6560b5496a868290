/** @jsxImportSource hono/jsx */

import { Empty } from "#faces/web/parts/empty.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Places } from "#faces/web/parts/places.tsx";
import { Freshness, Proof } from "#faces/web/parts/proof.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { counted } from "#platform/words.ts";
import { Card, type Doing } from "./card.tsx";
import type { Waiting } from "./waiting.ts";

export interface AuthorizationsPage {
  business: string;
  reader: Reader;
  requests: Waiting[];
  doing(operation: string): Doing;
  now: number;
  /** True where more wait than the page shows. */
  hasMore: boolean;
  problem: string | undefined;
  done: string | undefined;
}

/** What waits for the reader's word, oldest first: nothing moves while it is being looked at. */
export function Authorizations(props: AuthorizationsPage) {
  const { business, reader, requests, doing, now, hasMore, problem, done } = props;
  return (
    <Layout
      title="Waiting for you"
      business={business}
      reader={reader}
      action={<QueuePlaces at="pending" />}
      script="passkey.js"
      isWorking
    >
      <Notice problem={problem} done={done} />
      <Freshness reader={reader} path="/authorizations" />
      <div data-live="requests">
        <p role="status" aria-live="polite" data-count={requests.length}>
          {requests.length === 0 ? "Nothing is waiting." : `${counted(requests.length, "request")} waiting.`}
          {hasMore ? " More follow when these are decided." : ""}
        </p>
        {requests.length === 0 ? (
          <Empty icon="done" title="You are done">
            <p class="quiet">When an assistant wants to do something risky, it asks here first.</p>
          </Empty>
        ) : (
          <div class={requests.length > 3 ? "deck dense" : "deck"}>
            {requests.map((request) => (
              <Card
                request={request}
                doing={doing(request.operation)}
                reader={reader}
                now={now}
                isOne={false}
                isAlone={requests.length === 1}
              />
            ))}
          </div>
        )}
      </div>
      {requests.length > 1 ? (
        <form method="post" action="/authorizations" id="deny-many" class="many">
          <input type="hidden" name="form" value={reader.token} />
          <label for="many-note">A note for what you deny together</label>
          <input id="many-note" name="notes" maxlength={2000} autocomplete="off" />
          <Proof reader={reader} id="many" />
          <button type="submit" name="action" value="deny-many" class="danger">
            Deny all that are chosen
          </button>
        </form>
      ) : null}
      <StopSwitch reader={reader} />
    </Layout>
  );
}

/** Everything read-only at once, and back. */
function StopSwitch({ reader }: { reader: Reader }) {
  return (
    <section aria-labelledby="stop">
      <h2 id="stop">{reader.isStopped ? "Everything is stopped" : "Stop everything"}</h2>
      <p>
        {reader.isStopped
          ? "Assistants can look things up. Nothing is sent, called or changed until you resume; what is too late by then is not sent any more. What customers write still arrives."
          : "Assistants can still look things up, and cannot send, call or change anything until you resume. What customers write still arrives."}
      </p>
      <form method="post" action="/authorizations">
        <input type="hidden" name="form" value={reader.token} />
        {reader.isStopped ? <Proof reader={reader} id="resume" /> : null}
        <button type="submit" name="action" value={reader.isStopped ? "resume" : "stop"} class="danger">
          {reader.isStopped ? "Resume" : "Stop everything now"}
        </button>
      </form>
    </section>
  );
}

/** The views of the queue. */
export function QueuePlaces({ at }: { at: "pending" | "history" | "rules" | "one" }) {
  return (
    <Places
      label="Requests"
      at={at}
      places={[
        { name: "pending", href: "/authorizations", text: "Waiting" },
        { name: "history", href: "/authorizations/history", text: "History" },
        { name: "rules", href: "/authorizations/rules", text: "Standing rules" },
        { name: "stop", href: "/authorizations#stop", text: "Stop everything" },
      ]}
    />
  );
}
