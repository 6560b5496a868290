/** @jsxImportSource hono/jsx */
import { Action } from "#faces/web/parts/action.tsx";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface OtherCalendar {
  id: string;
  name: string;
  kind: "busy" | "stays";
  subject: string;
  busy_as_of: string | null;
  problem: string | null;
  too_old: boolean;
}

export interface CalendarsPage {
  business: string;
  reader: Reader;
  calendars: OtherCalendar[];
  feed: string;
  team: { id: string; name: string; feed: string }[];
  properties: readonly { id: string; name: string }[];
  given: URLSearchParams | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

/** Links with which other calendars show this one, and calendars elsewhere that are read here. */
export function Calendars(page: CalendarsPage) {
  const { business, reader, calendars, feed, team, problem, done } = page;
  return (
    <Layout
      title="Other calendars"
      business={business}
      reader={reader}
      crumb={{ href: "/settings/office", text: "Appointments" }}
      script="copy.js"
    >
      <Notice problem={problem} done={done} />
      <h2>These appointments elsewhere</h2>
      <p class="quiet">
        Subscribe to a link in the calendar of a phone, Google or Outlook. Whoever has it reads the calendar:
        names, addresses and notes. New links are under Appointments, Advanced.
      </p>
      <Copyable id="feed" label="Everybody's" text={feed} />
      {team.map(({ id, name, feed: own }) => (
        <Copyable id={`feed-${id}`} label={name} text={own} />
      ))}
      <h2>Calendars elsewhere, read here</h2>
      {calendars.length === 0 ? (
        <p class="quiet">None yet. What stands in one is not given away here.</p>
      ) : (
        <ul class="cards">
          {calendars.map(({ id, name, kind, busy_as_of, problem: why, too_old }) => (
            <li>
              <h3>{visibleText(name, 80)}</h3>
              <p>
                <Badge state={why ? "failed" : too_old ? "waiting" : "done"}>
                  {why ? "cannot be read" : too_old ? "not read yet" : "up to date"}
                </Badge>{" "}
                {kind === "busy" ? "Busy times" : "Stays"}
                {busy_as_of ? `, as of ${spoken(busy_as_of, reader.now)}` : ""}
                {why ? `. ${why}` : ""}
              </p>
              <Action reader={reader} action="remove" id={id} name={name} isDangerous>
                Remove
              </Action>
            </li>
          ))}
        </ul>
      )}
      <Adding {...page} />
    </Layout>
  );
}

function Adding({ reader, team, properties, given, wrong }: CalendarsPage) {
  const subjects = [
    ["busy:", team.length === 0 ? "my own busy time" : "busy time of everybody"] as const,
    ...team.map(({ id, name }) => [`busy:${id}`, `busy time of ${name}`] as const),
    ...properties.map(({ id, name }) => [`stays:${id}`, `stays at ${name}`] as const),
  ].filter(([value]) => value !== "busy:" || team.length === 0);
  return (
    <>
      <h2>Add one</h2>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="name" label="What you call it" problem={wrong?.["name"]}>
          <input id="name" name="name" value={given?.get("name") ?? ""} maxlength={80} required />
        </Field>
        <Field
          id="url"
          label="Its address"
          hint="Google: Settings, your calendar, Secret address in iCal format. Airbnb and VRBO: Export calendar."
          problem={wrong?.["url"]}
        >
          <input
            id="url"
            name="url"
            type="url"
            value={given?.get("url") ?? ""}
            maxlength={2000}
            autocomplete="off"
            required
            {...faulty("url", wrong?.["url"])}
          />
        </Field>
        <Field id="subject" label="What stands in it" problem={wrong?.["property"] ?? wrong?.["technician"]}>
          <Select
            id="subject"
            name="subject"
            value={given?.get("subject") ?? subjects[0]?.[0] ?? ""}
            options={subjects}
          />
        </Field>
        <button type="submit" name="action" value="add">
          Add
        </button>
      </form>
    </>
  );
}
