/** @jsxImportSource hono/jsx */
import type { ContactView } from "#domains/contacts/view.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import type { MessageView } from "#domains/phone/view.ts";
import { ContactEntry } from "#faces/web/contacts/contacts.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { nameOr } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { TicketEntry } from "#faces/web/tickets/ticket-entry.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";

/** What fits some words. */
export interface Found {
  contacts: readonly ContactView[];
  tickets: readonly TicketView[];
  names: Readonly<Record<string, string>>;
  texts: readonly MessageView[];
}

export interface SearchPage extends Found {
  business: string;
  reader: Reader;
  words: string;
}

/** One search over contacts, tickets and texts. */
export function Search({ business, reader, words, contacts, tickets, texts, names }: SearchPage) {
  const isNothing = contacts.length + tickets.length + texts.length === 0;
  return (
    <Layout title="Search" business={business} reader={reader}>
      <FilterBar>
        <Words label="Words, a name or a number" value={words} />
      </FilterBar>
      {words === "" ? (
        <p class="quiet">Looks through contacts, tickets and texts.</p>
      ) : isNothing ? (
        <Empty icon="search" title="Nothing fits that">
          <p class="quiet">Fewer or other words may.</p>
        </Empty>
      ) : null}
      <Kind name="Contacts" id="contacts" isThere={contacts.length > 0}>
        {contacts.map((contact) => (
          <ContactEntry contact={contact} now={reader.now} />
        ))}
      </Kind>
      <Kind name="Tickets" id="tickets" isThere={tickets.length > 0}>
        {tickets.map((ticket) => (
          <TicketEntry ticket={ticket} now={reader.now} names={names} />
        ))}
      </Kind>
      <Kind name="Texts" id="texts" isThere={texts.length > 0}>
        {texts.map((text) => (
          <TextEntry text={text} now={reader.now} names={names} />
        ))}
      </Kind>
    </Layout>
  );
}

function Kind({
  name,
  id,
  isThere,
  children,
}: {
  name: string;
  id: string;
  isThere: boolean;
  children: unknown[];
}) {
  if (!isThere) return null;
  return (
    <section aria-labelledby={`found-${id}`}>
      <h2 id={`found-${id}`}>{name}</h2>
      <List>{children as never}</List>
    </section>
  );
}

/** What was written first: that is what somebody looks for. */
function TextEntry({ text, now, names }: { text: MessageView; now: number; names: Found["names"] }) {
  const isTheirs = text.direction === "inbound";
  const phone = isTheirs ? text.from : text.to;
  return (
    <Entry
      href={`/inbox/${text.id}#${text.id}`}
      icon="text"
      title={visibleText(text.untrustedContent ?? text.content ?? "", 160)}
      text={`${isTheirs ? "from" : "to"} ${nameOr(names[phone] ?? null, phone)}`}
      side={
        <time class="quiet" datetime={text.at}>
          {briefly(text.at, now)}
        </time>
      }
    />
  );
}
