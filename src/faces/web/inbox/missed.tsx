/** @jsxImportSource hono/jsx */
import type { CallView } from "#domains/phone/view.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { nameOr } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";
import { InboxPlaces } from "./inbox-places.tsx";

/** A call that nobody took, as `call.missed` gives it. */
export type MissedCall = CallView & {
  name: string | null;
  waitsForAnswer: boolean;
  voicemail: boolean;
  dialogue: { content?: string; untrustedContent?: string }[];
};

export interface MissedPage {
  business: string;
  reader: Reader;
  calls: MissedCall[];
  older: string | undefined;
}

/** Calls that nobody took, with what was left, the newest first. */
export function Missed({ business, reader, calls, older }: MissedPage) {
  return (
    <Layout
      title="Missed calls"
      business={business}
      reader={reader}
      crumb={{ href: "/inbox", text: "Inbox" }}
      isLive
    >
      <InboxPlaces at="missed" unanswered={reader.unanswered} />
      <Live id="missed" from="/inbox/missed" label="Missed calls">
        {calls.length === 0 ? (
          <Empty icon="missed" title="No call was missed">
            <p class="quiet">A call that nobody takes stands here, with what the caller left.</p>
          </Empty>
        ) : (
          <List>
            {calls.map((call) => (
              <MissedEntry call={call} now={reader.now} />
            ))}
          </List>
        )}
      </Live>
      <Older href={older} />
    </Layout>
  );
}

function MissedEntry({ call, now }: { call: MissedCall; now: number }) {
  const said = call.dialogue.map(({ content, untrustedContent }) => untrustedContent ?? content ?? "");
  return (
    <Entry
      href={`/inbox/${encodeURIComponent(call.from)}`}
      title={<bdi>{nameOr(call.name, call.from)}</bdi>}
      initialsOf={call.name}
      text={
        said.length > 0
          ? visibleText(said.join(" "), 200)
          : call.voicemail
            ? "Left a message, which is not written down."
            : "Left no message."
      }
      side={
        <>
          <time class="quiet" datetime={call.at}>
            {briefly(call.at, now)}
          </time>
          {call.waitsForAnswer ? <Badge state="waiting">waits</Badge> : <Badge state="done">answered</Badge>}
        </>
      }
    />
  );
}
