/** @jsxImportSource hono/jsx */
import type { InvoiceView } from "#domains/money/invoices/invoice-view.ts";
import type { PaymentView } from "#domains/money/payments/payment-view.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Paper, type PaperShown } from "#faces/web/parts/paper.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { flagWords, InvoiceBadge } from "./invoices.tsx";

export interface InvoicePage {
  business: string;
  reader: Reader;
  invoice: InvoiceView;
  paper: PaperShown;
  mayWrite: boolean;
  /** Where nothing can be paid online, the invoice goes out without a link. */
  paysOnline: boolean;
  problem?: string | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
  done?: string | undefined;
}

export const methods = [
  ["cash", "Cash"],
  ["cheque", "A cheque"],
  ["card_terminal", "A card, at the terminal"],
  ["bank_transfer", "A bank transfer"],
  ["other", "In another way"],
] as const;

/** One invoice: the paper as the customer has it, what was paid, and what can be done. */
export function Invoice(page: InvoicePage) {
  const { business, reader, invoice, paper, mayWrite, problem, done } = page;
  const { number, status, customer, balance, balance_minor } = invoice;
  const title = number === null ? "Draft of an invoice" : `Invoice ${number}`;
  const pdf = (
    <a class="button second" href={`/invoices/${invoice.id}/invoice.pdf`}>
      Print or save
    </a>
  );
  return (
    <Layout
      title={title}
      business={business}
      reader={reader}
      crumb={{ href: "/invoices", text: "Invoices" }}
      action={pdf}
      script="copy.js"
      isWorking
    >
      <Notice problem={problem} done={done} />
      <div class="beside">
        <div>
          <p>
            <InvoiceBadge status={status} />{" "}
            <a class="inline" href={`/contacts/${customer.id}`}>
              <bdi>{visibleText(customer.name ?? "A customer without a name", 120)}</bdi>
            </a>
            {balance_minor > 0 && status !== "draft" ? `, ${balance} to be paid` : ""}
            {invoice.ticket_id ? (
              <>
                {" "}
                <a class="inline" href={`/tickets/${invoice.ticket_id.replace("TKT-", "")}`}>
                  {invoice.ticket_id}
                </a>
              </>
            ) : null}
          </p>
          {invoice.void_reason ? <p>Made void: {visibleText(invoice.void_reason, 300)}</p> : null}
          {(invoice.credit_notes ?? []).map((note) => (
            <p>
              {note.number}, {note.amount}, {note.issued_on}: {visibleText(note.reason, 300)}
            </p>
          ))}
          <Paper paper={paper} />
          <Payments {...page} />
        </div>
        {mayWrite ? <Forms {...page} /> : null}
      </div>
    </Layout>
  );
}

function Payments({ invoice, reader, mayWrite }: InvoicePage) {
  const payments = invoice.payments ?? [];
  if (payments.length === 0) return null;
  return (
    <>
      <h2>What was paid</h2>
      <ul class="times">
        {payments.map((payment) => (
          <li class="card">
            <p>
              <strong>{payment.amount}</strong>, {payment.method.replaceAll("_", " ")}, {payment.received_on}{" "}
              {payment.status === "received" ? null : (
                <Badge state={payment.status === "processing" ? "waiting" : "failed"}>
                  {payment.status === "processing" ? "on its way" : "came to nothing"}
                </Badge>
              )}
              {payment.refunded ? ` (${payment.refunded} given back)` : ""}
            </p>
            {payment.reference ? <p class="quiet">{visibleText(payment.reference, 120)}</p> : null}
            {payment.flag && payment.refundable_minor > 0 ? (
              <p>It settles nothing: {flagWords[payment.flag]}.</p>
            ) : null}
            {mayWrite && payment.refundable_minor > 0 ? <GiveBack payment={payment} reader={reader} /> : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function GiveBack({ payment, reader }: { payment: PaymentView; reader: Reader }) {
  const left = payment.refunded === null ? payment.amount : `what is left of ${payment.amount}`;
  return (
    <div class="actions">
      <Sure id={`back-${payment.id}`} label="Give it back" name={payment.amount} title={`Give ${left} back?`}>
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <input type="hidden" name="id" value={payment.id} />
          <Field id={`why-${payment.id}`} label="Why">
            <input id={`why-${payment.id}`} name="why" maxlength={300} required />
          </Field>
          <button type="submit" name="action" value="refund" class="danger">
            Give it back
          </button>
        </form>
      </Sure>
      {payment.flag ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <input type="hidden" name="id" value={payment.id} />
          <button type="submit" name="action" value="keep" class="second">
            Let it count
          </button>
        </form>
      ) : null}
    </div>
  );
}

function Forms(page: InvoicePage) {
  const { invoice, reader } = page;
  const { status } = invoice;
  const isOpen = invoice.balance_minor > 0 && status !== "draft" && status !== "void" && status !== "voiding";
  return (
    <div class="forms">
      {status === "draft" ? <Send {...page} /> : null}
      {invoice.payment_link ? (
        <Copyable id="link" label="The customer’s own page" text={invoice.payment_link} />
      ) : null}
      {isOpen && status !== "processing" ? <MarkPaid {...page} /> : null}
      {isOpen ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <h2>Remind them</h2>
          <p class="quiet">
            {invoice.reminders_sent === 0
              ? "They were not reminded yet."
              : `They were reminded ${invoice.reminders_sent === 1 ? "once" : `${invoice.reminders_sent} times`}.`}
            {invoice.reminders_paused ? " Reminders of it are paused." : ""}
          </p>
          <div class="actions">
            <button type="submit" name="action" value="remind" class="second">
              Tell them again
            </button>
            <button
              type="submit"
              name="action"
              value={invoice.reminders_paused ? "unpause" : "pause"}
              class="second"
            >
              {invoice.reminders_paused ? "Remind again" : "Pause reminders"}
            </button>
          </div>
        </form>
      ) : null}
      {status === "void" || status === "voiding" ? null : (
        <Sure id="void" label={status === "draft" ? "Throw it away" : "Void it"} title="Make it void?">
          <p>
            {invoice.paid_minor > 0
              ? "What was paid is given back first."
              : "Nobody owes it any more. Its number stays taken."}
          </p>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <Field id="void-why" label="Why">
              <input id="void-why" name="why" maxlength={300} required />
            </Field>
            <button type="submit" name="action" value="void" class="danger">
              {status === "draft" ? "Throw it away" : "Void it"}
            </button>
          </form>
        </Sure>
      )}
    </div>
  );
}

function Send({ invoice, reader, paysOnline }: InvoicePage) {
  const ways = [
    ...(invoice.customer.phone ? ([["text", "By text"]] as const) : []),
    ...(invoice.customer.email ? ([["email", "By email"]] as const) : []),
    ...(invoice.customer.phone && invoice.customer.email ? ([["both", "By both"]] as const) : []),
  ];
  const isReached = ways.length > 0;
  return (
    <form method="post">
      <input type="hidden" name="form" value={reader.token} />
      <h2>Send it</h2>
      {isReached ? (
        <Field id="by" label="How">
          <Select id="by" name="by" value={ways[0]?.[0] ?? "text"} options={ways} />
        </Field>
      ) : (
        <p class="quiet">They have neither a number nor an email address: give them the link yourself.</p>
      )}
      {paysOnline ? null : (
        <p class="quiet">
          Nothing can be paid online yet: it goes out without a button to pay.{" "}
          <a class="inline" href="/settings/money">
            Set payments up
          </a>
        </p>
      )}
      <button type="submit" name="action" value="send">
        {isReached ? "Send it" : "Give it its number"}
      </button>
    </form>
  );
}

function MarkPaid({ invoice, reader, wrong }: InvoicePage) {
  return (
    <form method="post">
      <input type="hidden" name="form" value={reader.token} />
      <h2>It was paid</h2>
      <Field id="method" label="How">
        <Select id="method" name="method" value="cash" options={methods} />
      </Field>
      <Field
        id="amount"
        label="Amount"
        hint={`${invoice.balance} when left empty.`}
        problem={wrong?.["amount_minor"]}
      >
        <input
          id="amount"
          name="amount"
          inputmode="decimal"
          maxlength={20}
          {...faulty("amount", wrong?.["amount_minor"])}
        />
      </Field>
      <Field id="reference" label="Reference" hint="A cheque’s number, a slip’s. Never a card’s.">
        <input id="reference" name="reference" maxlength={120} />
      </Field>
      <button type="submit" name="action" value="paid">
        Record it
      </button>
    </form>
  );
}
