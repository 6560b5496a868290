/** @jsxImportSource hono/jsx */
import type { InvoiceView } from "#domains/money/invoices/invoice-view.ts";
import type { LeadView } from "#domains/money/leads/lead.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";

/** What about money somebody has to do something about. */
export interface MoneyShown {
  overdue: InvoiceView[];
  leads: LeadView[];
  /** Payments that settle nothing. */
  flagged: number;
}

/** Nothing where nothing is to be done. */
export function Money({ overdue, leads, flagged }: MoneyShown) {
  if (overdue.length + leads.length + flagged === 0) return null;
  return (
    <section class="card" aria-labelledby="money">
      <h2 id="money">Money</h2>
      {flagged === 0 ? null : (
        <p>
          <a class="go" href="/invoices">
            {counted(flagged, "payment")} to be given back or kept
          </a>
        </p>
      )}
      <List>
        {overdue.map(({ id, number, customer, balance, days_overdue: days }) => (
          <Entry
            href={`/invoices/${id}`}
            icon="invoices"
            title={<bdi>{nameOf(customer.name)}</bdi>}
            text={`${number ?? "Invoice"}, ${balance}, ${counted(days ?? 0, "day")} overdue`}
            side={<Badge state="failed">overdue</Badge>}
          />
        ))}
        {leads.map(({ name, interest, urgency }) => (
          <Entry
            href="/leads"
            icon="leads"
            title={<bdi>{nameOf(name)}</bdi>}
            text={visibleText(interest ?? "", 120)}
            side={<Badge state={urgency === "high" ? "failed" : "waiting"}>lead</Badge>}
          />
        ))}
      </List>
    </section>
  );
}

function nameOf(name: string | null): string {
  return visibleText(name ?? "Somebody without a name", 120);
}
