/** @jsxImportSource hono/jsx */
import type { RecurringView } from "#domains/money/recurring/recurring.ts";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { spokenRule } from "#platform/recurrence-rule.ts";
import { visibleText } from "#platform/visible-text.ts";

/** Invoices that come again: what goes out when, and the way to end it. */
export function Recurring({
  business,
  reader,
  recurring,
  mayWrite,
  problem,
  done,
}: {
  business: string;
  reader: Reader;
  recurring: RecurringView[];
  mayWrite: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}) {
  return (
    <Layout
      title="Invoices that come again"
      business={business}
      reader={reader}
      crumb={{ href: "/invoices", text: "Invoices" }}
    >
      <Notice problem={problem} done={done} />
      {recurring.length === 0 ? (
        <Empty icon="invoices" title="None comes again">
          <p class="quiet">Ask an assistant: "Invoice Smith Dental $240 every 3 months from 1 March".</p>
        </Empty>
      ) : (
        recurring.map((each) => <One each={each} reader={reader} mayWrite={mayWrite} />)
      )}
    </Layout>
  );
}

function One({ each, reader, mayWrite }: { each: RecurringView; reader: Reader; mayWrite: boolean }) {
  const { id, customer, total_amount, repeat, next, sends, lines } = each;
  const name = visibleText(customer.name ?? "A customer without a name", 120);
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>
        <bdi>{name}</bdi>, {total_amount}
      </h2>
      <p>
        {spokenRule(repeat)}, next on {next ?? "no day"};{" "}
        {sends ? "it goes out by itself" : "each waits as a draft"}.
      </p>
      <p class="quiet">{lines.map(({ description }) => visibleText(description, 120)).join("; ")}</p>
      {mayWrite ? (
        <Sure id={`end-${id}`} label="End it" name={name} title="End it?">
          <p>What was written stays.</p>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <input type="hidden" name="id" value={id} />
            <button type="submit" name="action" value="end" class="danger">
              End it
            </button>
          </form>
        </Sure>
      ) : null}
    </section>
  );
}
