/** @jsxImportSource hono/jsx */
import type { QuoteView as QuoteShown, QuoteStatus } from "#domains/money/quotes/quote.ts";
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Choice, FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Paper, type PaperShown } from "#faces/web/parts/paper.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";

const states: Record<QuoteStatus, readonly [State, string]> = {
  draft: ["plain", "draft"],
  sent: ["waiting", "sent"],
  accepted: ["done", "accepted"],
  declined: ["stopped", "declined"],
  withdrawn: ["stopped", "withdrawn"],
  expired: ["stopped", "over"],
};

export const quoteShows = [
  ["", "All"],
  ["draft", "Drafts"],
  ["sent", "Sent"],
  ["accepted", "Accepted"],
  ["declined", "Declined"],
  ["expired", "Over"],
] as const;

export interface QuotesPage {
  business: string;
  reader: Reader;
  show: string;
  words: string;
  quotes: QuoteShown[];
  more: string | undefined;
  mayWrite: boolean;
}

/** What customers are offered. */
export function Quotes({ business, reader, show, words, quotes, more, mayWrite }: QuotesPage) {
  const action = mayWrite ? (
    <a class="button" href="/quotes/new">
      New quote
    </a>
  ) : null;
  return (
    <Layout title="Quotes" business={business} reader={reader} action={action}>
      <FilterBar button="Show">
        <Choice name="show" label="Which" value={show} options={quoteShows} />
        <Words label="Customer" value={words} />
      </FilterBar>
      {quotes.length === 0 ? (
        <Empty icon="quotes" title={show || words ? "None of these" : "No quote yet"}>
          <p class="quiet">
            Write one here, or let an assistant: the customer accepts it on a page of their own.
          </p>
        </Empty>
      ) : (
        <List>
          {quotes.map((quote) => (
            <Entry
              href={`/quotes/${quote.id}`}
              icon="quotes"
              title={<bdi>{visibleText(quote.customer.name ?? "A customer without a name", 120)}</bdi>}
              text={`${quote.number ?? "Draft"}, ${quote.total_amount}, good until ${quote.valid}`}
              side={<QuoteBadge status={quote.status} />}
            />
          ))}
        </List>
      )}
      <Older href={more} />
    </Layout>
  );
}

function QuoteBadge({ status }: { status: QuoteStatus }) {
  const [state, words] = states[status];
  return <Badge state={state}>{words}</Badge>;
}

export interface QuotePage {
  business: string;
  reader: Reader;
  quote: QuoteShown;
  paper: PaperShown;
  mayWrite: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}

/** One quote: the paper as the customer has it, and what can be done. */
export function QuoteView(page: QuotePage) {
  const { business, reader, quote, paper, mayWrite, problem, done } = page;
  const title = quote.number === null ? "Draft of a quote" : `Quote ${quote.number}`;
  return (
    <Layout
      title={title}
      business={business}
      reader={reader}
      crumb={{ href: "/quotes", text: "Quotes" }}
      script="copy.js"
      isWorking
    >
      <Notice problem={problem} done={done} />
      <div class="beside">
        <div>
          <p>
            <QuoteBadge status={quote.status} />{" "}
            <a class="inline" href={`/contacts/${quote.customer.id}`}>
              <bdi>{visibleText(quote.customer.name ?? "A customer without a name", 120)}</bdi>
            </a>
            {quote.accepted_by ? `, accepted by ${visibleText(quote.accepted_by, 120)}` : ""}
          </p>
          {quote.invoice_id ? (
            <p>
              <a class="go" href={`/invoices/${quote.invoice_id}`}>
                Its invoice
              </a>
            </p>
          ) : null}
          <Paper paper={paper} />
        </div>
        {mayWrite ? <Forms {...page} /> : null}
      </div>
    </Layout>
  );
}

function Forms({ quote, reader }: QuotePage) {
  const { status, customer } = quote;
  const ways = [
    ...(customer.phone ? ([["text", "By text"]] as const) : []),
    ...(customer.email ? ([["email", "By email"]] as const) : []),
  ];
  return (
    <div class="forms">
      {status === "draft" || status === "sent" ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <h2>{status === "draft" ? "Send it" : "Send it again"}</h2>
          {ways.length > 0 ? (
            <Field id="by" label="How">
              <Select id="by" name="by" value={ways[0]?.[0] ?? "text"} options={ways} />
            </Field>
          ) : (
            <p class="quiet">They have neither a number nor an email address: give them the link yourself.</p>
          )}
          <button type="submit" name="action" value="send">
            {ways.length > 0 ? "Send it" : "Make its link"}
          </button>
        </form>
      ) : null}
      {quote.quote_link ? (
        <Copyable id="link" label="The customer’s own page" text={quote.quote_link} />
      ) : null}
      {status === "accepted" && quote.ticket_id === null ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <h2>Book the work</h2>
          <Field id="date" label="Day">
            <input id="date" name="date" type="date" required />
          </Field>
          <Field id="time" label="Time" hint="9am, 14:30, or morning for the first free one.">
            <input id="time" name="time" maxlength={80} />
          </Field>
          <button type="submit" name="action" value="book">
            Book it
          </button>
        </form>
      ) : null}
      {status === "draft" || status === "sent" ? (
        <Sure id="withdraw" label="Withdraw it" title="Withdraw the quote?">
          <p>The customer cannot accept it any more.</p>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <button type="submit" name="action" value="withdraw" class="danger">
              Withdraw it
            </button>
          </form>
        </Sure>
      ) : null}
    </div>
  );
}
