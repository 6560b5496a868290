import * as z from "zod";
import type { OperationContext } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { DeskError } from "#src/errors.ts";
import { thousandthsIn } from "./decimal.ts";
import type { Discount, MoneyLine, Tax } from "./sums.ts";

/** The most an amount may be, in the currency's smallest unit, so that what lines come to stays exact. */
export const mostMoney = 100_000_000;
const mostQuantity = 10_000_000;

/** A decimal with up to three places, as a number or as text. It stays as it was said: a request that waits is read again. */
const decimal = (least: number, most: number) =>
  z
    .union([z.number(), z.string()])
    .refine(
      (value) => {
        const read = thousandthsIn(String(value));
        return read !== undefined && read >= least && read <= most;
      },
      `Give a number from ${least / 1000} to ${most / 1000} with at most three decimals.`,
    )
    .meta({ type: ["number", "string"] });

/** The same in thousandths. */
const inThousandths = (value: number | string) => thousandthsIn(String(value)) ?? 0;

const percent = decimal(0, 100_000);

const taxInput = z.strictObject({ name: z.string().trim().min(1).max(40), percent });

/** What is charged, as a caller says it. */
export const lineInput = z.strictObject({
  service: z.string().trim().min(1).max(120).optional().describe("A service by name or id, with its price."),
  description: z.string().trim().min(1).max(300).transform(maskCards).optional(),
  quantity: decimal(-mostQuantity, mostQuantity).optional().describe("1 when left out; 2.5 hours is 2.5."),
  price_minor: z
    .int()
    .min(0)
    .max(mostMoney)
    .optional()
    .describe("Of one, in the smallest unit: 12000 is $120.00."),
  taxes: z
    .array(taxInput)
    .max(5)
    .optional()
    .describe("The business's usual ones when left out; [] for none."),
});

/** A part of everything: in percent, or an amount. */
export const partInput = z
  .strictObject({
    percent: percent.optional(),
    amount_minor: z.int().min(1).max(mostMoney).optional(),
  })
  .refine(
    (part) => (part.percent === undefined) !== (part.amount_minor === undefined),
    "Say percent or amount_minor.",
  );

export type LineInput = z.infer<typeof lineInput>;

export function partIn(part: z.infer<typeof partInput> | undefined): Discount | null {
  if (part === undefined) return null;
  return part.percent === undefined
    ? { amount: part.amount_minor ?? 0 }
    : { percent: inThousandths(part.percent) };
}

interface Service {
  id: string;
  name: string;
  price_minor: number | null;
  currency: string;
}

/** The taxes that hold where a line says nothing else. */
export function usualTaxes({ settings }: Pick<OperationContext, "settings">): Tax[] {
  return settings
    .get("money.tax_rates")
    .map(({ name, percent: text }) => ({ name, rate: inThousandths(text) }));
}

/** What is charged, with prices of services filled in. @throws DeskError VALIDATION_ERROR */
export async function linesFrom(given: readonly LineInput[], ctx: OperationContext): Promise<MoneyLine[]> {
  const named = given.flatMap(({ service }) => service ?? []);
  const { services } =
    named.length === 0
      ? { services: [] }
      : await ctx.use<{ services: Service[] }>("service.named", { names: named });
  const byName = new Map(named.map((name, at) => [name, services[at]]));
  const usual = usualTaxes(ctx);
  return given.map(({ service: name, description, quantity = 1, price_minor, taxes }, at) => {
    const service = name === undefined ? undefined : byName.get(name);
    const price = price_minor ?? service?.price_minor ?? undefined;
    const words = description ?? service?.name;
    if (price === undefined || words === undefined)
      throw new DeskError("VALIDATION_ERROR", `Line ${at + 1} is not whole.`, {
        fields: {
          lines: [
            `${at + 1}: ${words === undefined ? "say description, or name a service" : "say price_minor: no service gives one"}.`,
          ],
        },
      });
    return {
      ...{ description: words, quantity: inThousandths(quantity), price },
      taxes: taxes?.map((tax) => ({ name: tax.name, rate: inThousandths(tax.percent) })) ?? usual,
      ...(service ? { serviceId: service.id } : {}),
    };
  });
}
