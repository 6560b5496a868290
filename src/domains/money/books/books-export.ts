import Papa from "papaparse";
import * as z from "zod";
import { writtenThousandths } from "#domains/money/amounts/decimal.ts";
import { readDiscount, readLines } from "#domains/money/amounts/money-view.ts";
import { sumsOf } from "#domains/money/amounts/sums.ts";
import { spokenInvoice, statusOf, todayOf } from "#domains/money/invoices/invoice.ts";
import type { InvoiceRow } from "#domains/money/invoices/invoice-store.ts";
import { paymentsBetween, refundsBetween } from "#domains/money/payments/payment-store.ts";
import { customerBy } from "#operation/customer.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { decimalsOf } from "#platform/money.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { creditNotesBetween, invoicesBetween, invoicesByIds } from "./books-store.ts";

/** The longest period of one file, in days. */
const longest = 800;

const files = ["invoices", "payments"] as const;

/**
 * The books of a period as a bookkeeper imports them: `invoices` with a row for each line, tax and credit note,
 * `payments` with a row for each payment and refund; amounts as decimals, days as ISO 8601. @throws VALIDATION_ERROR
 */
export const booksExport = defineRead({
  name: "books.export",
  title: "Export the books",
  description: "Invoices, or payments and refunds, of a period as CSV for a bookkeeper.",
  scopes: ["office:read"],
  exposure: "person",
  uses: ["contact.identify"],
  input: z.strictObject({ what: z.enum(files), from: z.iso.date(), until: z.iso.date() }),
  output: z.object({ csv: z.string(), rows: z.int() }),
  summary: ({ rows }) => `${rows} rows.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ what, from, until }, ctx) {
    if (until < from || Date.parse(until) - Date.parse(from) > longest * 86_400_000)
      throw new DeskError("VALIDATION_ERROR", "That is no period for one file.", {
        fields: { until: [`On or after from, and at most ${longest} days later.`] },
      });
    const rows =
      what === "invoices" ? await invoiceRows(from, until, ctx) : await paymentRows(from, until, ctx);
    const columns = what === "invoices" ? invoiceColumns : paymentColumns;
    return {
      csv: Papa.unparse({ fields: [...columns], data: rows }, { escapeFormulae: formula }),
      rows: rows.length,
    };
  },
});

/** What a spreadsheet would reckon with; a negative amount is none. */
const formula = /^(?:[=+@\t\r]|-(?!\d+(?:\.\d+)?$)).*$/s;

const invoiceColumns = [
  ...["Type", "Number", "Date", "Due", "Customer", "Description", "Quantity", "Unit price", "Amount"],
  ...["Tax name", "Tax rate", "Tax", "Currency", "Account", "Status", "Applies to"],
] as const;

const paymentColumns = [
  ...["Type", "Id", "Date", "Invoice", "Customer", "Method", "Reference", "Amount", "Currency"],
  ...["Account", "Settles", "Reconciled"],
] as const;

type Row = (string | number)[];

async function invoiceRows(from: string, until: string, ctx: OperationContext): Promise<Row[]> {
  const [invoices, credits] = await Promise.all([
    invoicesBetween(ctx.db, from, until),
    creditNotesBetween(ctx.db, from, until),
  ]);
  const nameOf = await namesOf(invoices, ctx);
  const credited = new Map(
    (
      await invoicesByIds(
        ctx.db,
        credits.map(({ invoiceId }) => invoiceId),
      )
    ).map((row) => [row.id, row]),
  );
  const creditName = await namesOf([...credited.values()], ctx);
  const account = ctx.settings.get("money.accounts");
  return [
    ...invoices.flatMap((row) => linesFor(row, nameOf(row), ctx)),
    ...credits.map((note): Row => {
      const invoice = credited.get(note.invoiceId);
      const net = note.amount - note.taxTotal;
      return [
        ...["Credit note", `CN-${note.number}`, note.issuedOn, "", invoice ? creditName(invoice) : ""],
        ...[note.reason, "1", decimal(-net, note.currency), decimal(-net, note.currency)],
        ...["", "", decimal(-note.taxTotal, note.currency), note.currency, account.sales ?? "", "issued"],
        invoice ? (spokenInvoice(invoice) ?? "") : "",
      ];
    }),
  ];
}

/** A row for each line; a line with several taxes has a row more for each, with the tax alone. */
function linesFor(row: InvoiceRow, customer: string, ctx: OperationContext): Row[] {
  const { taxInclusive, currency } = row;
  const account = ctx.settings.get("money.accounts");
  const lines = readLines(row);
  const sums = sumsOf(lines, { taxInclusive, discount: readDiscount(row) });
  const status = statusOf(row, todayOf(ctx)).replaceAll("_", " ");
  const head = ["Invoice", spokenInvoice(row) ?? "", row.issuedOn ?? "", row.dueOn ?? "", customer];
  return lines.flatMap(({ description, quantity, price, taxes }, at) => {
    const { amount = 0, discount = 0, taxes: due = [] } = sums.lines[at] ?? {};
    const inside = taxInclusive ? due.reduce((all, each) => all + each, 0) : 0;
    const net = amount - discount - inside;
    const [first, ...others] = taxes.map(({ name, rate }, place) => [
      ...[name, writtenThousandths(rate), decimal(due[place] ?? 0, currency)],
    ]);
    return [
      [
        ...[
          ...head,
          description,
          writtenThousandths(quantity),
          decimal(price, currency),
          decimal(net, currency),
        ],
        ...[...(first ?? ["", "", decimal(0, currency)]), currency, account.sales ?? "", status, ""],
      ],
      ...others.map(
        (tax): Row => [
          ...[...head, `${description} (tax)`, "", "", decimal(0, currency)],
          ...[...tax, currency, account.tax ?? "", status, ""],
        ],
      ),
    ];
  });
}

async function paymentRows(from: string, until: string, ctx: OperationContext): Promise<Row[]> {
  const [payments, refunds] = await Promise.all([
    paymentsBetween(ctx.db, from, until),
    refundsBetween(ctx.db, from, until),
  ]);
  const ids = [...new Set([...payments, ...refunds].map(({ invoiceId }) => invoiceId))];
  const invoices = new Map((await invoicesByIds(ctx.db, ids)).map((row) => [row.id, row]));
  const nameOf = await namesOf([...invoices.values()], ctx);
  const account = ctx.settings.get("money.accounts");
  const zone = ctx.settings.get("business.zone");
  const day = (at: number | null) => (at === null ? "" : isoIn(zone, at).slice(0, 10));
  const of = (id: string) => {
    const row = invoices.get(id);
    return row ? [spokenInvoice(row) ?? "", nameOf(row)] : ["", ""];
  };
  return [
    ...payments
      .filter(({ state }) => state === "received")
      .map(
        (each): Row => [
          ...["Payment", each.id, each.receivedOn, ...of(each.invoiceId), each.method.replaceAll("_", " ")],
          ...[each.reference ?? each.providerId ?? "", decimal(each.amount, each.currency), each.currency],
          ...[account[each.method] ?? "", each.flag === null ? "yes" : each.flag.replaceAll("_", " ")],
          day(each.reconciledAt),
        ],
      ),
    ...refunds
      .filter(({ state }) => state === "done")
      .map(
        (each): Row => [
          ...[
            "Refund",
            each.id,
            each.refundedOn,
            ...of(each.invoiceId),
            each.provider === null ? "by hand" : "online",
          ],
          ...[each.providerId ?? "", decimal(-each.amount, each.currency), each.currency],
          ...[account.refunds ?? "", each.reason, day(each.reconciledAt)],
        ],
      ),
  ];
}

async function namesOf(rows: readonly InvoiceRow[], ctx: OperationContext) {
  const ids = [...new Set(rows.map(({ contactId }) => contactId))].filter(Boolean);
  const customers = await Promise.all(ids.map((id) => customerBy(id, ctx)));
  const names = new Map(ids.map((id, at) => [id, customers[at]?.name ?? ""]));
  return ({ contactId }: InvoiceRow) => names.get(contactId) ?? "";
}

/** An amount as programs read it: 12000 of USD is `120.00`. */
function decimal(minor: number, currency: string): string {
  const places = decimalsOf(currency);
  return (minor / 10 ** places).toFixed(places);
}
