/** @jsxImportSource hono/jsx */
import { Field } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import { Select } from "#faces/web/settings/business/business.tsx";
import { fieldText } from "#faces/web/settings/setting-form.ts";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { SettingKey, Settings } from "#operation/settings.ts";
import { settingTable } from "#operation/settings.ts";
import { timeOfDay } from "#platform/zone.ts";

/** A setting on a page: what it is called there, and what it does in a sentence. */
export interface SettingField {
  key: SettingKey;
  label: string;
  hint: string;
}

/** Settings that belong together. */
export interface SettingGroup {
  title: string;
  /** True for what few owners ever change. */
  isRare?: true;
  fields: readonly SettingField[];
}

export const limitGroups: readonly SettingGroup[] = [
  {
    title: "When you are asked",
    fields: [
      {
        key: "limits.bulk_without_asking",
        label: "Texts at once",
        hint: "When an assistant wants to text more people than this in one go, it has to ask you first. You can lower this, not raise it above 5.",
      },
      {
        key: "limits.new_numbers_per_day",
        label: "New numbers in a day",
        hint: "People an assistant may text or call in a day who have not been in touch themselves. For each further one it has to ask you.",
      },
      {
        key: "windows.authorization_hours",
        label: "Hours you have to decide",
        hint: "Then the request is over and nothing is sent; the assistant may ask again.",
      },
    ],
  },
  {
    title: "Quiet hours",
    fields: [
      {
        key: "windows.quiet_from",
        label: "From",
        hint: "From then on assistants and people here text and call nobody, except in answer to somebody who has just written.",
      },
      { key: "windows.quiet_until", label: "Until", hint: "Then texts may go out again." },
    ],
  },
  {
    title: "What callers are told",
    fields: [
      {
        key: "helpdesk.response_time",
        label: "Callers are promised an answer within",
        hint: "Such as 2 hours. Left empty, callers are told no time.",
      },
    ],
  },
  {
    title: "More about asking",
    isRare: true,
    fields: [
      {
        key: "limits.burst_minutes",
        label: "Minutes in which small steps add up",
        hint: "Several small texts to new people within this time count as one large one.",
      },
      {
        key: "permissions.after_untrusted",
        label: "After an assistant has read a customer’s words",
        hint: "Those words may try to lead it somewhere: texts to other people, and links, can be held back then.",
      },
      {
        key: "permissions.untrusted_minutes",
        label: "Minutes for which that holds",
        hint: "After that the words count as forgotten.",
      },
      {
        key: "permissions.recent_minutes",
        label: "Minutes a sign-in is good for deciding",
        hint: "After that a decision asks for your password.",
      },
    ],
  },
  {
    title: "Repeats",
    isRare: true,
    fields: [
      {
        key: "windows.same_text_minutes",
        label: "Minutes in which the same text is not sent twice",
        hint: "To the same number, whoever asks for it.",
      },
      {
        key: "windows.same_case_hours",
        label: "Hours in which a call joins the open ticket",
        hint: "When the same number calls again about the same thing.",
      },
    ],
  },
  {
    title: "How much one app may ask",
    isRare: true,
    fields: [
      { key: "limits.reads_per_minute", label: "Reads in a minute", hint: "Beyond it the app has to wait." },
      {
        key: "limits.writes_per_minute",
        label: "Changes in a minute",
        hint: "Beyond it the app has to wait.",
      },
      {
        key: "limits.handoffs_per_second",
        label: "Handoffs of a voice agent in a second",
        hint: "On average.",
      },
      { key: "limits.handoff_burst", label: "Handoffs at once", hint: "Before the average counts." },
    ],
  },
];

const afterReading = [
  ["raise", "ask for a reason, or for me where a reason was asked already"],
  ["ask", "always ask me"],
  ["off", "hold nothing back"],
] as const;

/** How long things may be kept; 0 is for ever. */
const spans = [
  ["0", "for ever"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["180", "half a year"],
  ["365", "a year"],
  ["730", "two years"],
  ["1825", "five years"],
] as const;

export interface SettingGroupsPage {
  business: string;
  reader: Reader;
  settings: Settings;
  /** What was filled in and not kept. */
  given: URLSearchParams | undefined;
  title: string;
  /** Which of the settings' places it is. */
  groups: readonly SettingGroup[];
  /** What else there is to know, each with where it is told. */
  more?: readonly { title: string; text: string; href: string; link: string }[];
  problem?: string | undefined;
  done?: string | undefined;
}

/** Limits and windows, each with what it means. */
export function SettingGroups(page: SettingGroupsPage) {
  const { business, reader, settings, given, title, groups, more = [], problem, done } = page;
  return (
    <Layout title={title} business={business} reader={reader} crumb={{ href: "/settings", text: "Settings" }}>
      <Notice problem={problem} done={done} />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        {groups
          .filter(({ isRare }) => !isRare)
          .map((group) => (
            <Group group={group} settings={settings} given={given} />
          ))}
        {groups.some(({ isRare }) => isRare) ? (
          <details open={given !== undefined}>
            <summary>Advanced</summary>
            {groups
              .filter(({ isRare }) => isRare)
              .map((group) => (
                <Group group={group} settings={settings} given={given} />
              ))}
          </details>
        ) : null}
        <Proof reader={reader} id="limits" />
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

function Group({
  group,
  settings,
  given,
}: {
  group: SettingGroup;
  settings: Settings;
  given: URLSearchParams | undefined;
}) {
  return (
    <fieldset>
      <legend>{group.title}</legend>
      {group.fields.map(({ key, label, hint }) => (
        <Field id={key} label={label} hint={`${hint} ${usually(key)}`}>
          <SettingInput
            setting={key}
            settings={settings}
            text={given?.get(key) ?? fieldText(settings, key)}
          />
        </Field>
      ))}
    </fieldset>
  );
}

/** What holds where nobody has said otherwise, for numbers and times of day. */
function usually(key: SettingKey): string {
  const { initial } = settingTable[key];
  if (key.startsWith("retention.") || key === "permissions.after_untrusted" || initial === "") return "";
  const isTime = key.startsWith("windows.quiet_");
  return `Usually ${isTime ? timeOfDay(`2000-01-01T${initial}:00+00:00`) : initial}.`;
}

function SettingInput({
  setting: key,
  settings,
  text,
}: {
  setting: SettingKey;
  settings: Settings;
  text: string;
}) {
  if (key === "permissions.after_untrusted")
    return <Select id={key} name={key} value={text} options={afterReading} />;
  if (key.startsWith("retention."))
    return <Select id={key} name={key} value={text} options={spansWith(text)} />;
  const type = typeof settings.get(key) === "number" ? "number" : /^\d\d:\d\d$/.test(text) ? "time" : "text";
  return <input id={key} name={key} type={type} value={text} min={type === "number" ? 0 : undefined} />;
}

/** The usual spans, and the one that is set where that is another. */
function spansWith(text: string): readonly (readonly [value: string, words: string])[] {
  return spans.some(([value]) => value === text) ? spans : [...spans, [text, `${text} days`]];
}
