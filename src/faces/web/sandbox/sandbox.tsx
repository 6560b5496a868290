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
  /** True while the network is to lose the answer to the desk's next text. */
  isLosing: boolean;
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
              <Bubbles items={reader ? items : withoutPictures(items)} now={now} theirs="outbound" />
            )}
          </Live>
          <form method="post" action="/sandbox/messages">
            <input type="hidden" name="from" value={customer} />
            <label for="text">Your text to the desk</label>
            <textarea id="text" name="text" maxlength={1600} rows={2} required />
            <p class="actions">
              <button type="submit" name="action" value="text">
                Send
              </button>
              <button type="submit" name="action" value="picture" class="second" formnovalidate>
                With a picture
              </button>
              <button type="submit" name="action" value="stop" class="second" formnovalidate>
                STOP
              </button>
            </p>
          </form>
          <CallThem customer={customer} />
        </section>
        <Trying {...page} />
      </div>
    </Layout>
  );
}

/** Calls that nobody at the desk takes. */
function CallThem({ customer }: { customer: string }) {
  return (
    <details>
      <summary>Call them</summary>
      <form method="post" action="/sandbox/messages">
        <input type="hidden" name="from" value={customer} />
        <label for="voicemail">Nobody picks up. Your message after the tone</label>
        <textarea id="voicemail" name="voicemail" maxlength={1600} rows={2} required />
        <p class="actions">
          <button type="submit" name="action" value="voicemail">
            Leave a voicemail
          </button>
          <button type="submit" name="action" value="hang_up" class="second" formnovalidate>
            Hang up
          </button>
        </p>
      </form>
    </details>
  );
}

/** Nobody who has not signed in sees a picture that is kept here: that one came is said in words. */
function withoutPictures(items: Said[]): Said[] {
  return items.map((item) => {
    if (item.kind === "call") return item;
    const { pictures: _pictures, ...rest } = item;
    return rest;
  });
}

/** Whose phone it is, and what other numbers do. */
function Trying({ customer, behaviours, isLosing, reader }: SandboxPage) {
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
      <form method="post" action="/sandbox/messages">
        <input type="hidden" name="from" value={customer} />
        <p>
          {isLosing
            ? "The answer to the next text to this number will be lost: the desk will not know at once whether it arrived."
            : "See what your desk does when the network fails in the middle."}
        </p>
        <button type="submit" name="action" value="lose" class="second" disabled={isLosing}>
          Lose the next answer
        </button>
      </form>
      <details>
        <summary>Numbers that fail on purpose</summary>
        <table>
          <caption>What the sandbox does with a text or a call to a number</caption>
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
