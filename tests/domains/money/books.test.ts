import { afterAll, beforeAll, expect, test } from "bun:test";
import Papa from "papaparse";
import { because, openTill, type Till } from "./money.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill({
    settings: {
      "money.tax_rates": [
        { name: "GST", percent: "5" },
        { name: "QST", percent: "9.975" },
      ],
      "money.accounts": { sales: "4000", tax: "2200", online: "1010", cash: "1000", refunds: "4900" },
    },
  });
});
afterAll(() => till.close());

async function file(what: "invoices" | "payments", from = "2026-11-01", until = "2027-01-31") {
  const { csv } = await till.asOwner("books.export", { what, from, until });
  return Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;
}

const minor = (text: string | undefined) => Math.round(Number(text) * 100);
const sum = (rows: Record<string, string>[], name: string) =>
  rows.reduce((all, row) => all + minor(row[name]), 0);

test("the books add up to the invoices, name their accounts, and keep what is void in its number's place", async () => {
  const first = await till.invoiced(10_000, { discount: { percent: 10 } });
  const second = await till.invoiced(20_000);
  await till.ask("invoice_void", { invoice: second.number, reason: "Billed twice", ...because });
  const third = await till.invoiced(12_345);
  await till.ask("invoice_credit", {
    invoice: third.number,
    amount_minor: 1000,
    reason: "=cmd|' /C calc'!A0",
    ...because,
  });
  await till.ask("invoice_mark_paid", {
    invoice: first.number,
    method: "cash",
    reference: "-2+3",
    ...because,
  });
  const page = await till.begin(third.token);
  await till.tell("checkout.session.completed", till.stripe.complete(page));
  const [payment] = (await till.invoice(third.id)).payments;
  const asked = await till.t.tool(
    "payment_refund",
    { payment_id: payment.id, amount_minor: 500, reason: "Late" },
    till.token,
  );
  await till.decide(asked.body.queue_id);
  await till.ask("payment_reconcile", { ids: [payment.id] });

  const rows = await file("invoices");
  const of = (number: string) => rows.filter((row) => row["Number"] === number);
  for (const each of [first, second, third]) {
    const { total_minor, status } = await till.invoice(each.id);
    expect([each.number, sum(of(each.number), "Amount") + sum(of(each.number), "Tax")]).toEqual([
      each.number,
      total_minor,
    ]);
    expect(of(each.number)[0]?.["Status"]).toBe(status.replaceAll("_", " "));
  }
  expect(of(first.number).map((row) => [row["Tax name"], row["Tax rate"], row["Account"]])).toEqual([
    ["GST", "5", "4000"],
    ["QST", "9.975", "2200"],
  ]);
  const [note] = of("CN-1000");
  expect([minor(note?.["Amount"]) + minor(note?.["Tax"]), note?.["Applies to"]]).toEqual([
    -1000,
    third.number,
  ]);
  expect(note?.["Description"]).toStartWith("'=");

  const money = await file("payments");
  expect(
    money.map((row) => [
      row["Type"],
      row["Invoice"],
      row["Amount"],
      row["Account"],
      row["Reconciled"] !== "",
    ]),
  ).toEqual([
    ["Payment", first.number, (await till.invoice(first.id)).total_amount.slice(1), "1000", false],
    ["Payment", third.number, "131.93", "1010", true],
    ["Refund", third.number, "-5.00", "4900", false],
  ]);
  expect(money[0]?.["Reference"]).toBe("'-2+3");
});

test("a period has an end after its beginning, and what is outside it is not in it", async () => {
  expect(file("invoices", "2026-12-01", "2026-11-01")).rejects.toThrow();
  expect(await file("invoices", "2026-01-01", "2026-01-31")).toEqual([]);
});

test("yen have no decimals, and dinars three", async () => {
  await till.settings({ "business.currency": "JPY", "money.tax_rates": [] });
  const yen = await till.invoiced(1980);
  await till.settings({ "business.currency": "KWD" });
  const dinars = await till.invoiced(1980);
  const rows = await file("invoices");
  expect([yen, dinars].map(({ number }) => rows.find((row) => row["Number"] === number)?.["Amount"])).toEqual(
    ["1980", "1.980"],
  );
  expect([(await till.invoice(yen.id)).total_amount, (await till.invoice(dinars.id)).total_amount]).toEqual([
    expect.stringContaining("1,980"),
    expect.stringContaining("1.980"),
  ]);
});
