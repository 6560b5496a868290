import type { Found } from "./found.ts";

const suffix =
  "(?:street|str|st|avenue|ave|av|road|rd|drive|dr|lane|ln|court|ct|boulevard|blvd|way|place|pl|circle|cir|terrace|ter|trail|trl|parkway|pkwy|highway|hwy|square|sq|row|close|crescent|mews|gardens|grove|walk|alley|loop|ridge|run|hill|view|crossing)";
const unit =
  "(?:,?\\s*(?:(?:apt|apartment|unit|suite|ste|flat|floor|fl|bldg|lot|rm|room|no)\\.?\\s*#?\\s*[\\w-]{1,6}|#\\s*[\\w-]{1,6}))?";
const town = "\\p{L}[\\p{L}'’-]*(?![\\p{L}\\d])(?: +\\p{Lu}[\\p{L}'’-]*(?![\\p{L}\\d])){0,2}";
const state =
  "(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])";
const postcode = "[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}";
const place = `(?:(?:,?\\s+(?:in\\s+)?|,\\s*)${town})?(?:,?\\s+${state}\\b)?(?:,?\\s+(?:\\d{5}(?:-\\d{4})?|${postcode})\\b)?`;

const streets = new RegExp(
  `(?:(?:flat|apt|unit)\\s+\\w{1,4},?\\s+)?\\b\\d{1,6}[A-Za-z]?(?:-\\d{1,5})?\\s+(?:[NSEW]{1,2}\\.?\\s+)?(?:[\\p{L}\\d.'’-]+\\s+){1,4}?${suffix}\\b\\.?(?:\\s+[NSEW]{1,2}\\b\\.?)?${unit}${place}`,
  "iu",
);
const boxes = new RegExp(`\\bP\\.?\\s*O\\.?\\s*Box\\s+\\d{1,6}${place}`, "iu");
const spanish = new RegExp(
  `\\b(?:calle|c\\/|avenida|avda\\.?|av\\.?|plaza|paseo|camino|carrera|ronda|calzada)\\s+(?:(?:de|del|la|las|los|el)\\s+)*[\\p{L}.'’-]+(?:\\s+(?:(?:de|del|la|las|los)\\s+)*\\p{Lu}[\\p{L}.'’-]*){0,3}(?:,?\\s*(?:n[ºo°.]*\\s*|número\\s+)?\\d{1,5}\\b)(?:,?\\s*(?:\\d{1,2}[ºo°]?\\s*[A-Z]?\\b|piso\\s+\\w+|depto\\.?\\s+\\w+))?(?:,?\\s*\\d{5}\\b)?(?:(?:,\\s*|\\s+en\\s+)${town})?`,
  "iu",
);
const british = new RegExp(
  `\\b\\d{1,4}[A-Za-z]?\\s+(?:\\p{Lu}[\\p{L}'’-]+\\s+){0,3}\\p{Lu}[\\p{L}'’-]+(?:,\\s*${town}){1,2},?\\s+${postcode}\\b`,
  "u",
);
const corners = new RegExp(
  `\\b(?:corner of|intersection of)\\s+[\\p{L}\\d.'’ -]{2,40}?\\s+(?:and|&)\\s+(?:[\\p{L}\\d.'’-]+\\s*){1,3}?(?=${suffix}\\b|[.,;\\n]|$)(?:${suffix}\\b)?`,
  "iu",
);

/** An address in a line of its own, or said behind what it is: "address:", "lives in". */
const said = /\b(?:address|addr|dirección|direccion|location)\s*[:=-]\s*([^\n;]{4,120})/iu;

/** The first address in notes. */
export function addressIn(notes: string): Found | undefined {
  const labelled = said.exec(notes)?.[1];
  if (labelled) return { text: ended(labelled), sure: 0.95 };
  for (const [pattern, sure] of [
    [streets, 0.9],
    [british, 0.85],
    [spanish, 0.85],
    [boxes, 0.9],
    [corners, 0.6],
  ] as const) {
    const found = pattern.exec(notes)?.[0];
    if (found) return { text: ended(found), sure };
  }
  return undefined;
}

/** Without what belongs to the next thing that is said. */
function ended(text: string): string {
  return text
    .replace(/\s+(?:phone|cell|tel|email|needs?|wants?|has|and|is|for|who|with|quiere|necesita)\b.*$/isu, "")
    .replace(/(?<!\b(?:st|ave|rd|dr|ln|ct|blvd|no|n|s|e|w|apt|c|p\.o|o))\.\s.*$/isu, "")
    .replace(/[\s,.;-]+$/u, "")
    .trim();
}
