import { getCountries, getCountryCallingCode } from "libphonenumber-js";
import { zoneNames } from "#platform/zone.ts";

type Option = readonly [value: string, words: string];

const english = "en";
let known: { zones: Option[]; countries: Option[]; currencies: Option[] } | undefined;

/** Made once, when somebody first asks: a page in ten thousand does. */
function choices() {
  known ??= { zones: allZones(), countries: allCountries(), currencies: allCurrencies() };
  return known;
}

/** Every time zone by its name. */
export function zones(): readonly Option[] {
  return choices().zones;
}

/** Every country that has telephones, by its English name, with its calling code. */
export function countries(): readonly Option[] {
  return choices().countries;
}

/** Every currency in use, by its code. */
export function currencies(): readonly Option[] {
  return choices().currencies;
}

function allZones(): Option[] {
  return zoneNames().map((zone) => [zone, zone.replaceAll("_", " ")]);
}

function allCountries(): Option[] {
  const names = new Intl.DisplayNames(english, { type: "region" });
  return getCountries()
    .map((code): Option => [code, `${names.of(code) ?? code} (+${getCountryCallingCode(code)})`])
    .sort(([, a], [, b]) => a.localeCompare(b, english));
}

function allCurrencies(): Option[] {
  const names = new Intl.DisplayNames(english, { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => [code, `${code}, ${names.of(code) ?? code}`]);
}
