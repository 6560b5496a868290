/** @jsxImportSource hono/jsx */
import { Empty } from "#faces/web/parts/empty.tsx";
import { FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import type { IconName } from "#faces/web/parts/icon.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";

export interface SearchPage {
  business: string;
  reader: Reader;
  words: string;
  /** Contacts first, then tickets, then texts. */
  results: { id: string; title: string; href: string }[];
}

const kinds: { prefix: string; heading: string; icon: IconName }[] = [
  { prefix: "con_", heading: "Contacts", icon: "contacts" },
  { prefix: "tkt_", heading: "Tickets", icon: "tickets" },
  { prefix: "msg_", heading: "Texts", icon: "text" },
];

/** One search over contacts, tickets and texts. */
export function Search({ business, reader, words, results }: SearchPage) {
  return (
    <Layout title="Search" business={business} reader={reader}>
      <FilterBar>
        <Words label="Words, a name or a number" value={words} />
      </FilterBar>
      {words === "" ? (
        <p class="quiet">Looks through contacts, tickets and texts.</p>
      ) : results.length === 0 ? (
        <Empty icon="search" title="Nothing fits that">
          <p class="quiet">Fewer or other words may.</p>
        </Empty>
      ) : (
        kinds.map(({ prefix, heading, icon }) => {
          const found = results.filter(({ id }) => id.startsWith(prefix));
          if (found.length === 0) return null;
          return (
            <section aria-labelledby={`of-${prefix}`}>
              <h2 id={`of-${prefix}`}>{heading}</h2>
              <List>
                {found.map(({ title, href }) => (
                  <Entry
                    href={href}
                    icon={icon}
                    title={<bdi>{visibleText(title.replace(/^Contact: /, ""), 200)}</bdi>}
                  />
                ))}
              </List>
            </section>
          );
        })
      )}
    </Layout>
  );
}
