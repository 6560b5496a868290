import { describe, expect, test } from "bun:test";
import parsePhoneNumber, { type CountryCode, getCountries } from "libphonenumber-js/max";
import moment from "moment-timezone";
import { areaCodes, areaCodeZones, placelessCodes, regionZones } from "#domains/phone/law/area-codes.ts";
import { callingHours, type HoursRule, holidayRules } from "#domains/phone/law/calling-hours.ts";
import { placesOf } from "#domains/phone/law/whereabouts.ts";

const codesOf = (text: string) => text.split(" ");
const placeless = codesOf(placelessCodes);
const regions = Object.keys(areaCodes);
const regionsOf = (code: string) => regions.filter((region) => codesOf(areaCodes[region]!).includes(code));
const everyCode = [...new Set(Object.values(areaCodes).flatMap(codesOf))];
/** A number of that code in one spelling; its exchange is one that all of them have. */
const numberOf = (code: string) => `+1${code}2345678`;

const readClock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
function readSpan(text: string): readonly [from: number, until: number] {
  const [from = "", until = ""] = text.split("-");
  return [readClock(from), readClock(until)];
}
const days = ["weekday", "saturday", "sunday"] as const;

describe("area codes", () => {
  test("are three digits as the plan gives them out", () => {
    for (const code of [...everyCode, ...placeless]) expect(code).toMatch(/^[2-9](?!11|9\d)\d\d$/);
    expect(everyCode).not.toContain("555");
    expect(placeless).not.toContain("555");
  });

  test("stand once in a region, in order", () => {
    for (const region of regions) {
      const codes = codesOf(areaCodes[region]!);
      expect([region, ...codes]).toEqual([region, ...new Set([...codes].sort())]);
    }
    expect(placeless.length).toBe(new Set(placeless).size);
  });

  test("stand in one region each, but for the three that provinces share", () => {
    const shared = everyCode.filter((code) => regionsOf(code).length > 1).sort();
    expect(shared).toEqual(["782", "867", "902"]);
    expect(regionsOf("902")).toEqual(["CA-NS", "CA-PE"]);
    expect(regionsOf("867")).toEqual(["CA-NT", "CA-NU", "CA-YT"]);
  });

  test("that are not bound to any place stand in no region, and go by every state", () => {
    const states = Object.keys(regionZones).filter((region) => region.startsWith("US-"));
    for (const code of placeless) {
      expect([code, ...regionsOf(code)]).toEqual([code]);
      expect(placesOf(numberOf(code)).map(({ region }) => region)).toEqual(states);
    }
    for (const code of codesOf("800 888 877 866 855 844 833 900 700 710 600"))
      expect(placeless).toContain(code);
  });

  test("are all that libphonenumber knows, in the country it knows them in", () => {
    const missing: string[] = [];
    const elsewhere: string[] = [];
    for (let number = 200; number < 1000; number++) {
      const code = String(number);
      const country = countryOf(code);
      if (country === undefined || code === "555") continue;
      if (placeless.includes(code)) continue;
      const mine = regionsOf(code).map((region) => region.split("-")[0]);
      if (mine.length === 0) missing.push(code);
      else if (country !== "any" && !mine.includes(country)) elsewhere.push(`${code} ${country} ${mine}`);
    }
    expect({ missing, elsewhere }).toEqual({ missing: [], elsewhere: [] });
  });

  test.each([
    ["212", "US-NY"],
    ["312", "US-IL"],
    ["213", "US-CA"],
    ["512", "US-TX"],
    ["305", "US-FL"],
    ["202", "US-DC"],
    ["907", "US-AK"],
    ["808", "US-HI"],
    ["405", "US-OK"],
    ["410", "US-MD"],
    ["206", "US-WA"],
    ["307", "US-WY"],
    ["401", "US-RI"],
    ["605", "US-SD"],
    ["787", "PR"],
    ["671", "GU"],
    ["340", "VI"],
    ["684", "AS"],
    ["670", "MP"],
    ["416", "CA-ON"],
    ["604", "CA-BC"],
    ["514", "CA-QC"],
    ["876", "JM"],
    ["345", "KY"],
    ["664", "MS"],
  ])("%s is in %s", (code, region) => {
    expect(placesOf(numberOf(code)).map((place) => place.region)).toEqual([region]);
  });
});

/** The country that a number of the code is valid in; "any" for one that is valid without a place of its own. */
function countryOf(code: string): CountryCode | "any" | undefined {
  for (const rest of ["2345678", "3456789", "4567890", "2002000"]) {
    const number = parsePhoneNumber(`+1${code}${rest}`);
    if (!number?.isValid()) continue;
    return number.getType()?.startsWith("FIXED_LINE") ? (number.country ?? "any") : "any";
  }
  return undefined;
}

describe("zones", () => {
  const named = new Set([...Object.values(regionZones).flat(), ...Object.values(areaCodeZones).flat()]);

  test("are known, to moment and to Intl", () => {
    for (const zone of named) {
      expect([zone, moment.tz.zone(zone) !== null]).toEqual([zone, true]);
      expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
    }
  });

  test("are named for every region that has codes, once each, and for no other", () => {
    expect(Object.keys(regionZones).sort()).toEqual([...regions].sort());
    for (const [region, zones] of Object.entries(regionZones)) {
      expect([region, zones.length > 0]).toEqual([region, true]);
      expect([region, ...zones]).toEqual([region, ...new Set(zones)]);
    }
  });

  test("are those of the fifty states and the District, of the territories and the provinces", () => {
    const states = regions.filter((region) => region.startsWith("US-"));
    expect(states.length).toBe(51);
    expect(regions.filter((region) => region.startsWith("CA-")).length).toBe(13);
    for (const region of regions) expect(region).toMatch(/^(US|CA)-[A-Z]{2}$|^[A-Z]{2}$/);
    for (const region of regions.filter((each) => each.length === 2))
      expect(getCountries()).toContain(region as CountryCode);
  });

  test("of a small country are the country's own", () => {
    for (const region of regions.filter((each) => each.length === 2)) {
      const own = moment.tz.zonesForCountry(region) ?? [];
      for (const zone of regionZones[region]!) expect([region, ...own]).toContain(zone);
    }
  });

  test("of a code are some of its region's, and those of a shared code all of them", () => {
    for (const [code, zones] of Object.entries(areaCodeZones)) {
      const of = regionsOf(code);
      expect([code, of.length > 0]).toEqual([code, true]);
      const all = new Set(of.flatMap((region) => regionZones[region]!));
      for (const zone of zones) expect([code, ...all]).toContain(zone);
      expect([code, ...zones]).toEqual([code, ...new Set(zones)]);
      if (of.length > 1) expect([...zones].sort()).toEqual([...all].sort());
    }
  });

  test("are named for every code of a region with several", () => {
    for (const region of regions.filter((each) => regionZones[each]!.length > 1))
      for (const code of codesOf(areaCodes[region]!))
        expect([region, code, areaCodeZones[code] !== undefined]).toEqual([region, code, true]);
  });

  test("of every region are those of a code there: none is named for nobody", () => {
    for (const [region, zones] of Object.entries(regionZones)) {
      const used = new Set(codesOf(areaCodes[region]!).flatMap((code) => areaCodeZones[code] ?? zones));
      expect([region, ...zones.filter((zone) => !used.has(zone))]).toEqual([region]);
    }
  });
});

const regionExists = (region: string) =>
  region === "US" || region === "CA" || Object.hasOwn(areaCodes, region);

describe("rules of hours", () => {
  test.each(callingHours.map((rule) => [rule.region, rule.source, rule] as const))(
    "of %s read well: %s",
    (region, source, rule) => {
      expect(regionExists(region)).toBeTrue();
      expect(source.trim().length).toBeGreaterThan(5);
      expect(["http:", "https:"]).toContain(new URL(rule.url).protocol);
      expect(rule.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(moment.utc(rule.asOf, "YYYY-MM-DD", true).isValid()).toBeTrue();
      expect(rule.channels.length).toBe(new Set(rule.channels).size);
      expect(rule.channels.length).toBeGreaterThan(0);
      for (const channel of rule.channels) expect(["text", "call"]).toContain(channel);
      expect(days.some((day) => rule[day] !== null)).toBeTrue();
      for (const day of days) {
        const text = rule[day];
        if (text === null) continue;
        expect(text).toMatch(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$/);
        const [from, until] = readSpan(text);
        expect(from).toBeLessThan(until);
        expect(until).toBeLessThanOrEqual(1440);
      }
      // What was not read at its source says where it was read.
      if (!rule.isChecked) expect(rule.note?.length ?? 0).toBeGreaterThan(10);
    },
  );

  test("are dated no later than the day they were compiled, and none of an earlier year", () => {
    for (const { asOf } of callingHours) {
      expect(asOf > "2026-01-01").toBeTrue();
      expect(asOf.slice(0, 4) >= "2026").toBeTrue();
    }
  });

  test("have one for each country", () => {
    for (const country of ["US", "CA"]) {
      const [rule, ...more] = callingHours.filter(({ region }) => region === country);
      expect(more).toEqual([]);
      expect(rule?.channels).toEqual(["text", "call"]);
    }
  });

  test("of one region and channel do not contradict silently", () => {
    for (const region of new Set(callingHours.map((rule) => rule.region)))
      for (const channel of ["text", "call"] as const) {
        const rules = callingHours.filter(
          (rule) => rule.region === region && rule.channels.includes(channel),
        );
        expect([region, channel, ...rules.map(({ source }) => source)]).toEqual(
          // A law is not named twice.
          [...new Set([region, channel, ...rules.map(({ source }) => source)])],
        );
        if (rules.length < 2) continue;
        // Of several each says what it is about, and on no day one forbids what another allows.
        for (const rule of rules) expect([region, rule.source, rule.note !== undefined]).toContain(true);
        for (const day of days) {
          const closed = rules.filter((rule) => rule[day] === null).length;
          expect([region, day, closed === 0 || closed === rules.length]).toEqual([region, day, true]);
        }
      }
  });

  test.each(regions.filter((region) => region.startsWith("US-") || region.startsWith("CA-")))(
    "of %s leave four hours of every weekday with the owner's own, for either channel",
    (region) => {
      for (const channel of ["text", "call"] as const) {
        const rules = rulesFor(region, channel);
        expect(rules.length).toBeGreaterThan(0);
        const spans = rules.map((rule) => readSpan(rule.weekday ?? "00:00-00:00"));
        const from = Math.max(8 * 60, ...spans.map((span) => span[0]));
        const until = Math.min(21 * 60, ...spans.map((span) => span[1]));
        expect(until - from).toBeGreaterThanOrEqual(4 * 60);
      }
    },
  );

  test.each(["US-FL", "US-OK", "US-MD", "US-WA", "US-WY"])("of %s end texts and calls at 20:00", (region) => {
    for (const channel of ["text", "call"] as const)
      for (const day of days)
        expect(
          Math.min(...rulesFor(region, channel).map((rule) => readSpan(rule[day] ?? "00:00-00:00")[1])),
        ).toBe(20 * 60);
  });

  test("of Texas begin at noon on Sundays", () => {
    expect(callingHours.filter(({ region }) => region === "US-TX").map(({ sunday }) => sunday)).toEqual([
      "12:00-21:00",
    ]);
  });
});

function rulesFor(region: string, channel: "text" | "call"): HoursRule[] {
  return callingHours.filter(
    (rule) => [region, region.slice(0, 2)].includes(rule.region) && rule.channels.includes(channel),
  );
}

describe("holidays", () => {
  test.each(holidayRules.map((rule) => [rule.name, rule] as const))("%s reads well", (name, rule) => {
    expect(name.trim()).toBe(name);
    expect(rule.regions?.length ?? 1).toBeGreaterThan(0);
    for (const region of rule.regions ?? []) expect(regionExists(region)).toBeTrue();
    if ("date" in rule) {
      expect(moment.utc(`2028-${rule.date}`, "YYYY-MM-DD", true).isValid()).toBeTrue();
    } else {
      expect(rule.month).toBeWithin(1, 13);
      expect(rule.weekday).toBeWithin(0, 7);
      expect([1, 2, 3, 4, -1]).toContain(rule.nth);
    }
  });

  test("are named once", () => {
    const names = holidayRules.map(({ name, regions: of }) => `${name} ${of ?? ""}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("of one region are of a region that closes on them", () => {
    const closing = new Set(callingHours.filter((rule) => rule.closedOnHolidays).map(({ region }) => region));
    for (const { regions: of } of holidayRules)
      for (const region of of ?? []) expect([...closing]).toContain(region);
  });

  test("of the United States are the eleven of 5 U.S.C. 6103", () => {
    const whole = holidayRules.filter((rule) => rule.regions === undefined);
    expect(whole.map(({ name }) => name)).toEqual([
      "New Year's Day",
      "Martin Luther King Jr. Day",
      "Presidents' Day",
      "Memorial Day",
      "Juneteenth",
      "Independence Day",
      "Labor Day",
      "Columbus Day",
      "Veterans Day",
      "Thanksgiving Day",
      "Christmas Day",
    ]);
  });
});
