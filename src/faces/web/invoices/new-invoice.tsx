/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";

/** What was filled in and not kept. */
export interface PaperGiven {
  customer: string;
  lines: { description: string; quantity: string; price: string }[];
  days: string;
  notes: string;
}

export interface NewPaperPage {
  business: string;
  reader: Reader;
  /** What is written: it decides the words alone. */
  kind: "invoice" | "quote";
  currency: string;
  given: PaperGiven;
  services: { id: string; name: string; price: string | null }[];
  problem?: string | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
}

const words = {
  invoice: { title: "New invoice", href: "/invoices", crumb: "Invoices", days: "Days until it is due" },
  quote: { title: "New quote", href: "/quotes", crumb: "Quotes", days: "Days for which it is good" },
} as const;

/** A form for an invoice or a quote: whom it is for, and a few lines. */
export function NewPaper(page: NewPaperPage) {
  const { business, reader, kind, currency, given, services, problem, wrong } = page;
  const { title, href, crumb, days } = words[kind];
  return (
    <Layout title={title} business={business} reader={reader} crumb={{ href, text: crumb }}>
      <Notice problem={problem} />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field
          id="customer"
          label="Customer"
          hint="Name, number or email of a contact."
          problem={wrong?.["customer_identifier"]}
        >
          <input
            id="customer"
            name="customer"
            value={given.customer}
            maxlength={200}
            required
            {...faulty("customer", wrong?.["customer_identifier"])}
          />
        </Field>
        <datalist id="services">
          {services.map(({ name, price }) => (
            <option value={name}>{price ?? ""}</option>
          ))}
        </datalist>
        <fieldset>
          <legend>What is charged</legend>
          {wrong?.["lines"] ? (
            <p class="field-problem" role="alert">
              {wrong["lines"]}
            </p>
          ) : null}
          {given.lines.map(({ description, quantity, price }, at) => (
            <div class="row even">
              <Field
                id={`what-${at}`}
                label={`What (${at + 1})`}
                hint={at === 0 ? "A service, or any words." : undefined}
              >
                <input id={`what-${at}`} name="what" value={description} maxlength={300} list="services" />
              </Field>
              <Field id={`quantity-${at}`} label="Quantity" isShort>
                <input
                  id={`quantity-${at}`}
                  name="quantity"
                  value={quantity}
                  inputmode="decimal"
                  maxlength={12}
                />
              </Field>
              <Field id={`price-${at}`} label={`Each, ${currency}`} isShort>
                <input id={`price-${at}`} name="price" value={price} inputmode="decimal" maxlength={15} />
              </Field>
            </div>
          ))}
        </fieldset>
        <Field id="days" label={days} problem={wrong?.["due_days"] ?? wrong?.["valid_days"]}>
          <input id="days" name="days" value={given.days} inputmode="numeric" maxlength={3} required />
        </Field>
        <Field id="notes" label="For the customer">
          <textarea id="notes" name="notes" maxlength={1000}>
            {given.notes}
          </textarea>
        </Field>
        <button type="submit" name="action" value="create">
          Keep it as a draft
        </button>
      </form>
    </Layout>
  );
}
