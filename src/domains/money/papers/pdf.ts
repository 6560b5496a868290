import type { Paper } from "./paper.ts";

type Maker = typeof import("pdfmake/build/pdfmake.min.js")["default"];
/** A piece of a page, as pdfmake takes it. */
type Content = string | Record<string, unknown>;

let maker: Promise<Maker> | undefined;

/** The library with its fonts (Latin, Greek, Cyrillic), which is loaded when a paper is first asked for. */
async function load(): Promise<Maker> {
  const [{ default: library }, { default: fonts }] = await Promise.all([
    import("pdfmake/build/pdfmake.min.js"),
    import("pdfmake/build/vfs_fonts.js"),
  ]);
  library.addVirtualFileSystem(fonts);
  return library;
}

/** A paper as a PDF. */
export async function pdfOf(paper: Paper): Promise<Uint8Array> {
  maker ??= load();
  const library = await maker;
  return await library.createPdf(definitionOf(paper)).getBuffer();
}

const grey = "#57534e";

function definitionOf(paper: Paper): Record<string, unknown> {
  const { kind, number, business, customer, facts, lines, sums, notes } = paper;
  return {
    info: { title: `${kind} ${number}`, author: business.name },
    pageMargins: [48, 48, 48, 56],
    defaultStyle: { fontSize: 10, lineHeight: 1.25 },
    footer: (page: number, pages: number) => ({
      text: `${business.name} · ${kind} ${number} · ${page} of ${pages}`,
      ...{ alignment: "center", color: grey, fontSize: 8, margin: [0, 16, 0, 0] },
    }),
    content: [
      {
        columns: [
          { text: business.name, fontSize: 16, bold: true },
          { text: `${kind} ${number}`, fontSize: 16, alignment: "right" },
        ],
      },
      {
        text: [business.address, business.taxNumber].filter(Boolean).join("\n"),
        ...{ color: grey, margin: [0, 2, 0, 20] },
      },
      {
        columns: [
          { stack: [{ text: "For", color: grey }, { text: customer.name, bold: true }, ...customer.lines] },
          { width: "auto", table: { body: facts.map(factRow) }, layout: "noBorders" },
        ],
        margin: [0, 0, 0, 20],
      },
      {
        table: {
          headerRows: 1,
          widths: ["*", "auto", "auto", "auto", "auto"],
          body: [
            ["What", "Quantity", "Price", "Tax", "Amount"].map((text, at) => ({
              ...{ text, color: grey, alignment: at === 0 ? "left" : "right" },
            })) as Content[],
            ...lines.map(({ description, quantity, price, taxes, amount }) => [
              description,
              ...[quantity, price, taxes, amount].map((text) => ({ text, alignment: "right" }) as Content),
            ]),
          ],
        },
        layout: "lightHorizontalLines",
      },
      {
        columns: [
          { text: "" },
          {
            width: "auto",
            table: { body: sums.map((row, at) => factRow(row, at === sums.length - 1)) },
            layout: "noBorders",
          },
        ],
        margin: [0, 12, 0, 20],
      },
      ...notes.map((text) => ({ text, margin: [0, 0, 0, 8] })),
    ],
  };
}

function factRow([label, value]: [string, string], isLast: unknown): Content[] {
  const bold = isLast === true;
  return [
    { text: label, color: bold ? "black" : grey, bold },
    { text: value, alignment: "right", bold },
  ];
}
