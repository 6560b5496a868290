import { countriesOf, isNorthAmerican } from "#platform/phone-number.ts";
import { rememberedByText } from "#platform/remembered.ts";
import { zonesOfCountry } from "#platform/zone.ts";
import { areaCodes, areaCodeZones, placelessCodes, regionZones } from "./area-codes.ts";

/** A place where somebody with a number may be: its region (ISO 3166), and each time zone in which they may be there. */
export interface Place {
  region: string;
  zones: readonly string[];
}

/**
 * Where whoever has the number may be, by the number alone: every region that shares its area code, or its whole country.
 * Empty where that says nothing: for a number that nobody has (555 is for films and tests), or an unknown country.
 */
export function placesOf(phone: string): readonly Place[] {
  return places(phone);
}

const places = rememberedByText((phone: string): readonly Place[] => {
  if (isNorthAmerican(phone)) return placesOfAreaCode(phone.slice(2, 5));
  const countries = countriesOf(phone).map((country) => ({ region: country, zones: zonesIn(country) }));
  // A number of no country, such as a satellite phone's, may be at any hour of the day.
  return countries.some(({ zones }) => zones.length > 0) ? countries : aroundTheWorld;
}, 2000);

/** Countries that the zone data does not name. */
const zonesBeside: Record<string, readonly string[]> = {
  XK: ["Europe/Belgrade"],
  AC: ["Atlantic/St_Helena"],
  TA: ["Atlantic/St_Helena"],
};

/** A zone for every three hours of the day. */
const aroundTheWorld: readonly Place[] = [
  {
    region: "001",
    zones: [
      ...["Pacific/Pago_Pago", "America/Anchorage", "America/Chicago", "America/Sao_Paulo"],
      ...["Europe/London", "Africa/Nairobi", "Asia/Dhaka", "Asia/Tokyo", "Pacific/Auckland"],
    ],
  },
];

/** Numbers that were made up: no code of a place, and nobody answers. */
const madeUp = "555";
const placeless = new Set(placelessCodes.split(" "));

const regionsByCode = new Map<string, string[]>();
for (const [region, codes] of Object.entries(areaCodes))
  for (const code of codes.split(" ")) regionsByCode.set(code, [...(regionsByCode.get(code) ?? []), region]);

function placesOfAreaCode(code: string): readonly Place[] {
  if (code === madeUp) return [];
  const regions = placeless.has(code) ? [] : (regionsByCode.get(code) ?? []);
  if (regions.length === 0) return anywhere;
  const [own] = regions.length === 1 ? [areaCodeZones[code]] : [];
  return regions.map((region) => ({ region, zones: own ?? zonesIn(region) }));
}

function zonesIn(region: string): readonly string[] {
  return regionZones[region] ?? zonesBeside[region] ?? zonesOfCountry(region);
}

/** Toll-free and unknown codes: anywhere in the states. */
const anywhere: readonly Place[] = Object.keys(regionZones)
  .filter((region) => region.startsWith("US-"))
  .map((region) => ({ region, zones: zonesIn(region) }));
