import { countriesOf } from "#platform/phone-number.ts";

interface Price {
  /** Millionths of a US dollar for one part of a text, with what carriers add; null where it is not known. */
  textPart: number | null;
  /** For a text with pictures, of whatever length. */
  pictures: number | null;
  /** For each begun minute of a call placed here. */
  callMinute: number | null;
  source: string;
  /** True where it was read on the provider's own page. */
  isChecked: boolean;
}

/** What providers ask for within the United States and Canada. An estimate: the provider's bill counts. */
export const prices: {
  asOf: string;
  currency: "USD";
  countries: readonly string[];
  of: Record<string, Price>;
} = {
  asOf: "2026-11-29",
  currency: "USD",
  countries: ["US", "CA"],
  of: {
    sandbox: { textPart: 0, pictures: 0, callMinute: 0, source: "It costs nothing.", isChecked: true },
    quo: {
      textPart: 10_000,
      pictures: null,
      callMinute: 13_000,
      source:
        "Texts: Quo's page of API prices. Calls: the price that the reception document was written with.",
      isChecked: false,
    },
    twilio: {
      // 8,300 of Twilio's and up to 4,500 that carriers charge for texts from US local numbers.
      textPart: 12_800,
      pictures: 22_000,
      callMinute: 14_000,
      source: "Others' accounts of Twilio's list of October 2026, and of carriers' surcharges of May 2026.",
      isChecked: false,
    },
  },
};

function priceFor(provider: string, phone: string): Price | undefined {
  if (provider === "sandbox") return prices.of["sandbox"];
  return countriesOf(phone).some((country) => prices.countries.includes(country))
    ? prices.of[provider]
    : undefined;
}

/** What a text costs, in millionths of a US dollar; null where no price is known. */
export function textCost(
  provider: string,
  phone: string,
  { segments, pictures }: { segments: number; pictures: number },
): number | null {
  const price = priceFor(provider, phone);
  if (!price) return null;
  if (pictures > 0) return price.pictures;
  return price.textPart === null ? null : price.textPart * segments;
}

/** What a call of so many seconds costs, in millionths of a US dollar; null where no price is known. */
export function callCost(provider: string, phone: string, seconds: number): number | null {
  const minute = priceFor(provider, phone)?.callMinute ?? null;
  return minute === null ? null : minute * Math.ceil(seconds / 60);
}
