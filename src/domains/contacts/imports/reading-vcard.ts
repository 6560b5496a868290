import type ICAL from "ical.js";
import type { Listed } from "./listed.ts";

/** Cards as address books write them (RFC 6350, and the older ones). @throws for what is no card */
export async function readVcards(text: string): Promise<Listed[]> {
  const { default: ical } = await import("ical.js");
  const parsed = ical.parse(text.trim()) as unknown[];
  // One card is given by itself, several as a list.
  const cards = (typeof parsed[0] === "string" ? [parsed] : parsed) as unknown[][];
  return cards.map((card, at) => listedIn(new ical.Component(card as never), at + 1));
}

function listedIn(card: ICAL.Component, line: number): Listed {
  const texts = (name: string) =>
    card
      .getAllProperties(name)
      .flatMap((property) => property.getValues().map(plain))
      .filter(Boolean);
  const [structured] = card.getAllProperties("n").map((property) => property.getFirstValue() as unknown);
  const parts = Array.isArray(structured) ? structured.map(plain) : [];
  const name = texts("fn")[0] || [parts[1], parts[0]].filter(Boolean).join(" ") || texts("org")[0] || "";
  const org = texts("org")[0] ?? "";
  return {
    line,
    name,
    phones: texts("tel").map((tel) => tel.replace(/^tel:/i, "")),
    emails: texts("email").map((email) => email.replace(/^mailto:/i, "")),
    addresses: card.getAllProperties("adr").flatMap((property) => {
      const value = property.getFirstValue() as unknown;
      const lines = (Array.isArray(value) ? value : [value]).flatMap((each) => plain(each)).filter(Boolean);
      const kind = property.getFirstParameter("type");
      const label = /work/i.test(String(kind ?? "")) ? "Work" : "Home";
      return lines.length === 0 ? [] : [{ label, address: lines.join(", ").replaceAll(/\s*\n\s*/g, ", ") }];
    }),
    notes: texts("note").join("\n"),
    tags: texts("categories").flatMap((each) => each.split(/\s*,\s*/)),
    attributes: {
      ...(org && org !== name ? { Company: org } : {}),
      ...(texts("title")[0] ? { Title: texts("title")[0] ?? "" } : {}),
      ...(texts("bday")[0] ? { Birthday: texts("bday")[0] ?? "" } : {}),
    },
    externalId: texts("uid")[0] ?? "",
  };
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(" ");
  return value === null || value === undefined ? "" : String(value).trim();
}
