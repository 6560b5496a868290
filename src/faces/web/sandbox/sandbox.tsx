/** @jsxImportSource hono/jsx */
import type { CallView, MessageView } from "#domains/phone/view.ts";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { spoken } from "#platform/zone.ts";

export interface SandboxPage {
  business: string;
  deskNumber: string;
  /** The customer whose phone this is. */
  customer: string;
  items: (MessageView | CallView)[];
  behaviours: Record<string, string>;
  problem: string | undefined;
  reader: Reader | undefined;
}

/** A customer's phone in the browser: write to the desk as the customer, see what the desk writes back. */
export function Sandbox({ business, deskNumber, customer, items, behaviours, problem, reader }: SandboxPage) {
  return (
    <Layout title="A customer's phone" business={business} script="sandbox.js" reader={reader}>
      <p>
        You are the customer at <strong>{customer}</strong>, texting with the desk at{" "}
        <strong>{deskNumber}</strong>. Nothing leaves this machine and nothing costs anything.
      </p>
      {problem ? (
        <p class="problem" role="alert">
          {problem}
        </p>
      ) : null}
      <form method="post" action="/sandbox/messages">
        <label for="from">Your number</label>
        <input id="from" name="from" type="tel" value={customer} autocomplete="off" required />
        <label for="text">Your text to the desk</label>
        <textarea id="text" name="text" maxlength={1600} required />
        <button type="submit">Send</button>
      </form>
      <h2 id="thread">Texts and calls, newest first</h2>
      <section data-live="thread" aria-labelledby="thread" aria-live="polite">
        {items.length === 0 ? (
          <p class="quiet">Nothing yet. Send a text above, or let an assistant send one to {customer}.</p>
        ) : (
          <ul class="thread">
            {items.map((item) => (
              <li>
                <Item item={item} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <h2>Test numbers</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Number ends in</th>
            <th scope="col">What the sandbox does with a text to it</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(behaviours).map(([digits, behaviour]) => (
            <tr>
              <td>{digits}</td>
              <td>{behaviour}</td>
            </tr>
          ))}
          <tr>
            <td>anything else</td>
            <td>delivers it</td>
          </tr>
        </tbody>
      </table>
    </Layout>
  );
}

function Item({ item }: { item: MessageView | CallView }) {
  const who = item.direction === "inbound" ? "You" : "The desk";
  const when = spoken(item.at);
  if (item.kind === "call") {
    return (
      <p>
        {who} called, {item.status}
        {item.duration === undefined ? "" : `, ${item.duration} s`} <small>{when}</small>
      </p>
    );
  }
  return (
    <>
      <small>
        {who} wrote on {when}: {item.status}
      </small>
      <p>{item.untrustedContent ?? item.content ?? ""}</p>
    </>
  );
}
