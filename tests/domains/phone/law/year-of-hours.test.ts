import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import moment from "moment-timezone";
import { regionZones } from "#domains/phone/law/area-codes.ts";
import { callingHours } from "#domains/phone/law/calling-hours.ts";
import { type Contacting, contactBlock, type Recipient } from "#domains/phone/law/contact-block.ts";
import { placesOf } from "#domains/phone/law/whereabouts.ts";
import { settingsOf } from "#operation/settings.ts";

/*
 * What is right is worked out here a second time, minute by minute, from the data of callingHours alone: nothing of
 * contact-hours.ts is called. A minute is open when it is in every place's hours there.
 */

const initial = { "business.zone": "UTC", "windows.quiet_from": "21:00", "windows.quiet_until": "08:00" };
const settingsWith = (changed: Record<string, unknown>) =>
  settingsOf(
    new Map(Object.entries({ ...initial, ...changed }).map(([key, value]) => [key, JSON.stringify(value)])),
  );
let settings = settingsWith({});

/** Until the end of the test, other settings hold. */
function set(changed: Record<string, unknown>) {
  settings = settingsWith(changed);
}
afterEach(() => set({}));

const minute = 60_000;
/** A little more than the year, so that what opens after its end is known too. */
const first = Date.UTC(2026, 9, 31);
const minutes = (Date.UTC(2027, 11, 10) - first) / minute;

type Where = readonly (readonly [region: string, ...zones: string[]])[];

const states: Where = Object.entries(regionZones)
  .filter(([region]) => region.startsWith("US-"))
  .map(([region, zones]) => [region, ...zones]);
const mexico =
  "Bahia_Banderas Cancun Chihuahua Ciudad_Juarez Hermosillo Matamoros Mazatlan Merida Mexico_City Monterrey Ojinaga Tijuana";

/** Vancouver gave up changing its clocks in 2026, which Intl's data may not know yet; all others are read with Intl. */
const readWithMoment = new Set(["America/Vancouver"]);

/** Where each may be, by hand. */
const recipients: Readonly<Record<string, readonly [phone: string, ...where: Where]>> = {
  "New York": ["+12125550142", ["US-NY", "America/New_York"]],
  Chicago: ["+13125550142", ["US-IL", "America/Chicago"]],
  Denver: ["+13035550142", ["US-CO", "America/Denver"]],
  Phoenix: ["+16025550142", ["US-AZ", "America/Phoenix"]],
  "Los Angeles": ["+12135550142", ["US-CA", "America/Los_Angeles"]],
  Honolulu: ["+18085550142", ["US-HI", "Pacific/Honolulu"]],
  Anchorage: ["+19075550142", ["US-AK", "America/Anchorage", "America/Adak"]],
  Miami: ["+13055550142", ["US-FL", "America/New_York"]],
  "the Panhandle": ["+18505550142", ["US-FL", "America/New_York", "America/Chicago"]],
  Austin: ["+15125550142", ["US-TX", "America/Chicago"]],
  "El Paso": ["+19155550142", ["US-TX", "America/Denver"]],
  Evansville: ["+18125550142", ["US-IN", "America/Indiana/Indianapolis", "America/Chicago"]],
  Philadelphia: ["+12155550142", ["US-PA", "America/New_York"]],
  Providence: ["+14015550142", ["US-RI", "America/New_York"]],
  "New Orleans": ["+15045550142", ["US-LA", "America/Chicago"]],
  "Salt Lake City": ["+18015550142", ["US-UT", "America/Denver"]],
  "Sioux Falls": ["+16055550142", ["US-SD", "America/Chicago", "America/Denver"]],
  "San Juan": ["+17875550142", ["PR", "America/Puerto_Rico"]],
  "toll-free": ["+18885550142", ...states],
  Toronto: ["+14165550142", ["CA-ON", "America/Toronto"]],
  Vancouver: ["+16045550142", ["CA-BC", "America/Vancouver"]],
  London: ["+442079460142", ["GB", "Europe/London"]],
  "Mexico City": ["+525512345678", ["MX", ...mexico.split(" ").map((name) => `America/${name}`)]],
  // Nobody has it: it goes by the business's own clock.
  fictional: ["+15555550142"],
};
const business = "America/Chicago";

/** Legal holidays from November 2026 to November 2027, from the calendar. */
const ofTheStates =
  "2026-11-11 2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-19 2027-07-04 2027-09-06 2027-10-11 2027-11-11 2027-11-25".split(
    " ",
  );
const ofOne: Readonly<Record<string, string>> = {
  "US-AL": "2027-04-26 2027-06-07",
  "US-LA": "2026-11-01 2027-01-08 2027-01-19 2027-11-01",
  "US-PA": "2027-06-14",
  "US-RI": "2027-08-09",
  "US-UT": "2027-07-24",
  "CA-BC":
    "2026-11-11 2026-12-25 2027-01-01 2027-02-15 2027-07-01 2027-08-02 2027-09-06 2027-09-30 2027-10-11 2027-11-11",
};

function holidaysOf(region: string): ReadonlySet<string> {
  const own = (ofOne[region] ?? "").split(" ");
  return new Set(region.startsWith("US") ? [...ofTheStates, ...own] : own);
}

/** Minutes past UTC's first minute here to minutes of the local clock, by how far the clock is from UTC then. */
const clocks = new Map<string, Int32Array>();
function clockOf(zone: string): Int32Array {
  const known = clocks.get(zone);
  if (known) return known;
  const eastAt = readWithMoment.has(zone) ? byMoment(zone) : byIntl(zone);
  const clock = new Int32Array(minutes);
  for (let day = 0, east = eastAt(first); day * 1440 < minutes; day++) {
    const next = eastAt(first + (day + 1) * 1440 * minute);
    for (let n = day * 1440; n < (day + 1) * 1440; n++) {
      // By quarters of an hour through a day in which the clock is changed.
      if (next !== east && n % 15 === 0) east = eastAt(first + n * minute);
      clock[n] = n + east;
    }
    east = next;
  }
  clocks.set(zone, clock);
  return clock;
}

function byMoment(zone: string) {
  return (at: number) => moment.tz(at, zone).utcOffset();
}

function byIntl(zone: string) {
  const shown = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  return (at: number) => {
    const part = Object.fromEntries(shown.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const utc = new Date(at);
    const days = (part["day"] ?? 0) - utc.getUTCDate();
    // The neighbouring day, also over the end of a month.
    const day = Math.abs(days) > 1 ? -Math.sign(days) : days;
    return (
      day * 1440 +
      ((part["hour"] ?? 0) - utc.getUTCHours()) * 60 +
      ((part["minute"] ?? 0) - utc.getUTCMinutes())
    );
  };
}

const readClock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const dayOf = (days: number) => new Date(first + days * 1440 * minute);

/** Which local minutes of each local day are open; days and minutes counted from the first. */
type IsOpen = (day: number, minuteOfDay: number) => boolean;

const outsideQuiet: IsOpen = (_, now) => now >= 8 * 60 && now < 21 * 60;

function insideRule({
  weekday,
  saturday,
  sunday,
  closedOnHolidays,
  region,
}: (typeof callingHours)[number]): IsOpen {
  const holidays = closedOnHolidays ? holidaysOf(region) : new Set<string>();
  const days = Array.from({ length: minutes / 1440 + 2 }, (_, n) => {
    const date = dayOf(n - 1);
    if (holidays.has(date.toISOString().slice(0, 10))) return undefined;
    const text =
      [sunday, weekday, weekday, weekday, weekday, weekday, saturday][date.getUTCDay()] ?? undefined;
    return text === undefined
      ? undefined
      : ([readClock(text.slice(0, 5)), readClock(text.slice(6))] as const);
  });
  return (day, now) => {
    const span = days[day + 1];
    return span !== undefined && now >= span[0] && now < span[1];
  };
}

function rulesAt(region: string, channel: "text" | "call") {
  const isState = region.startsWith("US-") || region === "PR";
  const country = isState ? "US" : region.startsWith("CA-") ? "CA" : region;
  return callingHours.filter(
    (rule) => [region, country].includes(rule.region) && rule.channels.includes(channel),
  );
}

/** Whether a minute is in every one of somebody's hours, each by the clock of its zone. */
type Hours = (n: number) => boolean;

function hoursAt(where: Where, channel: "text" | "call" | undefined): Hours {
  const zones = new Set(where.flatMap(([, ...names]) => names));
  if (zones.size === 0) zones.add(business);
  const every = new Map([...zones].map((zone) => [zone, { clock: clockOf(zone), isOpen: outsideQuiet }]));
  for (const [region, ...names] of channel ? where : [])
    for (const rule of rulesAt(region, channel!)) {
      const { weekday, saturday, sunday, closedOnHolidays } = rule;
      const closed = closedOnHolidays ? [...holidaysOf(rule.region)] : [];
      for (const zone of names) {
        const key = [zone, weekday, saturday, sunday, ...closed].join();
        if (!every.has(key)) every.set(key, { clock: clockOf(zone), isOpen: insideRule(rule) });
      }
    }
  const all = [...every.values()];
  return (n) =>
    all.every(({ clock, isOpen }) => {
      const local = clock[n]!;
      const day = Math.floor(local / 1440);
      return isOpen(day, local - day * 1440);
    });
}

/** Says of a minute which is the first from it on that is open; asked from the last one back it looks at each once. */
function openings(isOpen: Hours): (n: number) => number {
  const known = new Map<number, number>();
  return (n) => {
    let at = n;
    while (at < minutes && !isOpen(at) && !known.has(at)) at++;
    const opens = known.get(at) ?? at;
    known.set(n, opens);
    return opens;
  };
}

const cold = { purpose: undefined, wantsMarketing: false, hoursAgo: undefined };
/** Each way of contacting somebody, with whether the law's hours hold for it. */
const ways = {
  cold: { ...cold, isLawful: true },
  transactional: { ...cold, purpose: "transactional", isLawful: false },
  marketing: { ...cold, purpose: "marketing", wantsMarketing: true, isLawful: true },
} as const;
const channels = ["text", "call"] as const;

function verdict(
  phone: string,
  at: number,
  {
    purpose,
    channel = "text",
    isSandbox = false,
    hoursAgo,
    ...to
  }: Partial<Contacting & Recipient> & { hoursAgo?: number | undefined } = {},
) {
  const recipient = {
    ...{ phone, hasOptedOut: false, wantsMarketing: false },
    lastInboundAt: hoursAgo === undefined ? undefined : at - hoursAgo * 60 * minute,
    ...to,
  };
  return contactBlock(recipient, { channel, purpose, at, isSandbox }, settings);
}

const days = (around: string, before = 0, after = 0) => {
  const day = (Date.parse(around) - first) / 1440 / minute;
  return Array.from({ length: before + after + 1 }, (_, n) => day - before + n);
};
const inOrder = (...lists: number[][]) => [...new Set(lists.flat())].sort((one, other) => one - other);
/** Around the changes of the clocks here and in Europe, which is a weekend each time. */
const clockChanges = inOrder(
  days("2026-11-01", 0, 1),
  days("2027-03-14", 1, 1),
  days("2027-03-28", 1, 1),
  days("2027-10-31", 1, 1),
  days("2027-11-07", 1, 1),
);
const eventful = inOrder(
  clockChanges,
  ofTheStates.flatMap((date) => days(date)),
);
/** Where holidays close, the days before are looked at too: what opens then is another day. */
const andEves = (...dates: string[]) =>
  inOrder(
    eventful,
    dates.flatMap((date) => days(date, 1)),
  );
const ownHolidays = (region: string) => (ofOne[region] ?? "").split(" ");

const everyDay = Array.from(
  { length: (Date.UTC(2027, 10, 15) - Date.UTC(2026, 10, 1)) / 1440 / minute },
  (_, n) => n + 1,
);
const daysOf: Readonly<Record<string, number[]>> = {
  ...{ "New York": everyDay, Austin: everyDay, "Mexico City": clockChanges.slice(0, 5) },
  // Every zone of every state is asked: a few days say it all.
  "toll-free": [...days("2027-03-14"), ...days("2027-11-11")],
  Philadelphia: andEves(...ownHolidays("US-PA")),
  Providence: andEves(...ofTheStates, ...ownHolidays("US-RI")),
  "New Orleans": andEves(...ownHolidays("US-LA")),
  "Salt Lake City": andEves(...ownHolidays("US-UT")),
  Vancouver: andEves(...ownHolidays("CA-BC")),
};

/** The minutes of those days at which something opens or closes, and the minutes before. */
function edgesOf(isOpen: Hours, chosen: readonly number[]): number[] {
  const edges: number[] = [];
  for (const day of chosen) {
    let was = isOpen(Math.max(day * 1440 - 1, 0));
    for (let n = day * 1440; n < (day + 1) * 1440; n++) {
      const is = isOpen(n);
      if (is !== was) edges.push(n - 1, n);
      was = is;
    }
  }
  return edges;
}

const told = (at: number) => (Number.isNaN(at) ? "never" : new Date(at).toISOString());

describe("a year of edges", () => {
  beforeEach(() => set({ "business.zone": business }));

  test.each(Object.keys(recipients))("is read for %s as it is minute by minute", (name) => {
    const [phone, ...where] = recipients[name]!;
    const wrong: string[] = [];
    let compared = 0;
    const byOwner = hoursAt(where, undefined);
    for (const channel of channels) {
      const byLaw = hoursAt(where, channel);
      const own = daysOf[name] ?? eventful;
      const chosen = own === everyDay && channel === "call" ? eventful : own;
      const edges = new Set([...edgesOf(byLaw, chosen), ...edgesOf(byOwner, chosen)]);
      expect(edges.size).toBeGreaterThanOrEqual(4 * (chosen.length - 3));
      for (const day of chosen) edges.add(day * 1440 + ((day * 397) % 1440));
      const [opensByLaw, opensByOwner] = [openings(byLaw), openings(byOwner)];
      for (const n of [...edges].sort((one, other) => other - one)) {
        const at = first + n * minute;
        for (const [way, { isLawful, ...how }] of Object.entries(ways)) {
          const opens = isLawful ? opensByLaw(n) : opensByOwner(n);
          const block = verdict(phone, at, { ...how, channel });
          const said = block ? Date.parse(block.detail.nextAllowedAt ?? "") : at;
          compared++;
          if (said !== first + opens * minute)
            wrong.push(`${way} ${channel} ${told(at)}: ${told(said)}, not ${told(first + opens * minute)}`);
        }
        compared++;
        if (verdict(phone, at, { purpose: "conversational", channel, hoursAgo: 0.5 }))
          wrong.push(`answer ${at}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(compared).toBeGreaterThan(75);
  });
});

describe("where a number may be", () => {
  test.each(Object.entries(recipients))("is known of %s", (_, [phone, ...where]) => {
    expect(placesOf(phone).map(({ region, zones }) => [region, ...zones])).toEqual(
      where.map((each) => [...each]),
    );
  });
});

const newYork = "+12125550142";
const chicago = "+13125550142";
const austin = "+15125550142";
const tollFree = "+18885550142";
const utc = (text: string) => Date.parse(`${text}Z`);
type How = Parameters<typeof verdict>[2];

/** "allowed", or the time from which it would be, as it is told. */
function saidOf(phone: string, at: string, how: How = {}): string | undefined {
  const block = verdict(phone, utc(at), how);
  if (block) expect(block.code).toBe("BLOCKED");
  return block ? block.detail.nextAllowedAt : "allowed";
}

const transactional = { purpose: "transactional" } as const;

describe("literal hours", () => {
  type Row = [what: string, phone: string, at: string, said: string, how?: How];
  const next = (time: string) => `${time}:00.000+00:00`;
  const rows: readonly Row[] = [
    ["20:59 in New York on the evening clocks go back", newYork, "2026-11-02T01:59", "allowed"],
    [
      "21:00 that evening is two in the morning of UTC",
      newYork,
      "2026-11-02T02:00",
      next("2026-11-02T13:00"),
    ],
    ["21:00 the evening before is one", newYork, "2026-11-01T01:00", next("2026-11-01T13:00")],
    ["7:59 in New York that morning", newYork, "2026-11-01T12:59", next("2026-11-01T13:00")],
    ["8:00 by the clock, nine by yesterday's", newYork, "2026-11-01T13:00", "allowed"],
    ["the second 1:30 of that night", newYork, "2026-11-01T06:30", next("2026-11-01T13:00")],
    ["7:59 in Chicago on the morning they go forward", chicago, "2027-03-14T12:59", next("2027-03-14T13:00")],
    ["8:00 that morning is 13:00 UTC", chicago, "2027-03-14T13:00", "allowed"],
    ["21:00 that evening is 2:00 UTC", chicago, "2027-03-15T02:00", next("2027-03-15T13:00")],
    ["20:59 that evening", chicago, "2027-03-15T01:59", "allowed"],
    ["21:00 in Chicago the evening before", chicago, "2027-03-14T03:00", next("2027-03-14T13:00")],
    ["8:00 in Phoenix, which has no summer time", "+16025550142", "2027-07-01T15:00", "allowed"],
    ["7:59 in Phoenix", "+16025550142", "2027-07-01T14:59", next("2027-07-01T15:00")],
    ["8:00 in Honolulu", "+18085550142", "2027-07-01T18:00", "allowed"],
    ["20:59 in Honolulu is the next day's 6:59 UTC", "+18085550142", "2027-07-02T06:59", "allowed"],
    ["Texas on a Sunday at ten", austin, "2026-11-29T16:00", next("2026-11-29T18:00")],
    ["Texas on a Sunday at 11:59", austin, "2026-11-29T17:59", next("2026-11-29T18:00")],
    ["Texas on a Sunday at noon", austin, "2026-11-29T18:00", "allowed"],
    ["Texas on a Sunday at ten, about a booking", austin, "2026-11-29T16:00", "allowed", transactional],
    ["Texas on a Monday at 8:30", austin, "2026-11-30T14:30", next("2026-11-30T15:00")],
    ["Texas on a Saturday at 21:00: Sunday at noon", austin, "2026-11-29T03:00", next("2026-11-29T18:00")],
    ["El Paso at noon of Austin's Sunday", "+19155550142", "2026-11-29T18:00", next("2026-11-29T19:00")],
    ["Florida at 20:30", "+13055550142", "2026-12-01T01:30", next("2026-12-01T13:00")],
    ["Florida at 19:59", "+13055550142", "2026-12-01T00:59", "allowed"],
    ["Florida at 20:30, about a booking", "+13055550142", "2026-12-01T01:30", "allowed", transactional],
    [
      "two zones: 8:30 in the one, 7:30 in the other",
      "+18505550142",
      "2026-11-30T13:30",
      next("2026-11-30T14:00"),
    ],
    ["two zones: 9:00 and 8:00", "+18505550142", "2026-11-30T14:00", "allowed"],
    ["two zones: 20:00 and 19:00", "+18505550142", "2026-12-01T01:00", next("2026-12-01T14:00")],
    ["two zones: 19:59 and 18:59", "+18505550142", "2026-12-01T00:59", "allowed"],
    // Hawaii opens last, Rhode Island closes first for texts, Maine for calls.
    ["toll-free at ten in New York", tollFree, "2026-11-30T15:00", next("2026-11-30T18:00")],
    ["toll-free at eight in Honolulu", tollFree, "2026-11-30T18:00", "allowed"],
    ["toll-free at 17:59 in Providence", tollFree, "2026-11-30T22:59", "allowed"],
    ["toll-free at 18:00 in Providence", tollFree, "2026-11-30T23:00", next("2026-12-01T18:00")],
    ["a call toll-free at 16:59 in Maine", tollFree, "2026-11-30T21:59", "allowed", { channel: "call" }],
    [
      "a call toll-free at 17:00 in Maine",
      tollFree,
      "2026-11-30T22:00",
      next("2026-12-01T18:00"),
      { channel: "call" },
    ],
    ["toll-free on a Friday evening: South Dakota", tollFree, "2026-12-04T23:00", next("2026-12-07T18:00")],
    ["toll-free on Thanksgiving: Friday", tollFree, "2026-11-26T19:00", next("2026-11-27T18:00")],
    [
      "toll-free about a booking at 20:59 in New York",
      tollFree,
      "2026-12-01T01:59",
      "allowed",
      transactional,
    ],
    [
      ...(["toll-free about a booking at 21:00 in New York", tollFree, "2026-12-01T02:00"] as const),
      ...([next("2026-12-01T18:00"), transactional] as const),
    ],
    [
      "Providence at 17:30 on a Saturday: Monday",
      "+14015550142",
      "2026-12-05T22:30",
      next("2026-12-07T14:00"),
    ],
    [
      "Salt Lake City on Pioneer Day, a Saturday: Monday",
      "+18015550142",
      "2027-07-24T18:00",
      next("2027-07-26T14:00"),
    ],
    ["New York on Thanksgiving, which closes nothing there", newYork, "2026-11-26T15:00", "allowed"],
    ["Toronto at 18:00 on a Saturday", "+14165550142", "2026-12-05T23:00", next("2026-12-06T15:00")],
    ["Toronto at 20:59 on a Friday", "+14165550142", "2026-12-05T01:59", "allowed"],
    ["London at 20:59, with no law that is known", "+442079460142", "2027-07-01T19:59", "allowed"],
    ["London at 21:00", "+442079460142", "2027-07-01T20:00", next("2027-07-02T07:00")],
    [
      "a number that nobody has goes by the business's clock",
      "+15555550142",
      "2026-11-30T07:59",
      next("2026-11-30T08:00"),
    ],
    ["and no law", "+15555550142", "2026-11-29T08:00", "allowed"],
  ];
  test.each(rows.map((row) => [row[0], row] as const))("%s", (_, [, phone, at, said, how]) => {
    expect(saidOf(phone, at, how)).toBe(said);
  });

  test("go by the second: 7:59:59.999 is too early, and 20:59:59.999 in time", () => {
    expect(saidOf(newYork, "2026-11-30T12:59:59.999")).toBe("2026-11-30T13:00:00.000+00:00");
    expect(saidOf(newYork, "2026-12-01T01:59:59.999")).toBe("allowed");
  });

  test.each([
    ["2026-11-11", "2026-11-12", "Remembrance Day"],
    ["2026-12-25", "2026-12-26", "Christmas Day"],
    ["2027-01-01", "2027-01-02", "New Year's Day"],
    ["2027-02-15", "2027-02-16", "Family Day"],
    ["2027-07-01", "2027-07-02", "Canada Day"],
    ["2027-08-02", "2027-08-03", "British Columbia Day"],
    ["2027-09-06", "2027-09-07", "Labour Day"],
    ["2027-09-30", "2027-10-01", "Truth and Reconciliation"],
    ["2027-10-11", "2027-10-12", "Thanksgiving"],
  ])("Vancouver is closed on %s until %s: %s", (date, after) => {
    expect(saidOf("+16045550142", `${date}T20:00`)).toStartWith(after);
    expect(saidOf("+16045550142", `${date}T20:00`, transactional)).toBe("allowed");
  });
});

describe("the time from which it would be allowed", () => {
  test.each([
    [
      "America/New_York",
      "2027-03-14T03:00",
      "2027-03-14T08:00:00.000-04:00",
      "of the summer that begins that night",
    ],
    [
      "America/New_York",
      "2026-11-01T02:00",
      "2026-11-01T08:00:00.000-05:00",
      "of the winter that begins that night",
    ],
    ["America/Los_Angeles", "2026-11-30T03:00", "2026-11-30T05:00:00.000-08:00", "three hours earlier"],
    ["Europe/Berlin", "2026-11-30T03:00", "2026-11-30T14:00:00.000+01:00", "six hours later"],
    ["Asia/Kolkata", "2026-11-30T03:00", "2026-11-30T18:30:00.000+05:30", "with half an hour"],
    ["Pacific/Auckland", "2026-11-30T03:00", "2026-12-01T02:00:00.000+13:00", "on the next day"],
    ["UTC", "2026-11-30T03:00", "2026-11-30T13:00:00.000+00:00", "without an offset"],
  ])("is told by the clock of a business in %s", (zone, at, said) => {
    set({ "business.zone": zone });
    expect(saidOf(newYork, at)).toBe(said);
    expect(verdict(newYork, utc(at))?.detail.next).toContain(`Send it at ${said} or later`);
    expect(verdict(newYork, utc(at), { channel: "call" })?.detail.next).toBe(`Call at ${said} or later.`);
  });

  test("is itself allowed, and the minute before it is not", () => {
    let told = 0;
    for (const [phone] of Object.values(recipients)) {
      const said = verdict(phone, utc("2026-12-24T04:00"))?.detail.nextAllowedAt;
      if (said === undefined) continue;
      told++;
      expect(verdict(phone, Date.parse(said))).toBeUndefined();
      expect(verdict(phone, Date.parse(said) - 1)?.detail.nextAllowedAt).toBe(said);
    }
    expect(told).toBeGreaterThan(15);
  });
});

const setQuiet = (from: string, until: string) =>
  set({ "windows.quiet_from": from, "windows.quiet_until": until });

describe("the owner's quiet hours", () => {
  type Row = [
    ...[from: string, until: string, what: string, phone: string, at: string, said: string],
    how?: How,
  ];
  const next = (time: string) => `${time}:00.000+00:00`;
  const rows: readonly Row[] = [
    ["02:00", "06:00", "1:59 is allowed", newYork, "2026-11-30T06:59", "allowed", transactional],
    ["02:00", "06:00", "2:00 is not", newYork, "2026-11-30T07:00", next("2026-11-30T11:00"), transactional],
    ["02:00", "06:00", "5:59 is not", newYork, "2026-11-30T10:59", next("2026-11-30T11:00"), transactional],
    ["02:00", "06:00", "6:00 is allowed", newYork, "2026-11-30T11:00", "allowed", transactional],
    ["02:00", "06:00", "midnight is allowed", newYork, "2026-11-30T05:00", "allowed", transactional],
    ["02:00", "06:00", "23:59 is allowed", newYork, "2026-11-30T04:59", "allowed", transactional],
    [
      "02:00",
      "06:00",
      "3:00 when there is no 2:00",
      newYork,
      "2027-03-14T07:00",
      next("2027-03-14T10:00"),
      transactional,
    ],
    ["02:00", "06:00", "1:59 when there is no 2:00", newYork, "2027-03-14T06:59", "allowed", transactional],
    ["02:00", "06:00", "the law's still hold", newYork, "2026-11-30T06:59", next("2026-11-30T13:00")],
    ["12:00", "13:00", "noon is not", newYork, "2026-11-30T17:00", next("2026-11-30T18:00"), transactional],
    ["12:00", "13:00", "11:59 is allowed", newYork, "2026-11-30T16:59", "allowed"],
    ["12:00", "13:00", "nor is it by the law", newYork, "2026-11-30T17:00", next("2026-11-30T18:00")],
    ["00:00", "08:00", "23:59 is allowed", newYork, "2026-11-30T04:59", "allowed", transactional],
    [
      "00:00",
      "08:00",
      "midnight is not",
      newYork,
      "2026-11-30T05:00",
      next("2026-11-30T13:00"),
      transactional,
    ],
    ["21:00", "00:00", "midnight is allowed", newYork, "2026-11-30T05:00", "allowed", transactional],
    ["21:00", "00:00", "23:59 is not", newYork, "2026-11-30T04:59", next("2026-11-30T05:00"), transactional],
    [
      "21:00",
      "00:00",
      "no midnight in Cairo",
      "+20223456789",
      "2027-04-29T20:00",
      next("2027-04-29T22:00"),
      transactional,
    ],
    ["00:00", "00:00", "equal are none", newYork, "2026-11-30T08:00", "allowed", transactional],
    [
      "21:00",
      "21:00",
      "equal are none, at that minute too",
      newYork,
      "2026-11-30T02:00",
      "allowed",
      transactional,
    ],
    ["21:00", "21:00", "but the law has its own", newYork, "2026-11-30T02:00", next("2026-11-30T13:00")],
    ["21:00", "21:00", "none and no law", "+442079460142", "2026-11-30T03:00", "allowed"],
    [
      "18:00",
      "10:00",
      "stricter than the law in the morning",
      newYork,
      "2026-11-30T14:59",
      next("2026-11-30T15:00"),
    ],
    [
      "18:00",
      "10:00",
      "stricter than the law in the evening",
      newYork,
      "2026-11-30T23:00",
      next("2026-12-01T15:00"),
    ],
    [
      "18:00",
      "10:00",
      "stricter, about a booking",
      newYork,
      "2026-11-30T23:00",
      next("2026-12-01T15:00"),
      transactional,
    ],
    ["23:00", "06:00", "laxer than the law", newYork, "2026-11-30T11:30", next("2026-11-30T13:00")],
    [
      "23:00",
      "06:00",
      "laxer than the law in the evening",
      newYork,
      "2026-11-30T02:30",
      next("2026-11-30T13:00"),
    ],
    ["23:00", "06:00", "laxer, about a booking", newYork, "2026-11-30T11:30", "allowed", transactional],
    ["23:00", "06:00", "laxer than Florida's", "+13055550142", "2026-12-01T01:30", next("2026-12-01T13:00")],
    [
      "22:00",
      "02:30",
      "a clock that skips 2:30 opens at three",
      newYork,
      "2027-03-14T06:00",
      next("2027-03-14T07:00"),
      transactional,
    ],
    [
      "22:00",
      "01:30",
      "of two 1:30 the first opens",
      newYork,
      "2026-11-01T05:29",
      next("2026-11-01T05:30"),
      transactional,
    ],
    [
      "22:00",
      "01:30",
      "and it is quiet once more at the second 1:15",
      newYork,
      "2026-11-01T06:15",
      next("2026-11-01T06:30"),
      transactional,
    ],
    ["22:00", "01:30", "until the second 1:30", newYork, "2026-11-01T06:30", "allowed", transactional],
  ];
  test.each(rows.map((row) => [`from ${row[0]} until ${row[1]}: ${row[2]}`, row] as const))(
    "%s",
    (_, row) => {
      const [from, until, , phone, at, said, how] = row;
      setQuiet(from, until);
      expect(saidOf(phone, at, how)).toBe(said);
    },
  );

  test("that never meet the law's leave no time, and say so", () => {
    // Open from 20:00 until 8:00, where Rhode Island's law allows 9:00 to 18:00.
    setQuiet("08:00", "20:00");
    for (const at of ["2026-11-30T15:00", "2026-12-01T02:00"]) {
      const block = verdict("+14015550142", utc(at));
      expect(block?.code).toBe("BLOCKED");
      expect(block?.detail).toEqual({ next: "Answer when they write, or let them call you." });
    }
    expect(saidOf("+14015550142", "2026-12-01T02:00", transactional)).toBe("allowed");
  });

  test("are kept in every zone of a country that has several", () => {
    // 8:00 in Tijuana is 16:00 UTC, 21:00 in Cancún is 2:00 UTC.
    expect(saidOf("+525512345678", "2026-11-30T15:59")).toBe("2026-11-30T16:00:00.000+00:00");
    expect(saidOf("+525512345678", "2026-11-30T16:00")).toBe("allowed");
    expect(saidOf("+525512345678", "2026-12-01T01:59")).toBe("allowed");
    expect(saidOf("+525512345678", "2026-12-01T02:00")).toBe("2026-12-01T16:00:00.000+00:00");
  });
});

const night = "2026-11-30T08:00";
const purposes = [undefined, "transactional", "conversational", "marketing"] as const;

describe("who is excused", () => {
  test("an answer has no hours for a day after their last word, by a call for an hour, and none after it", () => {
    const how = (before: number) =>
      ({ purpose: "conversational", lastInboundAt: utc(night) - before }) as const;
    for (const channel of channels) {
      const window = (channel === "text" ? 24 * 60 : 60) * minute;
      expect(saidOf(newYork, night, { ...how(0), channel })).toBe("allowed");
      expect(saidOf(newYork, night, { ...how(window - 1), channel })).toBe("allowed");
      expect(saidOf(newYork, night, { ...how(window), channel })).toBe("2026-11-30T13:00:00.000+00:00");
    }
    expect(saidOf(newYork, night, { purpose: undefined, hoursAgo: 1 })).toBe("allowed");
  });

  test("selling is no answer", () => {
    const selling = { purpose: "marketing", wantsMarketing: true, hoursAgo: 1 } as const;
    expect(saidOf(newYork, night, selling)).toBe("2026-11-30T13:00:00.000+00:00");
    expect(saidOf(newYork, "2026-11-30T15:00", { ...selling, wantsMarketing: false })).toBeUndefined();
  });

  test("selling takes consent at any hour, and consent keeps the law's hours", () => {
    for (const at of [night, "2026-11-30T15:00"])
      for (const channel of channels)
        expect(verdict(newYork, utc(at), { purpose: "marketing", channel })?.detail.next).toContain(
          "consent_record",
        );
    const agreed = { purpose: "marketing", wantsMarketing: true } as const;
    expect(saidOf("+13055550142", "2026-12-01T01:30", agreed)).toBe("2026-12-01T13:00:00.000+00:00");
    expect(saidOf("+13055550142", "2026-12-01T00:59", agreed)).toBe("allowed");
  });

  test("the sandbox's line has no hours, but takes consent and hears stop", () => {
    for (const purpose of purposes) {
      const how = { purpose, isSandbox: true, wantsMarketing: true };
      expect(saidOf(newYork, night, how)).toBe("allowed");
      expect(verdict(newYork, utc(night), { ...how, hasOptedOut: true })?.code).toBe("BLOCKED");
    }
    const selling = { purpose: "marketing", isSandbox: true } as const;
    expect(verdict(newYork, utc(night), selling)?.code).toBe("BLOCKED");
  });

  test("whoever said stop is blocked at any hour, whatever for, and is told no time", () => {
    for (let hour = 0; hour < 24; hour++)
      for (const channel of channels)
        for (const purpose of purposes)
          for (const hoursAgo of [undefined, 1]) {
            const how = { channel, purpose, hoursAgo, hasOptedOut: true, wantsMarketing: true };
            const block = verdict(newYork, utc("2026-11-30T00:00") + hour * 60 * minute, how);
            expect(block?.code).toBe("BLOCKED");
            expect(block?.detail.nextAllowedAt).toBeUndefined();
            expect(block?.message).toContain("has asked");
          }
  });

  test("what the desk itself owes somebody, such as the word that it has heard the stop, goes out", () => {
    const how = { purpose: "notice", hasOptedOut: true } as const;
    expect(saidOf(newYork, night, how)).toBe("allowed");
  });

  test("the business's own numbers that have written need no hours and no consent, but their stop counts", () => {
    set({ "business.owner_numbers": ["+1 212 555 0142"] });
    for (const purpose of purposes)
      for (const channel of channels) {
        const how = { purpose, channel, hoursAgo: 24 * 90 };
        expect(saidOf(newYork, night, how)).toBe("allowed");
        expect(verdict(newYork, utc(night), { ...how, hasOptedOut: true })?.code).toBe("BLOCKED");
        expect(verdict(newYork, utc(night), { ...how, hoursAgo: undefined })?.code).toBe("BLOCKED");
        expect(verdict(chicago, utc(night), how)?.code).toBe("BLOCKED");
      }
  });
});
