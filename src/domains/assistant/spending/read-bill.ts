import Papa from "papaparse";
import type { BillLine } from "./usage-store.ts";

export interface ReadBill {
  /** One line a day and model. */
  lines: BillLine[];
  /** Lines of which no day or no cost could be read. */
  passedOver: number;
}

/** A provider's export of costs by day: CSV, or OpenAI's JSON. What is not in US dollars is passed over. */
export function readBill(text: string): ReadBill {
  const rows = /^\s*[[{]/.test(text) ? fromJson(text) : fromCsv(text);
  const sums = new Map<string, BillLine>();
  let passedOver = 0;
  for (const row of rows) {
    if (!row) {
      passedOver++;
      continue;
    }
    const key = `${row.day} ${row.model}`;
    sums.set(key, { ...row, cost: row.cost + (sums.get(key)?.cost ?? 0) });
  }
  return { lines: [...sums.values()], passedOver };
}

type Row = BillLine | undefined;

const dayNames = ["date", "day", "start_time_iso", "start_time", "usage_date"];
const costNames = ["amount_value", "cost_in_major", "cost", "amount", "usd", "cost_usd", "usage"];
const modelNames = ["model", "line_item", "model_permaslug", "sku"];

function fromCsv(text: string): Row[] {
  const { data: rows } = Papa.parse<Record<string, string>>(text.trim(), {
    header: true,
    skipEmptyLines: true,
  });
  return rows.map((row) => {
    const lower = new Map(
      Object.entries(row).map(([name, value]) => [name.toLowerCase().replaceAll(/\W+/g, "_"), value]),
    );
    const first = (names: readonly string[]) => names.map((name) => lower.get(name)).find(Boolean);
    const currency = first(["amount_currency", "currency"]) ?? "usd";
    if (currency.toLowerCase() !== "usd") return undefined;
    return lineOf(first(dayNames), first(costNames), first(modelNames));
  });
}

interface Bucket {
  start_time?: unknown;
  results?: { amount?: { value?: unknown; currency?: unknown }; line_item?: unknown }[];
}

function fromJson(text: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (failure) {
    if (failure instanceof SyntaxError) return [];
    throw failure;
  }
  const data = (Array.isArray(value) ? value : (value as { data?: unknown }).data) ?? [];
  if (!Array.isArray(data)) return [];
  return (data as Bucket[]).flatMap(({ start_time, results = [] }) =>
    results.map(({ amount, line_item }) =>
      String(amount?.currency ?? "usd").toLowerCase() === "usd"
        ? lineOf(
            String(start_time ?? ""),
            String(amount?.value ?? ""),
            line_item == null ? "" : String(line_item),
          )
        : undefined,
    ),
  );
}

function lineOf(when: string | undefined, amount: string | undefined, what = ""): Row {
  const day = dayOf(when ?? "");
  const dollars = Number((amount ?? "").replace(/^\$/, "").replaceAll(",", ""));
  if (day === undefined || amount === undefined || amount === "" || !Number.isFinite(dollars))
    return undefined;
  // OpenAI names what was used behind the model: `gpt-6-luna, input`.
  return { day, model: what.split(",")[0]?.trim().slice(0, 120) ?? "", cost: Math.round(dollars * 1e9) };
}

/** A day in UTC: as it is written, or of a time in seconds. */
function dayOf(text: string): string | undefined {
  if (/^\d{9,10}(?:\.\d+)?$/.test(text)) return new Date(Number(text) * 1000).toISOString().slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
}
