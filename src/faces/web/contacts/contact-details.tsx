/** @jsxImportSource hono/jsx */
import { Quote } from "#faces/web/parts/facts.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken } from "#platform/zone.ts";

interface Visit {
  ticket_id: string;
  when: string;
  status: string;
  services: string[];
}

/** What the office knows of a contact beside who it is. */
export interface ContactDetails {
  other_emails: string[];
  addresses: { id: string; label: string; address: string; directions: string | null }[];
  tags: string[];
  attributes: Record<string, string>;
  archived: boolean;
  dated_notes?: { id: string; at: string; note: string }[];
  history?:
    | { appointments: number; last: Visit | null; next: Visit | null; billed: string | null }
    | undefined;
}

/** Addresses, tags, what was noted, and what was done for them; with forms to add to it. */
export function Details({
  details,
  reader,
  mayWrite,
}: {
  details: ContactDetails;
  reader: Reader;
  mayWrite: boolean;
}) {
  const { addresses, tags, attributes, other_emails, history, dated_notes = [], archived } = details;
  return (
    <>
      <h2>Appointments</h2>
      <History history={history} />
      <h2>What is known</h2>
      <dl class="facts">
        {addresses.map(({ label, address, directions }) => (
          <>
            <dt>{visibleText(label, 40)}</dt>
            <dd>
              {visibleText(address, 300)}
              {directions ? <span class="quiet"> {visibleText(directions, 500)}</span> : null}
            </dd>
          </>
        ))}
        {other_emails.length > 0 ? (
          <>
            <dt>Other emails</dt>
            <dd>{visibleText(other_emails.join(", "), 300)}</dd>
          </>
        ) : null}
        {tags.length > 0 ? (
          <>
            <dt>Tags</dt>
            <dd>{visibleText(tags.join(", "), 300)}</dd>
          </>
        ) : null}
        {Object.entries(attributes).map(([name, text]) => (
          <>
            <dt>{visibleText(name, 60)}</dt>
            <dd>{visibleText(text, 500)}</dd>
          </>
        ))}
      </dl>
      {mayWrite ? <Adding reader={reader} addresses={addresses} tags={tags} /> : null}
      <h2>Notes by day</h2>
      {dated_notes.length === 0 ? <p class="quiet">None.</p> : null}
      <ul class="cards">
        {dated_notes.map(({ at, note }) => (
          <li>
            <p class="quiet">{spoken(at, reader.now)}</p>
            <Quote text={note} />
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <label for="note">A new note</label>
            <textarea id="note" name="note" maxlength={4000} required />
            <button type="submit" name="action" value="note">
              Add the note
            </button>
          </form>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <button type="submit" name="action" value={archived ? "restore" : "archive"} class="second">
              {archived ? "Bring back from the archive" : "Put into the archive"}
            </button>
          </form>
        </>
      ) : null}
    </>
  );
}

function History({ history }: Pick<ContactDetails, "history">) {
  if (!history || history.appointments === 0) return <p class="quiet">None yet.</p>;
  const said = (visit: Visit) => (
    <a class="inline" href={`/tickets/${visit.ticket_id.replace("TKT-", "")}`}>
      {visit.when}
      {visit.services.length > 0 ? `, ${visibleText(visit.services.join(", "), 120)}` : ""}
    </a>
  );
  return (
    <dl class="facts">
      <dt>In all</dt>
      <dd>
        {counted(history.appointments, "appointment")}
        {history.billed ? `, ${history.billed} for what is done` : ""}
      </dd>
      {history.next ? (
        <>
          <dt>Next</dt>
          <dd>{said(history.next)}</dd>
        </>
      ) : null}
      {history.last ? (
        <>
          <dt>Last</dt>
          <dd>{said(history.last)}</dd>
        </>
      ) : null}
    </dl>
  );
}

function Adding({
  reader,
  addresses,
  tags,
}: { reader: Reader } & Pick<ContactDetails, "addresses" | "tags">) {
  const label = addresses.length === 0 ? "Home" : "";
  return (
    <details>
      <summary>Change addresses and tags</summary>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <div class="row">
          <span>
            <label for="label">What the address is</label>
            <input id="label" name="label" value={label} maxlength={40} placeholder="Home" required />
          </span>
          <span>
            <label for="address">Address</label>
            <input id="address" name="address" maxlength={300} required />
          </span>
          <button type="submit" name="action" value="address">
            Save the address
          </button>
        </div>
        <p class="quiet">One of the same name is replaced.</p>
      </form>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <div class="row">
          <span>
            <label for="tags">Tags, with commas</label>
            <input id="tags" name="tags" value={tags.join(", ")} maxlength={400} />
          </span>
          <button type="submit" name="action" value="tags">
            Save the tags
          </button>
        </div>
      </form>
    </details>
  );
}
