/** @jsxImportSource hono/jsx */

import { Layout, Older, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";
import { stateWords } from "./authorization.tsx";
import { Places } from "./authorizations.tsx";
import type { Doing, Waiting } from "./card.tsx";

export interface HistoryPage {
  business: string;
  reader: Reader;
  requests: Waiting[];
  doing(operation: string): Doing;
  words: string;
  older: string | undefined;
}

/** What was decided, or came to its end otherwise, newest first. */
export function AuthorizationHistory({ business, reader, requests, doing, words, older }: HistoryPage) {
  return (
    <Layout title="What was decided" business={business} reader={reader}>
      <Places at="history" />
      <search>
        <form method="get" class="row">
          <span>
            <label for="q">A word, a name or a number in it</label>
            <input id="q" name="q" value={words} autocomplete="off" />
          </span>
          <button type="submit" class="second">
            Search
          </button>
        </form>
      </search>
      {requests.length === 0 ? (
        <p>{words ? "Nothing like that was asked." : "Nothing has been decided yet."}</p>
      ) : (
        <ul class="cards">
          {requests.map((request) => (
            <li>
              <h2>
                <a class="go" href={`/authorizations/${request.queue_id}`}>
                  {doing(request.operation).title}
                </a>
              </h2>
              <p>
                {stateWords[request.status] ?? request.status}
                {request.decided_by ? ` by ${visibleText(request.decided_by, 60)}` : ""}
                {request.decided_at ? `, ${spoken(request.decided_at)}` : ""}
              </p>
              <p class="quiet">
                {visibleText(request.client, 60)}: {visibleText(request.reason, 200)}
              </p>
            </li>
          ))}
        </ul>
      )}
      <Older href={older} />
    </Layout>
  );
}
