import Papa from "papaparse";
import type { Listed } from "./listed.ts";

/** What a column is, by what lists of contacts call it; the first that fits is taken. */
const columns: [part: keyof Columns, names: RegExp][] = [
  ["first", /^(?:first|given)[ _-]?name$|^nombre$|^vorname$/],
  ["last", /^(?:last|family|sur)[ _-]?name$|^apellidos?$|^nachname$/],
  [
    "name",
    /^(?:full[ _-]?|display[ _-]?|customer[ _-]?|contact[ _-]?|client[ _-]?)?name$|^customer$|^client$/,
  ],
  ["company", /^(?:company|organi[sz]ation)(?:[ _-]?name)?$|^firma$|^empresa$/],
  ["phone", /phone|mobile?|cell|^tel|móvil|teléfono|handy/],
  ["email", /e-?mail|correo/],
  [
    "street",
    /^(?:street|address)(?:[ _-]?(?:line)?[ _-]?1)?$|street address|^home address$|dirección|^stra(?:ß|ss)e/,
  ],
  ["formatted", /^formatted$/],
  ["street2", /^(?:street|address)[ _-]?(?:line)?[ _-]?2$|^unit$|^apartment$/],
  ["city", /city|town|ciudad|^ort$|^stadt$/],
  ["region", /^(?:state|province|region|county)$/],
  ["postcode", /zip|postal|post ?code|^plz$|postleitzahl/],
  ["notes", /note|comment|remark|description|notas|notiz|bemerkung/],
  ["tags", /^tags?$|labels?|groups?|categor|segment/],
  ["id", /^(?:id|customer[ _-]?id|external[ _-]?id|uid)$/],
];

/** What says nothing of anybody: what kind a number is, how a name sounds, where a picture is. */
const empty = / - (?:label|type)$|^phonetic |^photo$|^file as$/;

interface Columns {
  first?: number[];
  last?: number[];
  name?: number[];
  company?: number[];
  phone?: number[];
  email?: number[];
  street?: number[];
  street2?: number[];
  formatted?: number[];
  city?: number[];
  region?: number[];
  postcode?: number[];
  notes?: number[];
  tags?: number[];
  id?: number[];
}

/**
 * A list with a line of names over its columns (RFC 4180, also with semicolons or tabs). Columns that are none of ours
 * become attributes. Undefined where it has no column for a name, a number or an email.
 */
export function readCsv(text: string): Listed[] | undefined {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, "").trim(), { skipEmptyLines: "greedy" });
  const [heads = [], ...rows] = data;
  const known: Columns = {};
  const others: { at: number; head: string }[] = [];
  for (const [at, head] of heads.entries()) {
    const written = head.trim().toLowerCase();
    if (empty.test(written)) continue;
    // "Address 1 - City" is a city.
    const plain = written.replace(/^address \d+ - /, "");
    const part = columns.find(([, names]) => names.test(plain))?.[0];
    if (part) known[part] = [...(known[part] ?? []), at];
    else if (plain !== "") others.push({ at, head: head.trim() });
  }
  const hasWho = known.name ?? known.first ?? known.company ?? known.phone ?? known.email;
  if (!hasWho) return undefined;
  return rows.map((row, at) => listedIn(row, at + 2, known, others));
}

function listedIn(
  row: readonly string[],
  line: number,
  known: Columns,
  others: readonly { at: number; head: string }[],
): Listed {
  const all = (part: keyof Columns) =>
    (known[part] ?? []).map((at) => (row[at] ?? "").trim()).filter(Boolean);
  const one = (part: keyof Columns) => all(part)[0] ?? "";
  const person = [one("first"), one("last")].filter(Boolean).join(" ");
  const name = one("name") || person || one("company");
  const place = [
    one("street"),
    one("street2"),
    one("city"),
    [one("region"), one("postcode")].filter(Boolean).join(" "),
  ];
  const address = place
    .filter(Boolean)
    .join(", ")
    .replaceAll(/\s*\n\s*/g, ", ");
  const company = one("company") !== name ? one("company") : "";
  const rest = others.flatMap(({ at, head }) => {
    const value = (row[at] ?? "").trim();
    return value === "" ? [] : [[head, value] as const];
  });
  return {
    line,
    name,
    phones: all("phone").flatMap((text) => text.split(/\s*(?::::|;|\/|\|)\s*/)),
    emails: all("email").flatMap((text) => text.split(/\s*(?::::|[;,|])\s*/)),
    addresses: address === "" ? [] : [{ label: "Home", address }],
    notes: all("notes").join("\n"),
    tags: all("tags")
      .flatMap((text) => text.split(/\s*(?::::|[;,|])\s*/))
      .map((tag) => tag.replace(/^\* ?/, ""))
      // The group in which Google has everybody.
      .filter((tag) => tag.toLowerCase() !== "mycontacts"),
    attributes: Object.fromEntries([...(company ? [["Company", company] as const] : []), ...rest]),
    externalId: one("id"),
  };
}
