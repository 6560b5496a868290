import type { Found } from "./found.ts";

const title = "(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Sra?|Srta|Don|Doña|Señora?)\\.?";
const word = "(?<![\\p{L}'’-])\\p{Lu}[\\p{L}'’-]{0,30}(?:(?<=\\b\\p{Lu})\\.)?(?! +[A-Z]{2} \\d)";
const particle = "(?:de|del|la|van|von|der|da|di|al|el|bin|ibn|y)";
const full = `(?:${title} +)?${word}(?: +(?:${particle} +)*${word}){0,3}`;
const loose = "\\p{L}[\\p{L}'’-]+(?: +\\p{L}[\\p{L}'’-]+)?";

/** Either case of words, where the case of what follows them counts. */
const anyCase = (words: string) =>
  words.replaceAll(/(?<!\\)\p{Ll}/gu, (letter) => `[${letter.toUpperCase()}${letter}]`);

/** What stands before a name, the surest first. */
const cues: readonly (readonly [RegExp, number])[] = [
  [
    new RegExp(
      `(?:^|[\\n;.]) *${anyCase("(?:name|nombre|caller|contact|customer|client|cliente|lead)")} *[:=-] *(${full}|${loose})`,
      "u",
    ),
    0.97,
  ],
  [
    new RegExp(
      `\\b${anyCase("(?:name is|named|name's|called herself|called himself|se llama|me llamo|nombre es)")} +(${full}|${loose})`,
      "u",
    ),
    0.95,
  ],
  [new RegExp(`\\b${anyCase("(?:this is|i am|i'm|soy|habla)")} +(${full})`, "u"), 0.9],
  [
    new RegExp(
      `\\b${anyCase("(?:spoke (?:with|to)|talked (?:with|to)|voicemail from|message from|call from|lead from|heard from|caller|hable con|hablé con|llamo|llamó|llamada de|mensaje de)")} +(?:(?:a|un|una|la|el) +)?(${full})`,
      "u",
    ),
    0.9,
  ],
  [
    new RegExp(
      `\\b${anyCase("(?:woman|man|lady|gentleman|guy|señora|señor|couple|person|homeowner|owner)")} *,? +(?:(?:named|called) +)?(${full})`,
      "u",
    ),
    0.85,
  ],
  [
    new RegExp(
      `(${full}) +${anyCase("(?:called|phoned|rang|emailed|texted|stopped by|wants|needs|would like|is looking|asked|llamó|quiere|necesita)")}\\b`,
      "u",
    ),
    0.85,
  ],
  [new RegExp(`\\b(${title} +${word}(?: +${word})?)`, "u"), 0.8],
];

const companyEnds =
  "(?:LLC|Inc|Ltd|Co|Corp|GmbH|S\\.?L\\.?|Apartments|Dental|Clinic|HOA|Restaurant|Café|Cafe|Bakery|Hotel|Inn|School|Church|Salon|Studios?|Offices?|Properties|Management|Realty|Group|Partners|Associates|Gym|Brewery|Bookshop|Books|Motel|Lodge|Condominiums?|Condos|Towers?|Estates|Plaza|Center|Centre|Market|Hardware|Pharmacy|Veterinary|Vet|Preschool|Daycare|Library|Museum|Theat(?:er|re)|Bar|Grill|Pizzeria|Garage|Motors|Plumbing|Roofing|Builders|Construction)";
const company = new RegExp(
  `\\b((?:${word}|&|of|the)(?:\\s+(?:${word}|&|and|of)){0,4}?\\s+${companyEnds})\\b\\.?`,
  "u",
);

const opening = new RegExp(`^[\\s-]*(?:[Cc]all +)?(${full}) *(?=[,.;:/\\n(–—-]|$)`, "u");
const reversed = new RegExp(`^\\s*(${word}), +(${word}) *(?= ;|[./\\n–—-])`, "u");

/** Words that begin with a capital at the beginning of notes, and are nobody. */
const nobody =
  /^(?:no|new|lead|call|called|calling|callback|caller|phone|cell|spoke|talked|voicemail|message|urgent|quote|estimate|wants?|needs?|looking|large|big|small|house|home|customer|client|elderly|old|young|woman|man|lady|guy|gentleman|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|hi|hello|hey|re|from|got|the|a|an|i|she|he|they|her|his|just|someone|somebody|anonymous|unknown|please|follow|interested|referred|windows?|cleaning|leak|emergency|asap|llamar|llamó|cliente|señora?|hola|urgente|mañana|quiere|necesita|address|email|name|nombre|notes?|see|need|soy|vive|su|mr|mrs)\b\.?$|^(?:no|name|the|an?|re|from|wants?|needs?)\b/iu;

/** Those who are mentioned and are not the one: who sent them, who is family, who is here. */
const others = new RegExp(
  `\\b(?:referred by|recommended by|referral from|neighbou?r(?: of)?|husband|wife|son|daughter|mother|father|brother|sister|our|from his|from her|via|through|thanks to|recomendad[oa] por|vecin[oa]|marido|esposa|hij[oa])\\s+(?:the\\s+|de\\s+)?(${full})`,
  "giu",
);

/** Whom notes are about. */
export async function nameIn(notes: string): Promise<Found | undefined> {
  const mentioned = [...notes.matchAll(others)].map((match) => match[1] ?? "");
  const isSomebody = (text: string) => text.length > 1 && !nobody.test(text) && !mentioned.includes(text);
  const [, family, given] = reversed.exec(notes) ?? [];
  if (family && given && isSomebody(family)) return { text: `${given} ${family}`, sure: 0.7 };
  for (const [pattern, sure] of cues) {
    const found = tidy(pattern.exec(notes)?.[1]);
    if (found && isSomebody(found)) return { text: found, sure };
  }
  const first = tidy(opening.exec(notes)?.[1]);
  const firm = company.exec(notes)?.[1];
  if (firm && !nobody.test(firm) && !(first && isSomebody(first) && !firm.startsWith(first)))
    return { text: firm, sure: 0.75 };
  if (first && isSomebody(first)) return { text: first, sure: 0.75 };
  return await personIn(notes, isSomebody);
}

/** The first person that a library of language finds, also where nobody has written capitals. */
async function personIn(notes: string, isSomebody: (text: string) => boolean): Promise<Found | undefined> {
  const { default: nlp } = await import("compromise");
  const people = nlp(notes).people().out("array") as string[];
  for (const person of people) {
    const text = tidy(capitalised(person));
    if (text && isSomebody(text)) return { text, sure: 0.55 };
  }
  const isShouted = notes === notes.toUpperCase() && /\p{Lu}/u.test(notes);
  return isShouted ? await personIn(notes.toLowerCase(), isSomebody) : undefined;
}

function capitalised(text: string): string {
  return text.replaceAll(
    /(^|\s)(\p{Ll})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** Without what only stands near: a verb, a place, punctuation. */
function tidy(text: string | undefined): string | undefined {
  const clean = text
    ?.replace(
      /\s+(?:at|from|in|on|for|re|about|calling|called|wants|needs|here|and|with|from|de parte)\b.*$/iu,
      "",
    )
    .replace(/['’]s?$/u, "")
    .replace(/[\s,;:.-]*[;,:][\s,;:.-]*$/u, "")
    .replace(/[\s-]+$/u, "")
    .replace(/(?<=\p{Ll}{2})\.$/u, "")
    .trim();
  return clean ? capitalised(clean) : undefined;
}
