/** @jsxImportSource hono/jsx */
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Choice, FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { List } from "#faces/web/parts/list.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { statusWords, TicketEntry } from "./ticket-entry.tsx";

export interface TicketsPage {
  business: string;
  reader: Reader;
  tickets: TicketView[];
  names: Readonly<Record<string, string>>;
  /** What is looked for. */
  filter: { status: string; words: string };
  /** The address of this page, and of the next one; undefined on the last. */
  here: string;
  older: string | undefined;
}

const choices = [["any_open", "Open ones"], ["any", "all of them"], ...Object.entries(statusWords)] as const;

/** Tickets, newest first. */
export function Tickets({ business, reader, tickets, names, filter, here, older }: TicketsPage) {
  return (
    <Layout title="Tickets" business={business} reader={reader} isLive>
      <FilterBar>
        <Choice name="status" label="Show" value={filter.status} options={choices} />
        <Words label="Search tickets" value={filter.words} />
      </FilterBar>
      <Live id="tickets" from={here} label="Tickets">
        {tickets.length === 0 ? (
          <NoneYet isNarrowed={filter.words !== "" || filter.status !== "any_open"} />
        ) : (
          <List>
            {tickets.map((ticket) => (
              <TicketEntry ticket={ticket} now={reader.now} names={names} />
            ))}
          </List>
        )}
      </Live>
      <Older href={older} />
    </Layout>
  );
}

function NoneYet({ isNarrowed }: { isNarrowed: boolean }) {
  if (isNarrowed) return <Empty icon="search" title="There is no ticket like that" />;
  return (
    <Empty icon="tickets" title="Nothing is open">
      <p class="quiet">A voice agent opens tickets by handing callers over, and assistants can too.</p>
    </Empty>
  );
}
