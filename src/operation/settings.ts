import * as z from "zod";
import { isZone } from "#platform/zone.ts";

interface Setting<T> {
  schema: z.ZodType<T>;
  initial: T;
  meaning: string;
}

const setting = <T>(schema: z.ZodType<T>, initial: NoInfer<T>, meaning: string): Setting<T> => ({
  schema,
  initial,
  meaning,
});

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 08:00");
const day = z.object({ open: time, close: time }).nullable();
const count = (max: number) => z.int().min(1).max(max);
const days = z.int().min(0).max(36_500);

/** Everything about the business that its owner decides, with what holds until then. */
export const settingTable = {
  "business.name": setting(z.string().min(1).max(120), "My business", "What customers call you."),
  "business.zone": setting(
    z.string().refine(isZone, "an IANA time zone such as America/Chicago"),
    "UTC",
    "Time zone of your days, hours and of every time an assistant reads.",
  ),
  "business.region": setting(
    z.string().regex(/^[A-Z]{2}$/, "a two-letter country such as US"),
    "US",
    "Country that phone numbers without a country code belong to.",
  ),
  "business.currency": setting(
    z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code such as USD"),
    "USD",
    "Currency of your invoices.",
  ),
  "business.hours": setting(
    z.object({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
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
  "business.holidays": setting(z.array(z.iso.date()).max(400), [], "Dates you are closed."),
  "business.properties": setting(
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
    [],
    "Places you look after: id, name, address, and the line that belongs to each.",
  ),
  "business.categories": setting(
    z.array(z.string().min(1).max(60)).max(50),
    ["general", "billing", "maintenance", "booking", "emergency"],
    "What tickets are about.",
  ),
  "business.owner_numbers": setting(
    z.array(z.string().min(3).max(30)).max(10),
    [],
    "Your own numbers, for notices.",
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
    z.string().max(60),
    "",
    "What a caller is told about when somebody gets in touch, such as 2 hours; nothing where it is empty.",
  ),
  "permissions.after_untrusted": setting(
    z.enum(["raise", "ask", "off"]),
    "raise",
    "After an app has read a customer’s words, new numbers, links, money and exports: raise asks for one level more, ask for a person, off for nothing.",
  ),
  "permissions.untrusted_minutes": setting(
    count(1440),
    30,
    "Minutes for which a customer’s words count as just read.",
  ),
  "permissions.stopped": setting(
    z.boolean(),
    false,
    "True while everything is stopped: apps read, and nothing is written or sent.",
  ),
  "windows.same_text_minutes": setting(
    z.int().min(0).max(1440),
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
