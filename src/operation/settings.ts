import * as z from "zod";
import { isZone } from "#platform/zone.ts";

interface Kind<T> {
  schema: z.ZodType<T>;
  /** What it takes, as it is said to whoever gave something else. */
  takes: string;
}

interface Setting<T> extends Kind<T> {
  initial: T;
  meaning: string;
}

const setting = <T>(kind: Kind<T>, initial: NoInfer<T>, meaning: string): Setting<T> => ({
  ...kind,
  initial,
  meaning,
});

const kind = <T>(takes: string, schema: z.ZodType<T>): Kind<T> => ({ schema, takes });

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 08:00");
const time = kind("a time of day such as 08:00", clockTime);
const day = z
  .object({ open: clockTime, close: clockTime })
  .refine(({ open, close }) => open !== close, "a closing time that is not the opening time")
  .nullable();
const words = (max: number) => kind(`up to ${max} characters`, z.string().max(max));
const count = (max: number) => kind(`a whole number from 1 to ${max}`, z.int().min(1).max(max));
const days = kind("a whole number of days; 0 for without end", z.int().min(0).max(36_500));
const yesOrNo = kind("true or false", z.boolean());

/** Everything about the business that its owner decides, with what holds until then. */
export const settingTable = {
  "business.name": setting(
    kind("1 to 120 characters", z.string().trim().min(1).max(120)),
    "My business",
    "What customers call you.",
  ),
  "business.zone": setting(
    kind("an IANA time zone such as America/Chicago", z.string().refine(isZone, "not a zone")),
    "UTC",
    "Time zone of your days, hours and of every time an assistant reads.",
  ),
  "business.region": setting(
    kind("a country in two letters, such as US", z.string().regex(/^[A-Z]{2}$/, "not a country")),
    "US",
    "Country that phone numbers without a country code belong to.",
  ),
  "business.currency": setting(
    kind("a currency in three letters, such as USD", z.string().regex(/^[A-Z]{3}$/, "not a currency")),
    "USD",
    "Currency of your invoices.",
  ),
  "business.hours": setting(
    kind(
      'days with their times, such as "mon-fri 9:00-17:00, sat 10-14"; days that are left out are closed',
      z.strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
    ),
    {
      mon: { open: "09:00", close: "17:00" },
      tue: { open: "09:00", close: "17:00" },
      wed: { open: "09:00", close: "17:00" },
      thu: { open: "09:00", close: "17:00" },
      fri: { open: "09:00", close: "17:00" },
      sat: null,
      sun: null,
    },
    "Opening hours by weekday; null is closed.",
  ),
  "business.holidays": setting(
    kind("dates, such as 2026-12-25, 2027-01-01", z.array(z.iso.date()).max(400)),
    [],
    "Dates you are closed.",
  ),
  "business.properties": setting(
    kind(
      'a JSON list of places, such as [{"id": "main-st", "name": "Main Street 5"}]',
      z
        .array(
          z.strictObject({
            id: z.string().regex(/^[a-z0-9-]{1,40}$/, "small letters, digits and hyphens"),
            name: z.string().min(1).max(120),
            address: z.string().max(300).optional(),
            line: z.string().max(40).optional(),
          }),
        )
        .max(500)
        .refine(
          (list) => new Set(list.map((each) => each.id)).size === list.length,
          "ids that are all different",
        ),
    ),
    [],
    "Places you look after: id, name, address, and the line that belongs to each.",
  ),
  "business.categories": setting(
    kind("words, such as general, billing, booking", z.array(z.string().trim().min(1).max(60)).max(50)),
    ["general", "billing", "maintenance", "booking", "emergency"],
    "What tickets are about.",
  ),
  "business.owner_numbers": setting(
    kind(
      "numbers, such as +15550109999, +15550109998",
      z
        .array(
          z
            .string()
            .trim()
            .regex(/^[+(]?\d[\d\s().-]{5,28}$/, "not a number"),
        )
        .max(10),
    ),
    [],
    "Your own numbers, for notices.",
  ),
  "business.knows_the_way": setting(
    yesOrNo,
    false,
    "True once the owner has put the list of first steps away.",
  ),
  "limits.reads_per_minute": setting(count(100_000), 600, "Reads one client may make in a minute."),
  "limits.writes_per_minute": setting(count(100_000), 120, "Writes one client may make in a minute."),
  "limits.bulk_without_asking": setting(
    count(5),
    5,
    "Texts one call may send before a person is asked; never more than 5.",
  ),
  "limits.burst_minutes": setting(
    count(1440),
    10,
    "Minutes in which texts and calls to new numbers, and deletions, by whatever app, add up to one bulk.",
  ),
  "limits.new_numbers_per_day": setting(
    count(10_000),
    50,
    "Numbers that may be texted or called in a day, though they had not written or called, before a person is asked.",
  ),
  "limits.handoffs_per_second": setting(
    count(10_000),
    10,
    "Handoffs one voice agent's credential may make in a second, on average.",
  ),
  "limits.handoff_burst": setting(
    count(10_000),
    10,
    "Handoffs one credential may make at once before the average counts.",
  ),
  "helpdesk.response_time": setting(
    words(60),
    "",
    "What a caller is told about when somebody gets in touch, such as 2 hours; nothing where it is empty.",
  ),
  "permissions.after_untrusted": setting(
    kind("raise, ask or off", z.enum(["raise", "ask", "off"])),
    "raise",
    "After an app has read a customer’s words, new numbers, links, money and exports: raise asks for one level more, ask for a person, off for nothing.",
  ),
  "permissions.untrusted_minutes": setting(
    count(1440),
    30,
    "Minutes for which a customer’s words count as just read.",
  ),
  "permissions.recent_minutes": setting(
    count(240),
    15,
    "Minutes for which a sign-in is recent enough to decide what waits.",
  ),
  "permissions.stopped": setting(
    yesOrNo,
    false,
    "True while everything is stopped: apps read, and nothing is written or sent.",
  ),
  "windows.same_text_minutes": setting(
    kind("a whole number from 0 to 1440", z.int().min(0).max(1440)),
    10,
    "Minutes in which the same text to the same number counts as a repeat.",
  ),
  "windows.same_case_hours": setting(
    count(8760),
    24,
    "Hours in which a call from the same number about the same thing joins the open ticket.",
  ),
  "windows.quiet_from": setting(time, "21:00", "From when on no text is sent on its own account."),
  "windows.quiet_until": setting(time, "08:00", "When texts may be sent again."),
  "windows.authorization_hours": setting(
    count(720),
    24,
    "Hours a request waits for a person before it expires.",
  ),
  "backup.every_hours": setting(
    kind("a whole number of hours from 0 to 720; 0 for never by itself", z.int().min(0).max(720)),
    24,
    "Hours between two copies of the database that the desk makes by itself; 0 makes none.",
  ),
  "backup.keep": setting(count(1000), 14, "Copies of the database that are kept; older ones go."),
  "backup.drill_days": setting(
    kind("a whole number of days from 0 to 365; 0 for never by itself", z.int().min(0).max(365)),
    7,
    "Days between two drills, in which the newest copy is restored aside and looked at; 0 makes none.",
  ),
  "retention.audit_days": setting(days, 0, "Days the audit is kept; 0 keeps it."),
  "retention.events_days": setting(
    days,
    90,
    "Days that processed events from providers are kept raw; 0 keeps them.",
  ),
  "retention.transcripts_days": setting(days, 365, "Days that call transcripts are kept; 0 keeps them."),
} as const;

export type SettingKey = keyof typeof settingTable;
export type SettingValue<K extends SettingKey> =
  (typeof settingTable)[K] extends Setting<infer T> ? T : never;

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingTable, key);
}

/** The settings as they are now. */
export interface Settings {
  get<K extends SettingKey>(key: K): SettingValue<K>;
}

/** Settings from stored JSON; a stored value that no longer fits its schema gives way to the initial one. */
export function settingsOf(stored: ReadonlyMap<string, string>): Settings {
  const values = new Map<string, unknown>();
  for (const [key, { schema, initial }] of Object.entries(settingTable)) {
    const text = stored.get(key);
    const parsed = text === undefined ? undefined : schema.safeParse(JSON.parse(text));
    values.set(key, parsed?.success ? parsed.data : initial);
  }
  return { get: <K extends SettingKey>(key: K) => values.get(key) as SettingValue<K> };
}
