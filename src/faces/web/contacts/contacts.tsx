/** @jsxImportSource hono/jsx */
import type { ContactView } from "#domains/contacts/view.ts";
import { Empty } from "#faces/web/parts/empty.tsx";
import { FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Places } from "#faces/web/parts/places.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";

export interface ContactsPage {
  business: string;
  reader: Reader;
  show: "named" | "nameless";
  words: string;
  contacts: ContactView[];
  named: number;
  nameless: number;
  more: string | undefined;
  mayWrite: boolean;
}

/** Whom the business knows, by name; and numbers that nobody has named. */
export function Contacts(props: ContactsPage) {
  const { business, reader, show, words, contacts, named, nameless, more, mayWrite } = props;
  const action = mayWrite ? (
    <span class="actions">
      <a class="button second" href="/contacts/import">
        Bring in a list
      </a>
      <a class="button" href="/contacts/new">
        New contact
      </a>
    </span>
  ) : null;
  return (
    <Layout title="Contacts" business={business} reader={reader} action={action}>
      <FilterBar>
        <Words label="Search contacts" value={words} />
      </FilterBar>
      {words ? null : (
        <Places
          label="Contacts"
          at={show}
          places={[
            { name: "named", href: "/contacts", text: `With a name (${named})` },
            { name: "nameless", href: "/contacts?show=nameless", text: `Without one (${nameless})` },
          ]}
        />
      )}
      {contacts.length === 0 ? (
        <NoneYet words={words} show={show} />
      ) : (
        <List>
          {contacts.map((contact) => (
            <ContactEntry contact={contact} now={reader.now} />
          ))}
        </List>
      )}
      <Older href={more} />
    </Layout>
  );
}

export function ContactEntry({ contact, now }: { contact: ContactView; now: number }) {
  const numbers = contact.phones.map(writtenNumber).join(", ");
  return (
    <Entry
      href={`/contacts/${contact.id}`}
      initialsOf={contact.name}
      title={contact.name ? <bdi>{visibleText(contact.name, 120)}</bdi> : numbers || "Nobody yet"}
      text={contact.name ? numbers || (contact.email ?? "no number") : "open it to save a name"}
      side={
        <time class="quiet" datetime={contact.createdAt}>
          {briefly(contact.createdAt, now)}
        </time>
      }
    />
  );
}

function NoneYet({ words, show }: Pick<ContactsPage, "words" | "show">) {
  if (words) return <Empty icon="search" title="Nobody fits that" />;
  if (show === "nameless") return <Empty icon="contacts" title="Every number has a name" />;
  return (
    <Empty icon="contacts" title="No contact yet">
      <p class="quiet">
        Make one here, let an assistant save them, or give a name to a number that has written or called.
      </p>
    </Empty>
  );
}
