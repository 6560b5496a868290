/** @jsxImportSource hono/jsx */
import type { MessageView } from "#domains/phone/view.ts";
import { Action } from "#faces/web/parts/action.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleLines } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";
import { InboxPlaces } from "./inbox-places.tsx";

export interface ScheduledPage {
  business: string;
  reader: Reader;
  messages: MessageView[];
  older: string | undefined;
  mayWrite: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}

/** Texts that have not gone out yet, the next one first. */
export function Scheduled({ business, reader, messages, older, mayWrite, problem, done }: ScheduledPage) {
  return (
    <Layout
      title="Going out later"
      business={business}
      reader={reader}
      crumb={{ href: "/inbox", text: "Inbox" }}
      isLive
    >
      <Notice problem={problem} done={done} />
      <InboxPlaces at="scheduled" unanswered={reader.unanswered} />
      <p class="lead">Until its time has come, a text can be changed or taken back.</p>
      <Live id="scheduled" from="/inbox/scheduled" label="Texts that wait">
        {messages.length === 0 ? (
          <Empty icon="text" title="Nothing waits to go out">
            <p class="quiet">
              What an assistant schedules stands here, and each bulk for a moment before it goes out.
            </p>
          </Empty>
        ) : (
          messages.map((each) => <Waiting text={each} reader={reader} mayWrite={mayWrite} />)
        )}
      </Live>
      <Older href={older} />
    </Layout>
  );
}

function Waiting({ text, reader, mayWrite }: { text: MessageView; reader: Reader; mayWrite: boolean }) {
  const { id, to, content = "", scheduledAt = text.at } = text;
  const who = writtenNumber(to);
  return (
    <section class="card" id={id} aria-label={`Text to ${who}`}>
      <p>
        <a class="inline" href={`/inbox/${encodeURIComponent(to)}`}>
          {who}
        </a>
        , <time datetime={scheduledAt}>{spoken(scheduledAt, reader.now)}</time>
      </p>
      <blockquote>{visibleLines(content).join("\n")}</blockquote>
      {mayWrite ? (
        <>
          <Action reader={reader} action="cancel" id={id} name={`the text to ${who}`} isDangerous>
            Take it back
          </Action>
          <details>
            <summary>Change it</summary>
            <form method="post">
              <input type="hidden" name="form" value={reader.token} />
              <input type="hidden" name="id" value={id} />
              <label for={`content-${id}`}>What it says</label>
              <textarea id={`content-${id}`} name="content" maxlength={1600} rows={3} required>
                {content}
              </textarea>
              <label for={`at-${id}`}>When it goes out</label>
              <input
                id={`at-${id}`}
                name="at"
                type="datetime-local"
                value={scheduledAt.slice(0, 16)}
                required
              />
              <p class="actions">
                <button type="submit" name="action" value="edit">
                  Change it
                </button>
              </p>
            </form>
          </details>
        </>
      ) : null}
    </section>
  );
}
