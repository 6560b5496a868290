/** @jsxImportSource hono/jsx */

import { Badge } from "#faces/web/parts/badge.tsx";
import { callWords } from "#faces/web/parts/bubbles.tsx";
import { atMost } from "#faces/web/parts/count.ts";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Places } from "#faces/web/parts/places.tsx";
import { nameOr } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";

/** A conversation as `conversation.inbox` gives it. */
export interface Conversation {
  id: string;
  phoneNumber: string;
  contactId: string | null;
  name: string | null;
  lastActivityAt: string;
  unanswered: boolean;
  last: { kind: "message" | "call"; direction: string; status: string; text: string } | null;
}

export interface InboxPage {
  business: string;
  reader: Reader;
  show: "all" | "unanswered";
  /** The address of this very page. */
  here: string;
  conversations: Conversation[];
  older: string | undefined;
}

/** Conversations, the latest first, and which of them wait for an answer. */
export function Inbox({ business, reader, show, here, conversations, older }: InboxPage) {
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
      <Places
        label="Conversations"
        at={show}
        places={[
          { name: "all", href: "/inbox", text: "All" },
          { name: "scheduled", href: "/inbox/scheduled", text: "Going out later" },
          {
            name: "unanswered",
            href: "/inbox?show=unanswered",
            text: `Unanswered${reader.unanswered > 0 ? ` (${atMost(reader.unanswered)})` : ""}`,
          },
        ]}
      />
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
    </Layout>
  );
}

function NoneYet({ show }: { show: InboxPage["show"] }) {
  if (show === "unanswered")
    return (
      <Empty icon="done" title="Everybody has been answered">
        <p class="quiet">A text or a missed call stands here until somebody answers it.</p>
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
  const { phoneNumber, name, last, lastActivityAt, unanswered } = conversation;
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
          ) : unanswered ? (
            <Badge state="waiting">unanswered</Badge>
          ) : null}
        </>
      }
      isHere={isHere}
    />
  );
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
