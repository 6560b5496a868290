import type { Found } from "./found.ts";

export const clauseKinds = ["interest", "property", "context"] as const;
export type ClauseKind = (typeof clauseKinds)[number];

/** Words that say what a piece of notes is about. */
const words: Record<ClauseKind, RegExp> = {
  interest:
    /\b(?:wants?|wanted|needs?|needed|would like|would love|looking (?:for|to|into)|interested|interest|asking (?:for|about)|asked (?:for|about)|hoping|quotes?|estimates?|bids?|pric(?:e|es|ing)|how much|cleaning|cleaned|clean|repairs?|fix|fixed|replace(?:d|ment)?|install(?:ed|ation)?|book(?:ing)?|schedule|appointment|check-?up|service|maintenance|regular|weekly|bi-?weekly|monthly|quarterly|yearly|twice a year|one-?time|rent(?:al)?|stay|inspection|washing|leak(?:ing|s)?|clogged|backed up|broken|quiere|quieren|necesita|necesitan|busca|buscan|presupuesto|interesad[oa]s?|limpieza|limpiar|reparar|reparación|arreglar|instalar|reservar|cita|precio|pregunta por|alquilar|mantenimiento|mensual|semanal|fuga|atasc\w+)\b/giu,
  property:
    /\b(?:house|home|victorian|colonial|craftsman|tudor|bungalow|ranch|split-?level|cape cod|farmhouse|condo(?:minium)?|apartment|apartments|townhouse|town ?home|duplex|triplex|cottage|cabin|brownstone|loft|studio|mansion|semi-?detached|terraced|detached|flat|storefront|shop|store|warehouse|office|offices|building|buildings|units?|floors?|stor(?:y|ies|eys?)|windows?|panes?|skylights?|sq\.? ?f(?:ee)?t|square (?:feet|foot|metres?|meters?)|sqft|bed(?:room)?s?|bath(?:room)?s?|garage|sunroom|conservatory|attic|basement|roof|pool|deck|patio|yard|garden|balcony|boiler|furnace|water heater|years? old|built in|acres?|casa|piso|apartamento|chalet|oficina|local|edificio|ventanas|ventanales|dormitorios?|habitaciones|plantas?|baños?|jardín|piscina|garaje|terraza|metros|caldera)\b/giu,
  context:
    /\b(?:husband|wife|spouse|partner|mother|father|mom|dad|parents?|son|daughter|kids?|child(?:ren)?|baby|babies|twins|pregnant|widow(?:ed|er)?|passed(?: away)?|died|divorced|retired|elderly|recover(?:ing|y)|surgery|hip|knee|wheelchair|bad back|allerg(?:y|ic|ies)|asthma|deaf|blind|disabled|can'?t|cannot|unable|mov(?:ing|ed|es)|relocat\w+|just bought|closing|selling|sold|listing|wedding|party|graduation|holidays?|visiting|referred|referral|recommend(?:ed|ation)|neighbou?r|friend|found us|saw our|prefers?|only available|works (?:nights|from|days)|home all day|mornings|afternoons|evenings|weekends|dogs?|cats?|pets?|gate|landlord|tenants?|airbnb|student|veteran|budget|previous|last (?:cleaner|company|year|month)|unhappy|speaks|marido|esposo|esposa|viud[oa]|murió|falleció|hij[oa]s?|bebé|embarazada|jubilad[oa]|mayor(?:es)?|operad[oa]|muda(?:nza)?|mudan|recomendad[oa]|recomendó|vecin[oa]|prefiere|mascotas?|perros?|gatos?|boda|vende(?:n|r)?|acaba de|no puede|trabaja)\b/giu,
};

interface Piece {
  text: string;
  kind: ClauseKind | undefined;
  score: number;
}

/** What notes say of what they want, of where the work is, and of how they live; each piece of them says one. */
export function clausesIn(notes: string): Partial<Record<ClauseKind, Found>> {
  const pieces = notes
    .split(/[.;!?\n]+(?=\s|$)|\s[-–—/|•]\s|\n/u)
    .flatMap((sentence) => split(sentence.trim()))
    .filter(({ text }) => /\p{L}{2}/u.test(text));
  const found: Partial<Record<ClauseKind, Found>> = {};
  for (const kind of clauseKinds) {
    const own = pieces.filter((piece) => piece.kind === kind);
    if (own.length === 0) continue;
    const score = Math.max(...own.map((piece) => piece.score));
    found[kind] = { text: joined(own), sure: Math.min(0.9, 0.5 + score * 0.12) };
  }
  const left = pieces.filter(({ kind, text }) => kind === undefined && text.split(/\s+/).length <= 8);
  const free = left.filter(({ text }) => !empty.test(text));
  if (free.length > 0 && !found.interest) found.interest = { text: joined(free), sure: 0.3 };
  return found;
}

/** What only says that somebody was in touch, or is to be called. */
const empty =
  /^(?:got|left|please|pls|call(?:ed|ing)?|spoke|talked|phoned?|voicemail|message|hi|hello|hey|no name|his|her|she|he|they|from|at|on|re|and|the|name|cell|home|text|ok|thanks?|llam\w+|por favor|gracias|older|elderly|nice|very)\b|^[\W\d]*$/iu;

/** A sentence in as few pieces as say one thing each. */
function split(sentence: string): Piece[] {
  if (sentence === "") return [];
  const whole = piece(sentence);
  const parts = sentence
    .split(/,\s+|\s+(?:and|but|so|y|pero)\s+/iu)
    .map((text) => piece(text.trim()))
    .filter(({ text }) => text !== "");
  const kinds = new Set(parts.flatMap(({ kind }) => kind ?? []));
  if (kinds.size <= 1) return [whole];
  // What says nothing by itself goes on with what was said before it.
  const all: Piece[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last && (part.kind === undefined || part.kind === last.kind))
      all[all.length - 1] = { ...last, text: `${last.text}, ${part.text}`, score: last.score + part.score };
    else all.push(part);
  }
  return all;
}

/** What somebody cannot do is why they call, and not what they want done. */
const cannot = /\b(?:can'?t|cannot|can not|unable to|no puede)\b/iu;

function piece(text: string): Piece {
  const scores = clauseKinds.map((kind) => ({ kind, score: [...text.matchAll(words[kind])].length }));
  if (cannot.test(text))
    return { text, kind: "context", score: Math.max(...scores.map(({ score }) => score)) };
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return { text, kind: best.score === 0 ? undefined : best.kind, score: best.score };
}

function joined(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text }) =>
      text.replace(/^[\s,;:–—-]*(?:(?:and|but|so|also|y)\s+)?/iu, "").replace(/[\s,;:–—-]+$/u, ""),
    )
    .filter(Boolean)
    .join(". ")
    .slice(0, 500);
}
