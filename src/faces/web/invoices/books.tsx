/** @jsxImportSource hono/jsx */
import { Field } from "#faces/web/parts/field.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";

/** The books of a period, for whoever keeps them. */
export function Books({ business, reader }: { business: string; reader: Reader }) {
  const year = new Date(reader.now).getUTCFullYear();
  return (
    <Layout title="Books" business={business} reader={reader} crumb={{ href: "/invoices", text: "Invoices" }}>
      <p>
        A file for your bookkeeper: every invoice and credit note of a period with its taxes, or every payment
        and refund. Which account each belongs to stands in it where you have{" "}
        <a class="inline" href="/settings/money">
          named your accounts
        </a>
        .
      </p>
      <form method="get" action="/books.csv">
        <Field id="what" label="Which">
          <Select
            id="what"
            name="what"
            value="invoices"
            options={[
              ["invoices", "Invoices and credit notes"],
              ["payments", "Payments and refunds"],
            ]}
          />
        </Field>
        <div class="row even">
          <Field id="from" label="From">
            <input id="from" name="from" type="date" value={`${year}-01-01`} required />
          </Field>
          <Field id="until" label="Until">
            <input id="until" name="until" type="date" value={`${year}-12-31`} required />
          </Field>
        </div>
        <button type="submit">Save the file</button>
      </form>
    </Layout>
  );
}
