/** @jsxImportSource hono/jsx */

import type { ConversationState } from "#domains/phone/conversations/state.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { callWords } from "#faces/web/parts/bubbles.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { nameOr } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";
import { InboxPlaces } from "./inbox-places.tsx";

/** A conversation as `conversation.inbox` gives it. */
export interface Conversation {
  id: string;
  state: ConversationState;
  phoneNumber: string;
  contactId: string | null;
  name: string | null;
  lastActivityAt: string;
  unanswered: boolean;
  last: { kind: "message" | "call"; direction: string; status: string; text: string } | null;
}

export type InboxShow = "all" | "unanswered" | "snoozed" | "done";

export interface InboxPage {
  business: string;
  reader: Reader;
  show: InboxShow;
  /** The desk's lines, and which of them is looked at. */
  lines: readonly { number: string; name: string; property?: string }[];
  line: string;
  /** What went out this month, in a sentence. */
  used: string | undefined;
  /** The address of this very page. */
  here: string;
  conversations: Conversation[];
  older: string | undefined;
}

/** Conversations, the latest first, and which of them wait for an answer. */
export function Inbox(props: InboxPage) {
  const { business, reader, show, here, conversations, older, lines, line, used } = props;
  return (
    <Layout title="Inbox" business={business} reader={reader} isLive>
      <form method="get" action="/inbox" class="filter">
        <label for="to">A number to text</label>
        <input
          class="grow"
          id="to"
          name="to"
          type="tel"
          placeholder="A number to text"
          maxlength={40}
          autocomplete="off"
          required
        />
        <button type="submit" class="second">
          New text
        </button>
      </form>
      <InboxPlaces at={show} unanswered={reader.unanswered} />
      {lines.length > 1 ? <LineFilter show={show} lines={lines} line={line} /> : null}
      <Live id="conversations" from={here} label="Conversations">
        {conversations.length === 0 ? (
          <NoneYet show={show} />
        ) : (
          <List>
            {conversations.map((each) => (
              <ConversationEntry conversation={each} now={reader.now} />
            ))}
          </List>
        )}
      </Live>
      <Older href={older} />
      <p class="quiet">
        {used ? `${used} ` : ""}
        <a class="inline" href="/conversations.csv">
          Save the last 30 days as a file
        </a>
      </p>
    </Layout>
  );
}

/** Which line's conversations are looked at, each with the place it belongs to. */
function LineFilter({ show, lines, line }: Pick<InboxPage, "show" | "lines" | "line">) {
  return (
    <form method="get" action="/inbox" class="filter">
      <input type="hidden" name="show" value={show} />
      <label for="line">Line</label>
      <select id="line" name="line" class="grow">
        <option value="">All lines</option>
        {lines.map(({ number, name, property }) => (
          <option value={number} selected={number === line}>
            {visibleText([property, name, writtenNumber(number)].filter(Boolean).join(", "), 80)}
          </option>
        ))}
      </select>
      <button type="submit" class="second">
        Show
      </button>
    </form>
  );
}

function NoneYet({ show }: { show: InboxPage["show"] }) {
  if (show === "unanswered")
    return (
      <Empty icon="done" title="Everybody has been answered">
        <p class="quiet">A text or a missed call stands here until somebody answers it.</p>
      </Empty>
    );
  if (show === "snoozed" || show === "done")
    return (
      <Empty icon="done" title={show === "done" ? "Nothing is marked as done" : "Nothing is put aside"}>
        <p class="quiet">What they write opens it again.</p>
      </Empty>
    );
  return (
    <Empty icon="text" title="No conversation yet">
      <p class="quiet">
        When a customer writes or calls, or an assistant texts somebody, the conversation is here.
      </p>
    </Empty>
  );
}

export function ConversationEntry({
  conversation,
  now,
  isHere = false,
}: {
  conversation: Conversation;
  now: number;
  isHere?: boolean;
}) {
  const { phoneNumber, name, last, lastActivityAt, unanswered, state } = conversation;
  const isLost = last?.kind === "message" && last.direction === "outbound" && last.status === "failed";
  return (
    <Entry
      href={`/inbox/${encodeURIComponent(phoneNumber)}`}
      title={<bdi>{nameOr(name, phoneNumber)}</bdi>}
      initialsOf={name}
      text={last ? lastWords(last) : "Nothing was said."}
      side={
        <>
          <time class="quiet" datetime={lastActivityAt}>
            {briefly(lastActivityAt, now)}
          </time>
          {isLost ? (
            <Badge state="failed">not sent</Badge>
          ) : state.snoozedUntil ? (
            <Badge state="plain">{`until ${briefly(state.snoozedUntil, now)}`}</Badge>
          ) : unanswered ? (
            <Badge state="waiting">unanswered</Badge>
          ) : null}
          <TopicMark topic={state.topicGuess} />
          {state.assignee ? <span class="quiet">{visibleText(state.assignee, 30)}</span> : null}
        </>
      }
      isHere={isHere}
    />
  );
}

/** What it seems to be about; only what may be an emergency stands out. */
export function TopicMark({ topic }: { topic: string | undefined }) {
  if (!topic) return null;
  if (topic === "emergency") return <Badge state="failed">emergency?</Badge>;
  return <span class="quiet">{visibleText(topic, 30)}</span>;
}

/** How a text of the desk's stands in a list when it may not have arrived. */
const notSent: Record<string, string> = {
  failed: "Not sent",
  undelivered: "Not delivered",
  unknown: "Perhaps not sent",
};

function lastWords({ kind, direction, status, text }: NonNullable<Conversation["last"]>): string {
  const isOurs = direction === "outbound";
  if (kind === "call") return `${isOurs ? "The desk called" : "Called"}: ${callWords[status] ?? status}`;
  const wentWrong = notSent[status];
  return `${wentWrong ? `${wentWrong}: ` : isOurs ? "Desk: " : ""}${visibleText(text, 160)}`;
}
