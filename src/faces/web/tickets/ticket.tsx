/** @jsxImportSource hono/jsx */
import type { changeKinds } from "#db/schema/helpdesk.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { lengthOf } from "#faces/web/parts/bubbles.tsx";
import { Quote } from "#faces/web/parts/facts.tsx";
import { Icon } from "#faces/web/parts/icon.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Dial, Who } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";
import { Appointment, type TicketAppointment } from "./appointment.tsx";
import { gistOf, isAgentsNote, StatusBadge, statusWords } from "./ticket-entry.tsx";

/** Why an agent handed a caller over, in the owner's words. */
const reasonWords: Record<string, string> = {
  CallerRequested: "the caller asked for a person",
  TwoStepsNoResolve: "two steps did not help",
  OutOfScope: "it is nothing the agent does",
  SafetyRisk: "somebody may be in danger",
  BillingOrAccount: "it is about a bill or an account",
  Other: "for another reason",
};

/** A ticket as `ticket.get` gives it. */
export interface WholeTicket {
  ticket: TicketView;
  callerName: string | null;
  notes: { id: string; at: string; author: string; untrustedContent: string }[];
  notesLeftOut: number;
  changes: {
    at: string;
    kind: (typeof changeKinds)[number];
    before: string | null;
    after: string | null;
    by: string;
  }[];
  canMoveTo: string[];
  /** The call it was opened from; null until its platform has told of it. */
  voice: {
    duration: number | null;
    dialogue: { speaker: string; untrustedContent: string }[];
    dialogueTruncated: boolean;
  } | null;
}

export interface TicketPage extends WholeTicket {
  office: TicketAppointment;
  business: string;
  reader: Reader;
  /** Whom it may be given to. */
  people: string[];
  /** Whether the reader may change it. */
  mayWrite: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}

/** One ticket: what it is about, what was added, what happened to it, and what can be done. */
export function Ticket(page: TicketPage) {
  const { business, reader, ticket, changes, mayWrite, problem, done } = page;
  const { untrustedDescription: description, caller } = ticket;
  const action = caller ? (
    <a class="button" href={`/inbox/${encodeURIComponent(caller)}`}>
      <Icon name="text" />
      Text the caller
    </a>
  ) : null;
  return (
    <Layout
      title={visibleText(gistOf(description), 200)}
      business={business}
      reader={reader}
      crumb={{ href: "/tickets", text: "Tickets" }}
      action={action}
      isWorking
    >
      <Notice problem={problem} done={done} />
      {ticket.mergedInto === null ? null : (
        <p>
          It went on as{" "}
          <a class="inline" href={`/tickets/${ticket.mergedInto}`}>
            the ticket it was merged into
          </a>
          .
        </p>
      )}
      <div class="beside">
        <div>
          <Known {...page} />
          {isAgentsNote(description) ? (
            <details open={page.notes.length === 0}>
              <summary>The agent’s note, as it came</summary>
              <Quote text={description} />
            </details>
          ) : description === gistOf(description) ? null : (
            <Quote text={description} />
          )}
          <Appointment {...page.office} />
          {page.voice ? <Voice voice={page.voice} /> : null}
          <Notes {...page} />
          {changes.length === 0 ? null : (
            <>
              <h2>What happened to it</h2>
              <ol class="timeline">
                {changes.map((change) => (
                  <li>
                    <Change change={change} />{" "}
                    <span class="quiet">
                      {visibleText(change.by, 120)}, {spoken(change.at, reader.now)}
                    </span>
                  </li>
                ))}
              </ol>
            </>
          )}
        </div>
        {mayWrite && ticket.mergedInto === null ? <Forms {...page} /> : null}
      </div>
    </Layout>
  );
}

/** Who, since when, and how it stands. */
function Known({ ticket, callerName, notes, reader }: TicketPage) {
  const { ticketId, status, category, caller, priority, assignee, source, escalationReason, property } =
    ticket;
  const calls = notes.filter((note) => isAgentsNote(note.untrustedContent)).length;
  return (
    <div class="card">
      <p>
        <StatusBadge status={status} /> {ticketId}, {visibleText(category, 60)}{" "}
        {calls > 0 ? <Badge state="waiting">{`called ${calls + 1} times`}</Badge> : null}
      </p>
      <dl class="facts">
        <dt>Caller</dt>
        <dd>
          {caller ? (
            <>
              <Who name={callerName ?? "Save their name"} phone={caller} /> <Dial phone={caller} />
            </>
          ) : (
            "no number"
          )}
        </dd>
        {escalationReason ? (
          <>
            <dt>Handed over</dt>
            <dd>{reasonWords[escalationReason] ?? escalationReason}</dd>
          </>
        ) : null}
        {priority === "normal" ? null : (
          <>
            <dt>Priority</dt>
            <dd>{priority}</dd>
          </>
        )}
        {property ? (
          <>
            <dt>Place</dt>
            <dd>{visibleText(property, 120)}</dd>
          </>
        ) : null}
        <dt>Assigned to</dt>
        <dd>{assignee ? visibleText(assignee, 120) : "nobody yet"}</dd>
        <dt>Opened</dt>
        <dd>
          {spoken(ticket.createdAt, reader.now)}
          {source ? ` by ${visibleText(source, 60)}` : ""}
        </dd>
      </dl>
    </div>
  );
}

function Notes({ notes, notesLeftOut, reader }: TicketPage) {
  return (
    <>
      <h2>Notes</h2>
      {notes.length === 0 ? <p class="quiet">Nothing was added yet.</p> : null}
      {notesLeftOut > 0 ? <p class="quiet">{notesLeftOut} older ones are not shown.</p> : null}
      <ul class="cards">
        {notes.map(({ untrustedContent: content, author, at }) => (
          <li>
            {isAgentsNote(content) ? (
              <>
                <p>
                  <Badge state="waiting">called again</Badge> {visibleText(gistOf(content), 400)}
                </p>
                <details>
                  <summary>As it came</summary>
                  <Quote text={content} />
                </details>
              </>
            ) : (
              <Quote text={content} />
            )}
            <p class="quiet">
              {visibleText(author, 120)}, {spoken(at, reader.now)}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What was said on the call. */
function Voice({ voice }: { voice: NonNullable<WholeTicket["voice"]> }) {
  const { duration, dialogue, dialogueTruncated } = voice;
  return (
    <details>
      <summary>What was said on the call{duration === null ? "" : `, ${lengthOf(duration)}`}</summary>
      <ol class="cards">
        {dialogue.map(({ speaker, untrustedContent }) => (
          <li>
            <p class="quiet">{speaker === "customer" ? "The caller" : "The agent"}</p>
            <Quote text={untrustedContent} />
          </li>
        ))}
      </ol>
      {dialogueTruncated ? <p class="quiet">There is more than is shown here.</p> : null}
    </details>
  );
}

/** One thing that happened, in words. */
function Change({ change: { kind, before, after } }: { change: WholeTicket["changes"][number] }) {
  const other = (
    <a class="inline" href={`/tickets/${(before ?? after ?? "").replace("TKT-", "")}`}>
      {before ?? after}
    </a>
  );
  switch (kind) {
    case "status":
      return <>It was marked as {statusWords[after ?? ""] ?? after}.</>;
    case "assignee":
      return <>{after === null ? "Nobody looks after it." : `${visibleText(after, 60)} looks after it.`}</>;
    case "details":
      return <>Its {visibleText(after ?? "", 120)} changed.</>;
    case "split":
      return after === null ? <>It was split off {other}.</> : <>Notes of it became {other}.</>;
    case "merged":
      return before === null ? <>It was merged into {other}.</> : <>{other} was merged into it.</>;
  }
}

function Forms({ reader, ticket, people, canMoveTo }: TicketPage) {
  const { assignee } = ticket;
  const choices = assignee === null || people.includes(assignee) ? people : [assignee, ...people];
  return (
    <section class="card" aria-labelledby="go-on">
      <h2 id="go-on">Update it</h2>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <label for="note">A note</label>
        <textarea id="note" name="note" maxlength={4000} required />
        <button type="submit" name="action" value="note">
          Add the note
        </button>
      </form>
      <form method="post" class="row">
        <input type="hidden" name="form" value={reader.token} />
        <span>
          <label for="status">Mark it as</label>
          <select id="status" name="status" required>
            <option value="">choose</option>
            {canMoveTo.map((status) => (
              <option value={status}>{statusWords[status] ?? status}</option>
            ))}
          </select>
        </span>
        <button type="submit" name="action" value="move" class="second">
          Mark it
        </button>
      </form>
      <form method="post" class="row">
        <input type="hidden" name="form" value={reader.token} />
        <span>
          <label for="assignee">Assigned to</label>
          <select id="assignee" name="assignee">
            <option value="">nobody yet</option>
            {choices.map((name) => (
              <option value={name} selected={name === assignee}>
                {visibleText(name, 80)}
              </option>
            ))}
          </select>
        </span>
        <button type="submit" name="action" value="assign" class="second">
          Save
        </button>
      </form>
    </section>
  );
}
