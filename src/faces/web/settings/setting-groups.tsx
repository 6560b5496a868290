/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { SettingKey, Settings } from "#operation/settings.ts";
import { settingTable } from "#operation/settings.ts";
import { timeOfDay } from "#platform/zone.ts";
import { fieldText } from "./setting-form.ts";

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
  /** What is wrong with it, by the setting. */
  wrong?: Readonly<Record<string, string>> | undefined;
  title: string;
  groups: readonly SettingGroup[];
  /** What else there is to know, each with where it is told. */
  more?: readonly { title: string; text: string; href: string; link: string }[];
  problem?: string | undefined;
  done?: string | undefined;
}

/** Settings in groups, each with what it means. */
export function SettingGroups(page: SettingGroupsPage) {
  const { business, reader, settings, given, wrong, title, groups, more = [], problem, done } = page;
  return (
    <Layout title={title} business={business} reader={reader} crumb={{ href: "/settings", text: "Settings" }}>
      <Notice problem={problem} done={done} />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        {groups
          .filter(({ isRare }) => !isRare)
          .map((group) => (
            <Group group={group} settings={settings} given={given} wrong={wrong} />
          ))}
        {groups.some(({ isRare }) => isRare) ? (
          <details open={given !== undefined}>
            <summary>Advanced</summary>
            {groups
              .filter(({ isRare }) => isRare)
              .map((group) => (
                <Group group={group} settings={settings} given={given} wrong={wrong} />
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
  wrong,
}: { group: SettingGroup } & Pick<SettingGroupsPage, "settings" | "given" | "wrong">) {
  return (
    <fieldset>
      <legend>{group.title}</legend>
      {group.fields.map(({ key, label, hint }) => (
        <Field id={key} label={label} hint={`${hint} ${usually(key)}`} problem={wrong?.[key]}>
          <SettingInput
            setting={key}
            settings={settings}
            text={given?.get(key) ?? fieldText(settings, key)}
            problem={wrong?.[key]}
          />
        </Field>
      ))}
    </fieldset>
  );
}

/** What holds where nobody has said otherwise, for numbers and times of day. */
function usually(key: SettingKey): string {
  const { initial } = settingTable[key];
  const isLong = typeof initial === "string" && initial.length > longLine;
  if (isLong || typeof initial === "object" || initial === "") return "";
  if (key.startsWith("retention.") || key === "permissions.after_untrusted") return "";
  if (typeof initial === "boolean") return `Usually ${initial ? "yes" : "no"}.`;
  const isTime = key.startsWith("windows.quiet_");
  return `Usually ${isTime ? timeOfDay(`2000-01-01T${initial}:00+00:00`) : initial}.`;
}

function SettingInput({
  setting: key,
  settings,
  text,
  problem,
}: {
  setting: SettingKey;
  settings: Settings;
  text: string;
  problem: string | undefined;
}) {
  if (key === "permissions.after_untrusted")
    return <Select id={key} name={key} value={text} options={afterReading} problem={problem} />;
  if (key.startsWith("retention."))
    return <Select id={key} name={key} value={text} options={spansWith(text)} problem={problem} />;
  const { initial } = settingTable[key];
  if (typeof initial === "boolean")
    return (
      <Select
        id={key}
        name={key}
        value={text === "true" || text === "yes" ? "yes" : "no"}
        options={[
          ["yes", "Yes"],
          ["no", "No"],
        ]}
        problem={problem}
      />
    );
  if (Array.isArray(initial) || (typeof initial === "string" && initial.length > longLine))
    return (
      <textarea id={key} name={key} rows={3} {...faulty(key, problem)}>
        {text}
      </textarea>
    );
  const type = typeof settings.get(key) === "number" ? "number" : /^\d\d:\d\d$/.test(text) ? "time" : "text";
  return (
    <input
      id={key}
      name={key}
      type={type}
      value={text}
      min={type === "number" ? 0 : undefined}
      {...faulty(key, problem)}
    />
  );
}

/** What is usually longer than this has more than a line of room. */
const longLine = 50;

/** The usual spans, and the one that is set where that is another. */
function spansWith(text: string): readonly (readonly [value: string, words: string])[] {
  return spans.some(([value]) => value === text) ? spans : [...spans, [text, `${text} days`]];
}
