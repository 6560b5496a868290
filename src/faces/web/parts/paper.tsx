/** @jsxImportSource hono/jsx */
import { visibleLines, visibleText } from "#platform/visible-text.ts";

/** An invoice, a quote or a receipt, as it is printed. */
export interface PaperShown {
  kind: string;
  number: string;
  business: { name: string; address: string; taxNumber: string };
  customer: { name: string; lines: string[] };
  facts: [string, string][];
  lines: { description: string; quantity: string; price: string; taxes: string; amount: string }[];
  sums: [string, string][];
  notes: string[];
}

/** The paper itself: a page of it prints as the PDF does. */
export function Paper({ paper }: { paper: PaperShown }) {
  const { kind, number, business, customer, facts, lines, sums, notes } = paper;
  const hasTaxes = lines.some(({ taxes }) => taxes !== "");
  return (
    <article class="paper card" aria-label={`${kind} ${number}`}>
      <header>
        <p>
          <strong>{business.name}</strong>
          {business.address
            ? visibleLines(business.address).map((line) => <span class="quiet">{line}</span>)
            : null}
          {business.taxNumber ? <span class="quiet">{business.taxNumber}</span> : null}
        </p>
        <p>
          <span class="quiet">For</span>
          <strong>
            <bdi>{visibleText(customer.name, 120)}</bdi>
          </strong>
          {customer.lines.map((line) => (
            <span class="quiet">{visibleText(line, 300)}</span>
          ))}
        </p>
        <dl class="facts">
          {facts.map(([label, value]) => (
            <>
              <dt>{label}</dt>
              <dd>{visibleText(value, 200)}</dd>
            </>
          ))}
        </dl>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Quantity</th>
            <th scope="col">Price</th>
            {hasTaxes ? <th scope="col">Tax</th> : null}
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ description, quantity, price, taxes, amount }) => (
            <tr>
              <th scope="row">{visibleText(description, 300)}</th>
              <td data-label="Quantity">{quantity}</td>
              <td data-label="Price">{price}</td>
              {hasTaxes ? <td data-label="Tax">{taxes || "none"}</td> : null}
              <td data-label="Amount">{amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="sums">
        {sums.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {notes.map((note) => (
        <p>{visibleLines(note).join("\n")}</p>
      ))}
    </article>
  );
}
