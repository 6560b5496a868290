/** @jsxImportSource hono/jsx */

import { Layout, Older, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface AuditPage {
  business: string;
  reader: Reader;
  lines: {
    seq: number;
    at: string;
    operation: string;
    outcome: string;
    user: string;
    client: string;
    person: string;
    app: string;
    face: string;
    isSealed: boolean;
  }[];
  /** What is looked for. */
  filter: { operation: string; outcome: string; who: string };
  /** The address of the next page; undefined on the last one. */
  older: string | undefined;
}

/** Who did what, and how it ended, newest first. */
export function Audit({ business, reader, lines, filter, older }: AuditPage) {
  return (
    <Layout title="Audit" business={business} reader={reader}>
      <form method="get" class="row">
        <span>
          <label for="operation">What, such as message.send</label>
          <input id="operation" name="operation" value={filter.operation} autocomplete="off" />
        </span>
        <span>
          <label for="outcome">How it ended, such as done</label>
          <input id="outcome" name="outcome" value={filter.outcome} autocomplete="off" />
        </span>
        <span>
          <label for="who">Who: a person’s or an app’s id</label>
          <input id="who" name="who" value={filter.who} autocomplete="off" />
        </span>
        <button type="submit" class="second">
          Search
        </button>
      </form>
      {lines.length === 0 ? (
        <p>Nothing of that kind has happened.</p>
      ) : (
        <ol class="cards" reversed>
          {lines.map((line) => (
            <li value={line.seq}>
              <p>
                <strong>{line.operation}</strong>: {line.outcome}
              </p>
              <p class="quiet">
                {spoken(line.at)}, {visibleText(line.person, 60)} by {visibleText(line.app, 60)} over{" "}
                {line.face}
                {line.isSealed ? "" : ", not sealed yet"}
              </p>
              <p class="quiet">
                {visibleText(line.user, 60)}, {visibleText(line.client, 60)}
              </p>
            </li>
          ))}
        </ol>
      )}
      <Older href={older} />
      <p class="quiet">
        Every line is chained to the one before. Check it with <code>frontdesk audit verify</code>.
      </p>
    </Layout>
  );
}
