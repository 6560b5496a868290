/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { fieldText } from "#faces/web/settings/setting-form.ts";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { weekdays } from "#operation/setting-words.ts";
import type { SettingKey, Settings } from "#operation/settings.ts";
import { countries, currencies, zones } from "./choices.ts";
import { placesGiven } from "./places.ts";

export interface BusinessPage {
  business: string;
  reader: Reader;
  settings: Settings;
  /** What was filled in and not kept. */
  given: URLSearchParams | undefined;
  /** What is wrong with it, by the setting. */
  wrong?: Readonly<Record<string, string>> | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

/** Who the business is, where it is, and when it is open. */
export function Business({ business, reader, settings, given, wrong, problem, done }: BusinessPage) {
  const text = (key: SettingKey) => given?.get(key) ?? fieldText(settings, key);
  return (
    <Layout
      title="Business"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="name" label="Name" hint="What customers call you." problem={wrong?.["business.name"]}>
          <input
            id="name"
            name="business.name"
            value={text("business.name")}
            maxlength={120}
            required
            {...faulty("name", wrong?.["business.name"])}
          />
        </Field>
        <Field
          id="zone"
          label="Time zone"
          hint="For your opening hours, and every time on these pages and in what an assistant reads."
        >
          <Select id="zone" name="business.zone" value={text("business.zone")} options={zones()} />
        </Field>
        <div class="row even">
          <Field
            id="country"
            label="Country"
            hint="Numbers that are written without a country code are taken to be from there."
          >
            <Select
              id="country"
              name="business.region"
              value={text("business.region")}
              options={countries()}
            />
          </Field>
          <Field id="currency" label="Currency">
            <Select
              id="currency"
              name="business.currency"
              value={text("business.currency")}
              options={currencies()}
            />
          </Field>
        </div>
        <Hours settings={settings} given={given} />
        <Field
          id="holidays"
          label="Holidays"
          hint="Dates you are closed, one a line, such as 2026-12-25."
          problem={wrong?.["business.holidays"]}
        >
          <textarea
            id="holidays"
            name="business.holidays"
            rows={4}
            {...faulty("holidays", wrong?.["business.holidays"])}
          >
            {text("business.holidays")}
          </textarea>
        </Field>
        <Field
          id="categories"
          label="What tickets are about"
          hint="One a line."
          problem={wrong?.["business.categories"]}
        >
          <textarea
            id="categories"
            name="business.categories"
            rows={5}
            {...faulty("categories", wrong?.["business.categories"])}
          >
            {text("business.categories")}
          </textarea>
        </Field>
        <PropertyFields settings={settings} given={given} />
        <button type="submit" name="action" value="save">
          Save
        </button>
      </form>
    </Layout>
  );
}

/** A week of fields: a day without a tick is closed. */
function Hours({ settings, given }: Pick<BusinessPage, "settings" | "given">) {
  const hours = settings.get("business.hours");
  return (
    <fieldset>
      <legend>Opening hours</legend>
      {weekdays.map(([day, name]) => {
        const times = hours[day];
        return (
          <div class="week">
            <label class="choice">
              <input
                type="checkbox"
                name={`open.${day}`}
                value="yes"
                checked={given ? given.has(`open.${day}`) : times !== null}
              />
              <span>{name}</span>
            </label>
            <input
              type="time"
              name={`from.${day}`}
              value={given?.get(`from.${day}`) ?? times?.open ?? "09:00"}
              aria-label={`${name}, from`}
              required
            />
            <span>to</span>
            <input
              type="time"
              name={`until.${day}`}
              value={given?.get(`until.${day}`) ?? times?.close ?? "17:00"}
              aria-label={`${name}, to`}
              required
            />
          </div>
        );
      })}
    </fieldset>
  );
}

/** The places that are looked after, each with its line; one empty row for another. */
function PropertyFields({ settings, given }: Pick<BusinessPage, "settings" | "given">) {
  const empty = { id: "", name: "", address: "", line: "" };
  const all = given ? placesGiven(given) : [...settings.get("business.properties"), empty];
  return (
    <fieldset>
      <legend>Places you look after</legend>
      <p class="quiet">
        Where you have several: a house, a studio, a shop. Save to get a row for another; one without a name
        is left out.
      </p>
      {all.map((place, n) => (
        <div class="row">
          <input type="hidden" name="place.id" value={place.id} />
          {(["name", "address", "line"] as const).map((part) => (
            <span>
              <label for={`place-${part}-${n}`}>
                {{ name: "Name", address: "Address", line: "Its number" }[part]}
              </label>
              <input
                id={`place-${part}-${n}`}
                name={`place.${part}`}
                value={place[part] ?? ""}
                maxlength={300}
              />
            </span>
          ))}
        </div>
      ))}
    </fieldset>
  );
}
