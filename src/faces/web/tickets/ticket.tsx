/** @jsxImportSource hono/jsx */
import type { changeKinds } from "#db/schema/helpdesk.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { Facts, Quote } from "#faces/web/parts/facts.tsx";
import { Layout, Notice, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";
import { statusWords } from "./tickets.tsx";

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
  business: string;
  reader: Reader;
  /** Whether the reader may change it. */
  mayWrite: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}

/** One ticket: what it is about, what was added, what happened to it, and what can be done. */
export function Ticket(page: TicketPage) {
  const { business, reader, ticket, notes, notesLeftOut, changes, mayWrite, problem, done } = page;
  return (
    <Layout
      title={`${ticket.ticketId}: ${visibleText(ticket.category, 60)}`}
      business={business}
      reader={reader}
    >
      <Notice problem={problem} done={done} />
      {ticket.mergedInto === null ? null : (
        <p>
          It went on as <a href={`/tickets/${ticket.mergedInto}`}>the ticket it was merged into</a>.
        </p>
      )}
      <Facts lines={factsOf(page)} />
      <h2>Notes</h2>
      {notes.length === 0 ? <p class="quiet">Nothing was added yet.</p> : null}
      {notesLeftOut > 0 ? <p class="quiet">{notesLeftOut} older ones are not shown.</p> : null}
      <ul class="cards">
        {notes.map((note) => (
          <li>
            <Quote text={note.untrustedContent} />
            <p class="quiet">
              {visibleText(note.author, 120)}, {spoken(note.at)}
            </p>
          </li>
        ))}
      </ul>
      {page.voice ? <Voice voice={page.voice} /> : null}
      {mayWrite && ticket.mergedInto === null ? <Forms {...page} /> : null}
      {changes.length === 0 ? null : (
        <>
          <h2>What happened to it</h2>
          <ul>
            {changes.map((change) => (
              <li>
                <Change change={change} />{" "}
                <span class="quiet">
                  {visibleText(change.by, 120)}, {spoken(change.at)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a class="go" href="/tickets">
          All tickets
        </a>
      </p>
    </Layout>
  );
}

/** What was said on the call. */
function Voice({ voice }: { voice: NonNullable<WholeTicket["voice"]> }) {
  const { duration, dialogue, dialogueTruncated } = voice;
  return (
    <details>
      <summary>What was said on the call{duration === null ? "" : `, ${duration} seconds`}</summary>
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

function factsOf({ ticket, callerName }: TicketPage) {
  const { status, untrustedDescription, caller, priority, assignee, source, escalationReason, property } =
    ticket;
  return [
    { label: "Status", value: statusWords[status] ?? status },
    { label: "What it is about", quote: untrustedDescription },
    {
      label: "Caller",
      value: callerName ? `${visibleText(callerName, 120)}, ${caller}` : (caller ?? "no number"),
    },
    ...(escalationReason
      ? [{ label: "Handed over", value: reasonWords[escalationReason] ?? escalationReason }]
      : []),
    ...(priority === "normal" ? [] : [{ label: "Priority", value: priority }]),
    ...(property ? [{ label: "Place", value: property }] : []),
    { label: "Looked after by", value: assignee ?? "nobody yet" },
    ...(source ? [{ label: "Opened by", value: source }] : []),
    { label: "Opened", value: spoken(ticket.createdAt) },
  ];
}

/** One thing that happened, in words. */
function Change({ change: { kind, before, after } }: { change: WholeTicket["changes"][number] }) {
  const other = <a href={`/tickets/${(before ?? after ?? "").replace("TKT-", "")}`}>{before ?? after}</a>;
  switch (kind) {
    case "status":
      return <>It was marked as {statusWords[after ?? ""] ?? after}.</>;
    case "assignee":
      return <>{after === null ? "Nobody looks after it." : `${visibleText(after, 60)} looks after it.`}</>;
    case "split":
      return after === null ? <>It was split off {other}.</> : <>Notes of it became {other}.</>;
    case "merged":
      return before === null ? <>It was merged into {other}.</> : <>{other} was merged into it.</>;
  }
}

function Forms({ reader, ticket, canMoveTo }: TicketPage) {
  return (
    <>
      <h2>Go on with it</h2>
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
          <select id="status" name="status">
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
          <label for="assignee">Who looks after it</label>
          <input
            id="assignee"
            name="assignee"
            value={ticket.assignee ?? ""}
            maxlength={120}
            autocomplete="off"
          />
        </span>
        <button type="submit" name="action" value="assign" class="second">
          Save the name
        </button>
      </form>
    </>
  );
}
