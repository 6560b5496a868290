/** Something in a text that somebody has said, or has not. */
export interface Claim {
  kind: "quotation" | "amount" | "date" | "time" | "number" | "address";
  text: string;
}

/** Claims of one answer; of a longer text the first. */
const most = 100;

const months =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

const kinds: readonly (readonly [Claim["kind"], RegExp])[] = [
  ["quotation", /[“"«„]([^”"»“„]{4,400})[”"»“]/g],
  ["amount", /((?:[$€£]\s?\d[\d.,]*\d|[$€£]\s?\d)|\b\d[\d.,]*\s?(?:dollars|USD|EUR|GBP|euros?)\b)/gi],
  [
    "date",
    new RegExp(
      `(\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?\\b|\\b\\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:${months})\\b|\\b\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?\\b)`,
      "gi",
    ),
  ],
  ["time", /\b(\d{1,2}(?::\d{2})?\s?[ap]\.?m\.?|\d{1,2}:\d{2})(?!\w)/gi],
  ["address", /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g],
  ["number", /(?<![\d$€£.,:/-])(\+?\d[\d ()-]{2,}\d)(?![\d:/])/g],
];

/** What a text claims that can be looked up, each once, in the order of its kinds. */
export function claimsIn(text: string): Claim[] {
  const found = new Map<string, Claim>();
  let rest = text;
  for (const [kind, pattern] of kinds) {
    for (const [, claim = ""] of rest.matchAll(pattern)) {
      const key = `${kind} ${plain(claim)}`;
      if (!found.has(key) && found.size < most) found.set(key, { kind, text: claim.trim() });
    }
    // What is one kind is not counted again as another; what is quoted may hold amounts and dates of its own.
    if (kind !== "quotation") rest = rest.replaceAll(pattern, " ");
  }
  return [...found.values()];
}

/** Whether a line says it: the words of a quotation in their order, digits however they are written. */
export function supports(line: string, { kind, text }: Claim): boolean {
  if (kind === "quotation" || kind === "address") return ` ${plain(line)} `.includes(` ${plain(text)} `);
  if (kind === "number") return digits(line, true).includes(digits(text, false));
  if (kind === "amount") return amountsIn(line).includes(amountOf(text));
  const same = claimsIn(line).filter((claim) => claim.kind === kind);
  return same.some((claim) => spoken(claim) === spoken({ kind, text }));
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[’']/g, "")
    .replaceAll(/[^\p{L}\p{N}@.+]+/gu, " ")
    .replaceAll(/(?<![\p{N}])\.|\.(?![\p{L}\p{N}])/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function digits(text: string, isLine: boolean): string {
  const runs = text.match(/\+?\d[\d ().-]*/g) ?? [];
  const bare = runs.map((run) => run.replaceAll(/\D/g, ""));
  return isLine ? ` ${bare.join(" ")} ` : (bare[0] ?? "\0");
}

function amountOf(text: string): string {
  const number = text.replaceAll(/[^\d.,]/g, "").replace(/[.,]$/, "");
  const isGrouped = number.replaceAll(/[.,](?=\d{3}(?:\D|$))/g, "");
  return String(Number(isGrouped.replace(",", ".")));
}

function amountsIn(line: string): string[] {
  return (line.match(/\d[\d.,]*/g) ?? []).map(amountOf);
}

/** A date or a time, however it is written. */
function spoken({ kind, text }: Claim): string {
  const lower = text.toLowerCase();
  if (kind === "time") {
    const [, hour = "0", minute = "00", half = ""] = /(\d{1,2})(?::(\d{2}))?\s?([ap])?/.exec(lower) ?? [];
    const base = Number(hour) % 12;
    const full = half === "" ? Number(hour) : base + (half === "p" ? 12 : 0);
    return `${full}:${minute}`;
  }
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(lower);
  if (iso) return `${Number(iso[2])}/${Number(iso[3])}`;
  const slashed = /^(\d{1,2})\/(\d{1,2})/.exec(lower);
  if (slashed) return `${Number(slashed[1])}/${Number(slashed[2])}`;
  const names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const month = names.findIndex((name) => lower.includes(name)) + 1;
  return `${month}/${Number(/\d{1,2}/.exec(lower)?.[0] ?? 0)}`;
}
