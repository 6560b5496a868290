import * as z from "zod";
import { isZone } from "#platform/zone.ts";
import { modelSettings } from "./model-settings.ts";
import { moneySettings } from "./money-settings.ts";
import { officeSettings } from "./office-settings.ts";
import {
  count,
  day,
  kind,
  phoneNumbers,
  type Setting,
  setting,
  time,
  words,
  yesOrNo,
} from "./setting-kinds.ts";
import { spendingSettings } from "./spending-settings.ts";
import { upkeepSettings } from "./upkeep-settings.ts";

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
  "business.owner_numbers": setting(phoneNumbers(10), [], "Your own numbers, for notices."),
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
  "limits.texts_per_contact_per_day": setting(
    count(1000),
    30,
    "Texts one contact may get in a day of the business, over all of their numbers.",
  ),
  "limits.texts_per_day": setting(
    count(100_000),
    1000,
    "Texts that may go out in a day of the business, to everybody together.",
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
  "texts.stop_answer": setting(
    words(300),
    "{{business}}: you will get no more texts from us. Reply START to get them again.",
    "What somebody is told, once, who has asked for no more texts; nothing where it is empty.",
  ),
  "texts.start_answer": setting(
    words(300),
    "{{business}}: you will get our texts again. Reply STOP to end them, HELP for help.",
    "What somebody is told who wants texts again; nothing where it is empty.",
  ),
  "texts.help_answer": setting(
    words(300),
    "{{business}}: call or text {{number}} for help. Msg & data rates may apply. Reply STOP to end texts.",
    "What somebody is told who texts HELP; nothing where it is empty.",
  ),
  "texts.segments_per_second": setting(
    count(100),
    1,
    "Parts of texts that one of your Twilio lines sends in a second; more where your campaign is allowed more.",
  ),
  "calls.ring_numbers": setting(
    phoneNumbers(10),
    [],
    "Phones that ring when a customer calls a Twilio line; your own numbers where none is named.",
  ),
  "calls.ring_seconds": setting(
    kind("a whole number of seconds from 5 to 60", z.int().min(5).max(60)),
    20,
    "Seconds for which they ring before the caller is asked to leave a message.",
  ),
  "calls.whisper": setting(
    words(200),
    "A call for {{business}} from {{caller}}. Press 1 to take it.",
    "What is said to whoever picks up, before the caller is put through.",
  ),
  "calls.greeting": setting(
    words(400),
    "Thank you for calling {{business}}. Nobody can take your call right now. Please leave a message after the tone.",
    "What a caller hears when nobody takes the call.",
  ),
  "calls.greeting_closed": setting(
    words(400),
    "Thank you for calling {{business}}. We are closed right now. Please leave a message after the tone.",
    "What a caller hears outside your opening hours.",
  ),
  "calls.record": setting(yesOrNo, false, "True where calls that are put through are recorded."),
  "calls.recorded_notice": setting(
    words(300),
    "This call may be recorded.",
    "What is said before a call is recorded; about a dozen states ask for it.",
  ),
  "calls.artificial_notice": setting(
    words(300),
    "This is an automated call from {{business}}.",
    "What an artificial voice says first; the law asks for it.",
  ),
  "missed_calls.answer_by_text": setting(
    yesOrNo,
    false,
    "True where whoever called and reached nobody is sent a text.",
  ),
  "missed_calls.text": setting(
    words(300),
    "Hi, this is {{business}}. Sorry we missed your call. How can we help? You can answer here.",
    "What they are sent in opening hours.",
  ),
  "missed_calls.text_closed": setting(
    words(300),
    "Hi, this is {{business}}. We are closed right now, but you can write here, and we answer when we open.",
    "What they are sent outside your opening hours.",
  ),
  "missed_calls.pause_hours": setting(count(168), 12, "Hours in which one caller is sent this only once."),
  "emergencies.tell_owner": setting(
    yesOrNo,
    true,
    "True where your own numbers are texted when a text or call sounds like an emergency.",
  ),
  "answers.per_day": setting(
    count(20),
    2,
    "Common questions of one person that the desk answers by itself in a day, where you let it.",
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
  "windows.recall_seconds": setting(
    kind("a whole number of seconds from 0 to 600; 0 for at once", z.int().min(0).max(600)),
    15,
    "Seconds for which a bulk, texts to more than a few, or a text that sells something wait before they go out, so that they can be taken back.",
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
  ...modelSettings,
  ...moneySettings,
  ...officeSettings,
  ...spendingSettings,
  ...upkeepSettings,
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
