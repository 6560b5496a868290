/** @jsxImportSource hono/jsx */
import { Bubbles, type Said } from "#faces/web/parts/bubbles.tsx";
import { Icon } from "#faces/web/parts/icon.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";

export interface SandboxPage {
  business: string;
  deskNumber: string;
  /** The customer whose phone this is. */
  customer: string;
  /** The oldest first. */
  items: Said[];
  behaviours: Record<string, string>;
  problem: string | undefined;
  reader: Reader | undefined;
  /** Milliseconds, UTC. */
  now: number;
}

/** A customer's phone in the browser: write to the desk as the customer, see what the desk writes back. */
export function Sandbox(page: SandboxPage) {
  const { business, deskNumber, customer, items, problem, reader, now } = page;
  const here = `/sandbox?from=${encodeURIComponent(customer)}`;
  return (
    <Layout title="A customer’s phone" business={business} reader={reader} isWorking isLive>
      <p class="lead">
        Write as a customer would, to see what your desk and your assistants make of it. Nothing reaches a
        real phone.
      </p>
      <Notice problem={problem} />
      <div class="beside">
        <section class="phone" aria-label="The phone">
          <p class="phone-top">
            <Icon name="business" />
            <strong>{business}</strong> <span class="quiet">{writtenNumber(deskNumber)}</span>
          </p>
          <Live id="thread" from={here} label="Texts and calls" every="2s">
            {items.length === 0 ? (
              <p class="quiet">
                Nothing yet. Write to {business} below, or let an assistant write to {writtenNumber(customer)}
                .
              </p>
            ) : (
              <Bubbles items={items} now={now} theirs="outbound" />
            )}
          </Live>
          <form method="post" action="/sandbox/messages">
            <input type="hidden" name="from" value={customer} />
            <label for="text">Your text to the desk</label>
            <textarea id="text" name="text" maxlength={1600} rows={2} required />
            <button type="submit">Send</button>
          </form>
        </section>
        <Trying {...page} />
      </div>
    </Layout>
  );
}

/** Whose phone it is, and what other numbers do. */
function Trying({ customer, behaviours, reader }: SandboxPage) {
  return (
    <section class="card" aria-labelledby="trying">
      <h2 id="trying">Trying things out</h2>
      <p>
        You are the customer at {writtenNumber(customer)}. Nothing leaves this machine, and nothing costs
        anything.
      </p>
      <form method="get" action="/sandbox" class="row">
        <span>
          <label for="from">Be another customer</label>
          <input id="from" name="from" type="tel" value={customer} autocomplete="off" required />
        </span>
        <button type="submit" class="second">
          Take this number
        </button>
      </form>
      {reader ? (
        <p>
          <a class="go" href={`/inbox/${encodeURIComponent(customer)}`}>
            See it in the inbox
          </a>
        </p>
      ) : null}
      <details>
        <summary>Numbers that fail on purpose</summary>
        <table>
          <caption>What the sandbox does with a text to a number</caption>
          <thead>
            <tr>
              <th scope="col">It ends in</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {[...Object.entries(behaviours), ["anything else", "delivers it"]].map(([digits, behaviour]) => (
              <tr>
                <td>{digits}</td>
                <td>{behaviour}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
