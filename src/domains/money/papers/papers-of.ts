import type { Kept } from "#domains/money/amounts/money-view.ts";
import { viewSums } from "#domains/money/amounts/money-view.ts";
import { owedOf, partsOf, spokenInvoice } from "#domains/money/invoices/invoice.ts";
import type { CreditNoteRow, InvoiceRow } from "#domains/money/invoices/invoice-store.ts";
import type { PaymentRow } from "#domains/money/payments/payment-store.ts";
import { type Customer, customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { spokenDate } from "#platform/zone.ts";
import type { Paper } from "./paper.ts";

type Ctx = Pick<OperationContext, "settings" | "use">;

/** An invoice, or with a payment the receipt for it. */
export async function invoicePaper(
  row: InvoiceRow,
  {
    payment,
    payments,
    credits,
  }: { payment?: PaymentRow | undefined; payments: PaymentRow[]; credits: CreditNoteRow[] },
  ctx: Ctx,
): Promise<Paper> {
  const number = spokenInvoice(row) ?? "draft";
  const money = (minor: number) => writtenMoney(minor, row.currency);
  const received = payments.filter(({ state, flag }) => state === "received" && flag === null);
  const day = (date: string | null): string => (date === null ? "" : spokenDate(date));
  return {
    kind: payment ? "Receipt" : "Invoice",
    ...{ number, filename: `${payment ? "receipt" : "invoice"}-${number}.pdf` },
    ...(await between(row.contactId, ctx)),
    facts: (
      [
        ["Date", day(payment?.receivedOn ?? row.issuedOn)],
        ...(payment ? [["Paid by", payment.method.replaceAll("_", " ")]] : [["Due", day(row.dueOn)]]),
        ...(row.state === "void" ? [["State", "Void"]] : []),
      ] as [string, string][]
    ).filter(([, value]) => value !== ""),
    lines: linesOf(row),
    sums: [
      ...sumsOf(row),
      ...credits.map(({ number: of, amount }): [string, string] => [
        `Credit note CN-${of}`,
        `−${money(amount)}`,
      ]),
      ...received.map(({ amount, receivedOn }): [string, string] => [
        `Received ${day(receivedOn)}`,
        `−${money(amount)}`,
      ]),
      ...(row.refunded > 0 ? [["Given back", money(row.refunded)] as [string, string]] : []),
      payment
        ? ["This payment", money(payment.amount)]
        : ["To pay", row.state === "void" ? money(0) : money(owedOf(row))],
    ],
    notes: [
      ...partsOf(row).map(({ label, amount, dueOn }) => `${label}: ${money(amount)}, due ${day(dueOn)}`),
      row.notes ?? "",
      ctx.settings.get("money.note"),
    ].filter(Boolean),
  };
}

/** What a quote is printed of. */
export interface QuotedRow extends Kept {
  contactId: string;
  number: number | null;
  validUntil: string;
  deposit: number;
  notes: string | null;
  acceptedName: string | null;
  total: number;
}

export async function quotePaper(row: QuotedRow, ctx: Ctx): Promise<Paper> {
  const number = row.number === null ? "draft" : `Q-${row.number}`;
  return {
    ...{ kind: "Quote", number, filename: `quote-${number}.pdf` },
    ...(await between(row.contactId, ctx)),
    facts: [
      ["Good until", spokenDate(row.validUntil)],
      ...(row.acceptedName === null ? [] : [["Accepted by", row.acceptedName] as [string, string]]),
    ],
    lines: linesOf(row),
    sums: sumsOf(row),
    notes: [
      row.deposit === 0 ? "" : `Deposit on acceptance: ${writtenMoney(row.deposit, row.currency)}`,
      row.notes ?? "",
    ].filter(Boolean),
  };
}

async function between(contactId: string, ctx: Ctx): Promise<Pick<Paper, "business" | "customer">> {
  const { settings } = ctx;
  const customer: Customer | undefined = await customerBy(contactId, ctx);
  const taxNumber = settings.get("money.tax_number");
  return {
    business: {
      name: settings.get("business.name"),
      address: settings.get("business.address"),
      taxNumber: taxNumber === "" ? "" : `Tax number ${taxNumber}`,
    },
    customer: {
      name: customer?.name ?? "Customer",
      lines: [customer?.addresses[0]?.address, customer?.email, customer?.phones[0]].flatMap(
        (each) => each ?? [],
      ),
    },
  };
}

function linesOf(row: Kept): Paper["lines"] {
  return viewSums(row).lines.map(({ taxes, ...line }) => ({ ...line, taxes: taxes.join(", ") }));
}

function sumsOf(row: Kept & { total: number }): [string, string][] {
  const { subtotal, discount, taxes, tax_inclusive } = viewSums(row);
  const rows: [string, string][] = [
    ["Subtotal", subtotal],
    ...(discount === null ? [] : ([["Discount", `−${discount}`]] as [string, string][])),
    ...taxes.map(({ name, percent, amount }): [string, string] => [
      `${tax_inclusive ? "Of that " : ""}${name} ${percent} %`,
      amount,
    ]),
  ];
  return [...(rows.length === 1 ? [] : rows), ["Total", writtenMoney(row.total, row.currency)]];
}
