import { decimalsOf } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import type { PaperGiven } from "./new-invoice.tsx";

/** Lines that the form has room for. */
const rows = 5;

/** What a form for an invoice or a quote was filled in with. */
export function paperGiven(form: URLSearchParams): PaperGiven {
  const [what, quantity, price] = ["what", "quantity", "price"].map((name) => form.getAll(name));
  return {
    customer: form.get("customer")?.trim() ?? "",
    lines: Array.from({ length: rows }, (_, at) => ({
      description: what?.[at]?.trim() ?? "",
      quantity: quantity?.[at]?.trim() ?? "1",
      price: price?.[at]?.trim() ?? "",
    })),
    days: form.get("days")?.trim() ?? "",
    notes: form.get("notes") ?? "",
  };
}

export function blankPaper(customer: string, days: number): PaperGiven {
  return paperGiven(new URLSearchParams({ customer, days: String(days) }));
}

/** The lines that somebody has filled in: a service's price where none is said. @throws DeskError VALIDATION_ERROR */
export function linesFor(
  { lines }: PaperGiven,
  services: readonly { name: string }[],
  currency: string,
): Record<string, unknown>[] {
  return lines
    .filter(({ description, price }) => description !== "" || price !== "")
    .map(({ description, quantity, price }) => {
      const service = services.find(({ name }) => name.toLowerCase() === description.toLowerCase());
      return {
        ...(service ? { service: service.name } : { description }),
        quantity: quantity === "" ? "1" : quantity.replace(",", "."),
        ...(price === "" ? {} : { price_minor: minorIn(price, currency, "lines") }),
      };
    });
}

/** An amount as somebody types it, in the currency's smallest unit. @throws DeskError VALIDATION_ERROR */
export function minorIn(text: string, currency: string, field: string): number {
  const places = decimalsOf(currency);
  const clean = text
    .replaceAll(/[\s'’]|\p{Sc}/gu, "")
    .replace(new RegExp(`^${currency}|${currency}$`, "i"), "");
  const [, before = "", after = ""] = /^([\d.,]*?)(?:[.,](\d+))?$/.exec(clean) ?? [];
  // Three digits after the last point or comma are thousands, where the currency has not just as many decimals.
  const isWhole = after.length === 3 && places !== 3 && /[1-9]/.test(before);
  const whole = isWhole ? `${before},${after}` : before;
  const part = isWhole ? "" : after;
  if (!/^(?:\d+|\d{1,3}(?:[.,]\d{3})+)$/.test(whole) || part.length > places)
    throw new DeskError("VALIDATION_ERROR", "That is no amount.", {
      fields: {
        [field]: [`Amounts are written like ${["120", "120.0", "120.00", "120.000"][places] ?? "120.00"}.`],
      },
    });
  return Number(`${whole.replaceAll(/[.,]/g, "")}${part.padEnd(places, "0")}`);
}
