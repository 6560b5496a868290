/** @jsxImportSource hono/jsx */
import { Action } from "#faces/web/parts/action.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";

export interface ListedService {
  id: string;
  name: string;
  price: string | null;
  minutes: number;
  minutes_before: number;
  minutes_after: number;
}

export interface ServicesPage {
  business: string;
  reader: Reader;
  services: ListedService[];
  currency: string;
  given: URLSearchParams | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

/** What the business does for customers. */
export function Services({
  business,
  reader,
  services,
  currency,
  given,
  wrong,
  problem,
  done,
}: ServicesPage) {
  const number = (name: string, label: string, usual: string, hint: string) => (
    <Field id={name} label={label} hint={hint} problem={wrong?.[name]}>
      <input
        id={name}
        name={name}
        inputmode="numeric"
        value={given?.get(name) ?? usual}
        maxlength={6}
        {...faulty(name, wrong?.[name])}
      />
    </Field>
  );
  return (
    <Layout
      title="Services"
      business={business}
      reader={reader}
      crumb={{ href: "/settings/office", text: "Appointments" }}
    >
      <Notice problem={problem} done={done} />
      {services.length === 0 ? (
        <Empty icon="services" title="No service yet">
          <p class="quiet">With a service an appointment knows how long it takes and what it costs.</p>
        </Empty>
      ) : (
        <ul class="cards">
          {services.map(({ id, name, price, minutes, minutes_before, minutes_after }) => (
            <li>
              <h2>{visibleText(name, 120)}</h2>
              <p>
                {price ?? "It depends what it costs"}, {counted(minutes, "minute")}
                {minutes_before + minutes_after > 0
                  ? `, with ${minutes_before} before it and ${minutes_after} after it for the way`
                  : ""}
              </p>
              <Action reader={reader} action="archive" id={id} name={name} isDangerous>
                Put away
              </Action>
            </li>
          ))}
        </ul>
      )}
      <h2>Add one</h2>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field id="name" label="Name" problem={wrong?.["name"]}>
          <input
            id="name"
            name="name"
            value={given?.get("name") ?? ""}
            maxlength={120}
            required
            {...faulty("name", wrong?.["name"])}
          />
        </Field>
        <Field
          id="price"
          label={`Price in ${currency}`}
          hint="Empty where it depends."
          problem={wrong?.["price_minor"]}
        >
          <input
            id="price"
            name="price"
            inputmode="decimal"
            value={given?.get("price") ?? ""}
            maxlength={12}
            {...faulty("price", wrong?.["price_minor"])}
          />
        </Field>
        {number("minutes", "Minutes it takes", "60", "From beginning to end.")}
        {number("minutes_before", "Minutes before it", "0", "For preparing, and the way there.")}
        {number("minutes_after", "Minutes after it", "0", "For the way back.")}
        <button type="submit" name="action" value="add">
          Add
        </button>
      </form>
    </Layout>
  );
}
