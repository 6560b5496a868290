/** @jsxImportSource hono/jsx */
import type { InvoiceStatus } from "#domains/money/invoices/invoice.ts";
import type { InvoiceView } from "#domains/money/invoices/invoice-view.ts";
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Choice, FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";

export interface InvoicesPage {
  business: string;
  reader: Reader;
  show: string;
  words: string;
  invoices: InvoiceView[];
  /** Payments that settle nothing. */
  flagged: { id: string; invoice_id: string; amount: string; flag: string | null }[];
  more: string | undefined;
  mayWrite: boolean;
}

export const invoiceShows = [
  ["", "All"],
  ["open", "Not paid"],
  ["overdue", "Overdue"],
  ["draft", "Drafts"],
  ["processing", "On its way"],
  ["paid", "Paid"],
  ["void", "Void"],
] as const;

const states: Record<InvoiceStatus, readonly [State, string]> = {
  draft: ["plain", "draft"],
  sent: ["waiting", "sent"],
  processing: ["waiting", "payment on its way"],
  partially_paid: ["waiting", "paid in part"],
  paid: ["done", "paid"],
  overdue: ["failed", "overdue"],
  voiding: ["waiting", "being made void"],
  void: ["stopped", "void"],
  refunded: ["stopped", "refunded"],
};

export function InvoiceBadge({ status }: { status: InvoiceStatus }) {
  const [state, words] = states[status];
  return <Badge state={state}>{words}</Badge>;
}

export const flagWords: Record<string, string> = {
  paid_already: "it was paid already",
  void: "the invoice is void",
  wrong_amount: "it is another amount than was asked for",
  wrong_currency: "it is in another currency",
};

/** What customers owe. */
export function Invoices(page: InvoicesPage) {
  const { business, reader, show, words, invoices, flagged, more, mayWrite } = page;
  const action = (
    <span class="actions">
      <a class="button second" href="/invoices/recurring">
        Recurring
      </a>
      <a class="button second" href="/invoices/books">
        Books
      </a>
      {mayWrite ? (
        <a class="button" href="/invoices/new">
          New invoice
        </a>
      ) : null}
    </span>
  );
  return (
    <Layout title="Invoices" business={business} reader={reader} action={action}>
      <FilterBar button="Show">
        <Choice name="show" label="Which" value={show} options={invoiceShows} />
        <Words label="Customer or number" value={words} />
      </FilterBar>
      {flagged.length === 0 ? null : (
        <section class="card" aria-labelledby="flagged">
          <h2 id="flagged">Money to be given back or kept</h2>
          <ul>
            {flagged.map(({ invoice_id, amount, flag }) => (
              <li>
                <a class="inline" href={`/invoices/${invoice_id}`}>
                  {amount}
                </a>
                : {flagWords[flag ?? ""] ?? ""}
              </li>
            ))}
          </ul>
        </section>
      )}
      {invoices.length === 0 ? (
        <Empty icon="invoices" title={show || words ? "None of these" : "No invoice yet"}>
          <p class="quiet">Write one here, or let an assistant send it when a job is done.</p>
        </Empty>
      ) : (
        <List>
          {invoices.map((invoice) => (
            <Entry
              href={`/invoices/${invoice.id}`}
              icon="invoices"
              title={<bdi>{visibleText(invoice.customer.name ?? "A customer without a name", 120)}</bdi>}
              text={[invoice.number ?? "Draft", sumOf(invoice), dueOf(invoice)].filter(Boolean).join(", ")}
              side={<InvoiceBadge status={invoice.status} />}
            />
          ))}
        </List>
      )}
      <Older href={more} />
    </Layout>
  );
}

/** What it comes to; of what is paid in part what is still owed too. */
function sumOf({ total_amount: total, balance, balance_minor, total_minor }: InvoiceView): string {
  return balance_minor > 0 && balance_minor < total_minor ? `${balance} of ${total}` : total;
}

function dueOf({ days_overdue: days, due, balance_minor }: InvoiceView): string {
  if (days !== null) return `${days} ${days === 1 ? "day" : "days"} overdue`;
  return due !== null && balance_minor > 0 ? `due ${due}` : "";
}
