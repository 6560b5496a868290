/** @jsxImportSource hono/jsx */
import { Field } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { SettingsPlaces } from "#faces/web/settings/sections.tsx";
import { fieldText } from "#faces/web/settings/setting-form.ts";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { SettingKey, Settings } from "#operation/settings.ts";
import { settingTable } from "#operation/settings.ts";

/** Settings that belong together, each with its name on the page. */
export interface SettingGroup {
  title: string;
  fields: readonly (readonly [key: SettingKey, label: string])[];
}

export const limitGroups: readonly SettingGroup[] = [
  {
    title: "When a person is asked",
    fields: [
      ["limits.bulk_without_asking", "Texts at once without asking"],
      ["limits.burst_minutes", "Minutes in which small things add up"],
      ["limits.new_numbers_per_day", "New numbers in a day without asking"],
      ["permissions.after_untrusted", "After an app has read a customer’s words"],
      ["permissions.untrusted_minutes", "Minutes for which that counts"],
      ["windows.authorization_hours", "Hours a request waits"],
      ["permissions.recent_minutes", "Minutes a sign-in is good for deciding"],
    ],
  },
  {
    title: "Quiet hours and repeats",
    fields: [
      ["windows.quiet_from", "No text on its own account from"],
      ["windows.quiet_until", "until"],
      ["windows.same_text_minutes", "Minutes in which the same text is a repeat"],
      ["windows.same_case_hours", "Hours in which a call joins the open ticket"],
    ],
  },
  {
    title: "How much an app may ask",
    fields: [
      ["limits.reads_per_minute", "Reads in a minute"],
      ["limits.writes_per_minute", "Writes in a minute"],
      ["limits.handoffs_per_second", "Handoffs of a voice agent in a second"],
      ["limits.handoff_burst", "Handoffs at once"],
    ],
  },
  {
    title: "What callers are told",
    fields: [["helpdesk.response_time", "When somebody gets in touch, such as 2 hours"]],
  },
];

const afterReading = [
  ["raise", "ask for one level more"],
  ["ask", "always ask a person"],
  ["off", "change nothing"],
] as const;

export interface SettingGroupsPage {
  business: string;
  reader: Reader;
  settings: Settings;
  title: string;
  /** Which of the settings' places it is. */
  at: string;
  groups: readonly SettingGroup[];
  /** What else there is to know, each with where it is told. */
  more?: readonly { title: string; text: string; href: string; link: string }[];
  problem?: string | undefined;
  done?: string | undefined;
}

/** Limits and windows, each with what it means. */
export function SettingGroups(page: SettingGroupsPage) {
  const { business, reader, settings, title, at, groups, more = [], problem, done } = page;
  return (
    <Layout title={title} business={business} reader={reader} crumb={{ href: "/settings", text: "Settings" }}>
      <SettingsPlaces reader={reader} at={at} />
      <Notice problem={problem} done={done} />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        {groups.map((group) => (
          <fieldset>
            <legend>{group.title}</legend>
            {group.fields.map(([key, label]) => (
              <Field id={key} label={label} hint={settingTable[key].meaning}>
                <SettingInput setting={key} settings={settings} />
              </Field>
            ))}
          </fieldset>
        ))}
        <button type="submit" name="action" value="save">
          Save
        </button>
      </form>
      {more.map(({ title: heading, text, href, link }) => (
        <section>
          <h2>{heading}</h2>
          <p>{text}</p>
          <p>
            <a class="go" href={href}>
              {link}
            </a>
          </p>
        </section>
      ))}
    </Layout>
  );
}

function SettingInput({ setting: key, settings }: { setting: SettingKey; settings: Settings }) {
  const text = fieldText(settings, key);
  if (key === "permissions.after_untrusted")
    return (
      <select id={key} name={key}>
        {afterReading.map(([value, words]) => (
          <option value={value} selected={value === text}>
            {words}
          </option>
        ))}
      </select>
    );
  const type = typeof settings.get(key) === "number" ? "number" : /^\d\d:\d\d$/.test(text) ? "time" : "text";
  return <input id={key} name={key} type={type} value={text} min={type === "number" ? 0 : undefined} />;
}
