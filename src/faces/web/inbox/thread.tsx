/** @jsxImportSource hono/jsx */
import type { ConversationState } from "#domains/phone/conversations/state.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Bubbles, type OpenedTicket, type Said } from "#faces/web/parts/bubbles.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { List } from "#faces/web/parts/list.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Dial, nameOr, Who } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { type Conversation, ConversationEntry, TopicMark } from "./inbox.tsx";
import { Standing } from "./standing.tsx";

/** A conversation as `conversation.thread` gives it. */
export interface Thread {
  phoneNumber: string;
  contact: { id: string; name: string | null; phones: string[] } | null;
  optedOut: boolean;
  /** When the last of theirs arrived that nobody has answered, in milliseconds, UTC. */
  waitingSince: number | null;
  state: ConversationState | null;
  items: (Said | OpenedTicket)[];
  nextCursor: string | null;
}

export interface ThreadPage extends Thread {
  business: string;
  reader: Reader;
  /** The other conversations, for who has room beside this one. */
  others: Conversation[];
  /** Names of those who may look after it. */
  people: readonly string[];
  /** The text or call that the address names. */
  chosen: string | undefined;
  /** The address of this very page. */
  here: string;
  /** What a text leaves from; undefined where there is no line. */
  from: { name: string; number: string; isSandbox: boolean } | undefined;
  /** The address of what is further back; undefined where there is no more. */
  older: string | undefined;
  mayWrite: boolean;
  /** What was written and not sent, or the owner's own answer to such a question. */
  draft: string;
  isSuggested: boolean;
  /** Tells one sending of the form from another. */
  sending: string;
  problem?: string | undefined;
  done?: string | undefined;
}

/** What was said with one person, and what to answer. */
export function ThreadView(page: ThreadPage) {
  const { business, reader, others, phoneNumber, contact, optedOut, problem, done } = page;
  const name = nameOr(contact?.name ?? null, phoneNumber);
  return (
    <Layout
      title={name}
      business={business}
      reader={reader}
      crumb={{ href: "/inbox", text: "Inbox" }}
      isWorking
      isLive
    >
      <div class="split">
        <div class="split-list">
          <List label="Other conversations">
            {others.map((each) => (
              <ConversationEntry
                conversation={each}
                now={reader.now}
                isHere={each.phoneNumber === phoneNumber}
              />
            ))}
          </List>
        </div>
        <div class="split-main">
          <Notice problem={problem} done={done} />
          <p>
            {contact?.name ? <Dial phone={phoneNumber} /> : null}{" "}
            {contact ? (
              <Who name={contact.name ? "Their contact" : "Save their name"} phone={phoneNumber} />
            ) : (
              <a class="inline" href={`/contacts/new?phone=${encodeURIComponent(phoneNumber)}`}>
                Save their name
              </a>
            )}{" "}
            {optedOut ? <Badge state="stopped">asked not to be texted</Badge> : null}{" "}
            <TopicMark topic={page.state?.topicGuess} />
          </p>
          <Standing {...page} />
          <Talk {...page} />
          <Answer {...page} />
        </div>
      </div>
    </Layout>
  );
}

function Talk(page: ThreadPage) {
  const { items, older, here, reader, chosen, phoneNumber, mayWrite, optedOut } = page;
  if (items.length === 0)
    return (
      <Empty icon="text" title="Nothing was said yet">
        <p class="quiet">Your first text to {writtenNumber(phoneNumber)} begins the conversation.</p>
      </Empty>
    );
  return (
    <>
      {older ? (
        <p>
          <a class="go" href={older}>
            Further back
          </a>
        </p>
      ) : null}
      <Live id="said" from={here}>
        <Bubbles
          items={items}
          now={reader.now}
          theirs="inbound"
          chosen={chosen}
          againFrom={mayWrite && !optedOut ? `/inbox/${encodeURIComponent(phoneNumber)}` : undefined}
        />
      </Live>
    </>
  );
}

/** A reply by hand: it takes the way of every other text, as this person. */
function Answer(page: ThreadPage) {
  const { reader, phoneNumber, from, optedOut, waitingSince, mayWrite, draft, isSuggested, sending } = page;
  const isWaiting = waitingSince !== null;
  if (!mayWrite) return <p class="quiet">You may read here, and not write.</p>;
  return (
    <>
      {optedOut ? (
        <form method="post" action={`/inbox/${encodeURIComponent(phoneNumber)}`}>
          <input type="hidden" name="form" value={reader.token} />
          <input type="hidden" name="seen" value={waitingSince ?? 0} />
          <p class="quiet">They have asked not to be texted, so nothing can be sent to them.</p>
          {isWaiting ? (
            <button type="submit" name="action" value="settle" class="second">
              No answer needed
            </button>
          ) : null}
        </form>
      ) : (
        <form method="post" class="answer" action={`/inbox/${encodeURIComponent(phoneNumber)}`}>
          <input type="hidden" name="form" value={reader.token} />
          <input type="hidden" name="seen" value={waitingSince ?? 0} />
          <input type="hidden" name="key" value={sending} />
          <input type="hidden" name="from" value={from?.number ?? ""} />
          <label for="text">Your answer</label>
          <textarea id="text" name="text" maxlength={1600} rows={3} required>
            {draft}
          </textarea>
          {isSuggested ? (
            <p class="quiet">This is the answer that is kept for such a question. It has not been sent.</p>
          ) : null}
          <details>
            <summary>Send it later</summary>
            <label for="at">When it goes out</label>
            <input id="at" name="at" type="datetime-local" />
          </details>
          <p class="quiet">
            {from
              ? `It leaves from ${from.name === from.number ? "" : `${from.name}, `}${writtenNumber(from.number)}${from.isSandbox ? ": nothing reaches a real phone" : ""}.`
              : "There is no line that it could leave from."}
          </p>
          <p class="actions">
            <button type="submit" name="action" value="send">
              Send
            </button>
            {isWaiting ? (
              <button type="submit" name="action" value="settle" class="second" formnovalidate>
                No answer needed
              </button>
            ) : null}
          </p>
        </form>
      )}
    </>
  );
}
