/** @jsxImportSource hono/jsx */
import { testType } from "#domains/business/subscription.ts";
import { Action } from "#faces/web/parts/action.tsx";
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { briefly, spoken } from "#platform/zone.ts";

export interface Subscriber {
  id: string;
  url: string;
  events: string[];
  state: string;
  takenAt: string | null;
  problem: string | null;
}

export interface Delivery {
  id: string;
  webhook: string;
  type: string;
  state: string;
  attempts: number;
  lastStatus: number | null;
  createdAt: string;
}

export interface SubscribersPage {
  business: string;
  reader: Reader;
  subscribers: Subscriber[];
  deliveries: Delivery[];
  /** A signing key that was just made: shown this once. */
  fresh: string | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

const states: Record<string, readonly [State, string]> = {
  pending: ["waiting", "under way"],
  delivered: ["done", "delivered"],
  dead: ["failed", "given up"],
};

/** Programs that are told what happens to tickets, and whether they take it. */
export function Subscribers(page: SubscribersPage) {
  const { business, reader, subscribers, deliveries, fresh, problem, done } = page;
  const living = subscribers.filter(({ state }) => state === "active");
  return (
    <Layout
      title="Other programs"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
      script="copy.js"
    >
      <Notice problem={problem} done={done} />
      {fresh ? (
        <section aria-labelledby="fresh">
          <h2 id="fresh">Its signing key</h2>
          <p>
            With this the program can tell that an event comes from here (Standard Webhooks). It is shown this
            once.
          </p>
          <Copyable id="fresh" label="The key" text={fresh} isFresh />
        </section>
      ) : null}
      {living.length === 0 ? (
        <Empty icon="subscribers" title="Nobody is told">
          <p class="quiet">
            Your helpdesk, a chat, a spreadsheet: a program with an address is told when a ticket is opened,
            changed or added to.
          </p>
        </Empty>
      ) : (
        <ul class="cards">
          {living.map(({ id, url, events, takenAt, problem: why }) => (
            <li>
              <h2>{new URL(url).host}</h2>
              <p>
                <Badge state={why ? "failed" : takenAt ? "done" : "waiting"}>
                  {why ? "does not take events" : takenAt ? "takes events" : "has taken none yet"}
                </Badge>{" "}
                {why ?? ""}
              </p>
              <p class="quiet">
                {events.join(", ")}
                {takenAt ? `. The last one on ${spoken(takenAt, reader.now)}.` : ""}
              </p>
              <Action reader={reader} action="test" id={id} name={new URL(url).host}>
                Send a test
              </Action>
              <Sure id={`remove-${id}`} label="Remove" name={new URL(url).host} title="Remove this program?">
                <p>It is told of nothing any more; what is under way to it is given up.</p>
                <form method="post">
                  <input type="hidden" name="form" value={reader.token} />
                  <input type="hidden" name="id" value={id} />
                  <button type="submit" name="action" value="remove" class="danger">
                    Remove it
                  </button>
                </form>
              </Sure>
            </li>
          ))}
        </ul>
      )}
      <h2>Add one</h2>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field
          id="url"
          label="Its address"
          hint="One that others reach, such as https://helpdesk.example.net/hook."
        >
          <input id="url" name="url" type="url" maxlength={2000} autocomplete="off" required />
        </Field>
        <Proof reader={reader} id="add" />
        <button type="submit" name="action" value="add">
          Add it
        </button>
      </form>
      <Deliveries reader={reader} deliveries={deliveries} subscribers={subscribers} />
    </Layout>
  );
}

function Deliveries({
  reader,
  deliveries,
  subscribers,
}: Pick<SubscribersPage, "reader" | "deliveries" | "subscribers">) {
  if (deliveries.length === 0) return null;
  const hostOf = (id: string) => {
    const found = subscribers.find((each) => each.id === id);
    return found ? new URL(found.url).host : "a removed one";
  };
  return (
    <>
      <h2>The last deliveries</h2>
      <ul class="list">
        {deliveries.map(({ id, webhook, type, state, attempts, lastStatus, createdAt }) => {
          const [badge, words] = states[state] ?? ["plain", state];
          return (
            <li class="entry">
              <span class="entry-main">
                <strong>{type === testType ? "a test" : type.replace(".", " ")}</strong>
                <span class="quiet">
                  to {hostOf(webhook)}, {attempts === 1 ? "one try" : `${attempts} tries`}
                  {lastStatus === null ? "" : `, answered ${lastStatus}`}
                </span>
              </span>
              <span class="entry-side">
                <Badge state={badge}>{words}</Badge>
                <span class="quiet">{briefly(createdAt, reader.now)}</span>
              </span>
              {state === "delivered" ? null : (
                <form method="post">
                  <input type="hidden" name="form" value={reader.token} />
                  <input type="hidden" name="id" value={id} />
                  <button type="submit" name="action" value="replay" class="second again">
                    Try again
                  </button>
                </form>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
