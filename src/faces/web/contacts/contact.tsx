/** @jsxImportSource hono/jsx */
import type { ContactView } from "#domains/contacts/view.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Quote } from "#faces/web/parts/facts.tsx";
import { Icon } from "#faces/web/parts/icon.tsx";
import { List } from "#faces/web/parts/list.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Dial } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { TicketEntry } from "#faces/web/tickets/ticket-entry.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken } from "#platform/zone.ts";
import { type ContactDetails, Details } from "./contact-details.tsx";
import { ContactForm, type ContactGiven } from "./contact-form.tsx";
import { TheirData } from "./their-data.tsx";

export interface ContactPage {
  business: string;
  reader: Reader;
  contact: ContactView;
  /** Which state of it the page shows. */
  version: number;
  /** What was filled in and not kept. */
  given: ContactGiven | undefined;
  /** What is wrong with which field. */
  wrong?: Readonly<Record<string, string>> | undefined;
  texts: number;
  calls: number;
  optedOut: boolean;
  tickets: TicketView[];
  mayWrite: boolean;
  details: ContactDetails;
  /** Who may be the same person: what was looked for, and what fits. */
  same: { words: string; contacts: ContactView[] };
  problem?: string | undefined;
  done?: string | undefined;
}

/** One contact: who it is, how to reach them, what there was, and whether somebody else is the same. */
export function Contact(page: ContactPage) {
  const {
    business,
    reader,
    contact,
    version,
    given,
    texts,
    calls,
    optedOut,
    tickets,
    mayWrite,
    problem,
    done,
  } = page;
  const [first] = contact.phones;
  const action = first ? (
    <a class="button" href={`/inbox/${encodeURIComponent(first)}`}>
      <Icon name="text" />
      {texts + calls > 0 ? "Open the conversation" : "Send a text"}
    </a>
  ) : null;
  return (
    <Layout
      title={contact.name ? visibleText(contact.name, 120) : first ? writtenNumber(first) : "Nobody yet"}
      business={business}
      reader={reader}
      crumb={{ href: "/contacts", text: "Contacts" }}
      action={action}
    >
      <Notice problem={problem} done={done} />
      <div class="card">
        <dl class="facts">
          <dt>{contact.phones.length === 1 ? "Number" : "Numbers"}</dt>
          <dd>
            {contact.phones.length === 0
              ? "none"
              : contact.phones.map((phone) => (
                  <>
                    <Dial phone={phone} />{" "}
                  </>
                ))}
          </dd>
          <dt>Email</dt>
          <dd>{contact.email ? visibleText(contact.email, 254) : "none"}</dd>
          <dt>Exchanged</dt>
          <dd>
            {first && texts + calls > 0 ? (
              <a class="inline" href={`/inbox/${encodeURIComponent(first)}`}>
                {counted(texts, "text")}, {counted(calls, "call")}
              </a>
            ) : (
              `${counted(texts, "text")}, ${counted(calls, "call")}`
            )}{" "}
            {optedOut ? <Badge state="stopped">asked not to be texted</Badge> : null}
          </dd>
          <dt>Known since</dt>
          <dd>{spoken(contact.createdAt, reader.now)}</dd>
          {contact.notes ? (
            <>
              <dt>Notes</dt>
              <dd>
                <Quote text={contact.notes} />
              </dd>
            </>
          ) : null}
        </dl>
      </div>
      {mayWrite ? (
        <details open={contact.name === null || given !== undefined}>
          <summary>{contact.name === null ? "Say who it is" : "Change"}</summary>
          <ContactForm
            reader={reader}
            given={given ?? contact}
            wrong={page.wrong}
            version={version}
            action="change"
            button="Save"
          />
        </details>
      ) : null}
      <h2>Tickets</h2>
      {tickets.length === 0 ? (
        <p class="quiet">None.</p>
      ) : (
        <List>
          {tickets.map((ticket) => (
            <TicketEntry ticket={ticket} now={reader.now} names={{}} />
          ))}
        </List>
      )}
      <Details details={page.details} reader={reader} mayWrite={mayWrite} />
      {mayWrite ? <SamePerson {...page} /> : null}
      <TheirData id={contact.id} name={contact.name} reader={reader} mayWrite={mayWrite} />
    </Layout>
  );
}

/** Two contacts that are one person. */
function SamePerson({ reader, contact, same }: ContactPage) {
  return (
    <details open={same.words !== ""}>
      <summary>Merge with another contact</summary>
      <form method="get" class="row">
        <span>
          <label for="same">A name or number of the other one</label>
          <input id="same" name="same" value={same.words} autocomplete="off" required />
        </span>
        <button type="submit" class="second">
          Search
        </button>
      </form>
      {same.words && same.contacts.length === 0 ? <p>Nobody else fits that.</p> : null}
      <ul class="cards">
        {same.contacts.map((other) => (
          <li>
            <p>
              <strong>{other.name ? visibleText(other.name, 120) : "Without a name"}</strong>{" "}
              {other.phones.map(writtenNumber).join(", ")}
            </p>
            <Sure
              id={`merge-${other.id}`}
              label="Merge this one in"
              name={other.name ?? other.phones[0] ?? other.id}
              title="Merge them?"
            >
              <p>
                Its numbers, notes and tickets come here, and it goes. That cannot be taken back. Where it has
                texts, calls or tickets it waits among what waits for you first.
              </p>
              <form method="post">
                <input type="hidden" name="form" value={reader.token} />
                <input type="hidden" name="other" value={other.id} />
                <button type="submit" name="action" value="merge" class="danger">
                  Merge into {contact.name ? visibleText(contact.name, 60) : "this one"}
                </button>
              </form>
            </Sure>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A contact that is not there yet. */
export function NewContact({
  business,
  reader,
  given,
  wrong,
  phone,
  problem,
}: {
  business: string;
  reader: Reader;
  given: ContactGiven;
  /** What is wrong with which field. */
  wrong?: Readonly<Record<string, string>> | undefined;
  phone: string;
  problem?: string | undefined;
}) {
  return (
    <Layout
      title="New contact"
      business={business}
      reader={reader}
      crumb={{ href: "/contacts", text: "Contacts" }}
    >
      <Notice problem={problem} />
      <ContactForm reader={reader} given={given} wrong={wrong} phone={phone} action="create" button="Save" />
    </Layout>
  );
}
