/** Digits in groups, with what people put between them; nothing that begins as a telephone number does. */
const digitGroups = /(?<![\p{N}+])(?<!\p{N}\p{L}{1,3})\p{Nd}+(?:[\s\p{Pd}\u00ad\u2212._/]{1,3}\p{Nd}+)*/gu;
/** A quick look at what is sent: whether there can be a card's number at all. */
const mayHoldCard =
  /[2-6\uff12-\uff16](?:(?:[ .\-+_/]|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrt]|\P{ASCII}){0,9}[0-9\uff10-\uff19]){12}/iu;

/** How long cards' numbers are, by what they begin with (ISO/IEC 7812-1, as issuers use it). */
const issuers: readonly { begins: RegExp; lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [16, 19] },
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^3(?:0[0-5]|[689])/, lengths: [14, 16] },
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16] },
  { begins: /^6(?:011|4[4-9]|5)/, lengths: [16, 19] },
  { begins: /^62/, lengths: [16, 17, 18, 19] },
  { begins: /^(?:5[06-9]|6)/, lengths: [16] },
];

/** A text with every number in it that a payment card may have made unreadable, but for its last four digits. */
export function maskCards(text: string): string {
  return text.replace(digitGroups, (run) => maskIn(run));
}

/** Of the groups of a run those that are a card's number together; an expiry or a code may stand beside them. */
function maskIn(run: string): string {
  const groups = [...run.matchAll(/\p{Nd}+/gu)].map(({ 0: digits, index }) => ({ digits, index }));
  const hidden = new Set<number>();
  for (let from = 0; from < groups.length; from++) {
    let digits = "";
    for (let to = from; to < groups.length && digits.length < longestCard; to++) {
      digits += plainDigits(groups[to]?.digits ?? "");
      if (isCard(digits)) for (let n = from; n <= to; n++) hidden.add(n);
    }
  }
  if (hidden.size === 0) return run;
  const places = groups.flatMap(({ digits, index }, n) =>
    hidden.has(n) ? [...digits].map((_, at) => index + at) : [],
  );
  const shown = new Set(places.slice(-4));
  const covered = new Set(places.filter((place) => !shown.has(place)));
  return [...run].map((letter, place) => (covered.has(place) ? "•" : letter)).join("");
}

const longestCard = 19;

function isCard(digits: string): boolean {
  const isLong = issuers.some(
    ({ begins, lengths }) => begins.test(digits) && lengths.includes(digits.length),
  );
  return isLong && isLuhn(digits);
}

/** Full-width and other digits as the plain ones. */
function plainDigits(digits: string): string {
  return digits.normalize("NFKC");
}

/** The check digit of ISO/IEC 7812-1, Annex B. */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The same in an event as it was sent: in the values of a form, or the texts in JSON. Otherwise it stays as it came. */
export function maskCardsInBody(raw: string): string {
  if (!mayHoldCard.test(raw)) return raw;
  const parsed = jsonOf(raw);
  if (parsed !== undefined) {
    const masked = JSON.stringify(maskedIn(parsed.value));
    return masked === JSON.stringify(parsed.value) ? raw : masked;
  }
  const form = new URLSearchParams(raw);
  const masked = new URLSearchParams(
    [...form].map(([name, value]): [string, string] => [name, maskCards(value)]),
  );
  return masked.toString() === form.toString() ? raw : masked.toString();
}

function maskedIn(value: unknown): unknown {
  if (typeof value === "string") return maskCards(value);
  if (Array.isArray(value)) return value.map(maskedIn);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, maskedIn(each)]));
}

function jsonOf(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
