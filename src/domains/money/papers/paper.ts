/** A paper as it is printed: the same words whether a page or a PDF shows it. */
export interface Paper {
  kind: "Invoice" | "Receipt" | "Quote";
  /** What it is called: `INV-1000`. */
  number: string;
  filename: string;
  business: { name: string; address: string; taxNumber: string };
  customer: { name: string; lines: string[] };
  /** Label and value, such as the day on which it is due. */
  facts: [string, string][];
  lines: { description: string; quantity: string; price: string; taxes: string; amount: string }[];
  /** Label and value, from the subtotal to what is owed; the last one is what counts. */
  sums: [string, string][];
  notes: string[];
}
