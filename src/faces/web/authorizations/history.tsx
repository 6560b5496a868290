/** @jsxImportSource hono/jsx */

import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { CardLine } from "#operation/card.ts";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";
import { stateWords } from "./authorization.tsx";
import { QueuePlaces } from "./authorizations.tsx";
import type { Doing } from "./card.tsx";
import type { Waiting } from "./waiting.ts";

export interface HistoryPage {
  business: string;
  reader: Reader;
  requests: Waiting[];
  doing(operation: string): Doing;
  words: string;
  older: string | undefined;
}

const states: Record<string, State> = {
  executed: "done",
  authorized: "done",
  executing: "waiting",
  unknown: "waiting",
  failed: "failed",
  denied: "failed",
  expired: "stopped",
  cancelled: "stopped",
  stale: "stopped",
};

/** What was decided, or came to its end otherwise, newest first. */
export function AuthorizationHistory({ business, reader, requests, doing, words, older }: HistoryPage) {
  return (
    <Layout
      title="History"
      business={business}
      reader={reader}
      action={<QueuePlaces at="history" />}
      isWorking
    >
      <FilterBar>
        <Words label="A word, a name or a number in it" value={words} />
      </FilterBar>
      {requests.length === 0 ? (
        <Empty
          icon={words ? "search" : "waiting"}
          title={words ? "Nothing like that was asked" : "Nothing has been decided yet"}
        />
      ) : (
        <List>
          {requests.map((request) => (
            <Entry
              href={`/authorizations/${request.queue_id}`}
              title={`${doing(request.operation).title}${whomOf(request.card)}`}
              text={
                <>
                  {gistOf(request.card)}
                  {request.note ? ` Note: ${visibleText(request.note, 120)}` : ""}
                </>
              }
              side={
                <>
                  <Badge state={states[request.status] ?? "plain"}>
                    {stateWords[request.status] ?? request.status}
                  </Badge>
                  <span class="quiet">
                    {request.decided_by ? `${visibleText(request.decided_by, 60)}, ` : ""}
                    {briefly(request.decided_at ?? request.expires_at, reader.now)}
                  </span>
                </>
              }
            />
          ))}
        </List>
      )}
      <Older href={older} />
    </Layout>
  );
}

/** The first words of what was to be sent or kept; nothing where there were none. */
function gistOf(card: readonly CardLine[]): string {
  const quote = card.find((line) => "quote" in line);
  return quote && "quote" in quote ? `“${visibleText(quote.quote, 80)}”.` : "";
}

/** To whom, in a few words. */
function whomOf(card: readonly CardLine[]): string {
  const list = card.find((line) => "values" in line);
  if (!list || !("values" in list) || list.values.length === 0) return "";
  const [first = ""] = list.values;
  const rest = list.values.length - 1;
  return `: ${visibleText(first, 60)}${rest > 0 ? ` and ${rest} more` : ""}`;
}
