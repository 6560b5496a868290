import type { Reader } from "#db/client.ts";
import type { CardLine } from "#operation/card.ts";
import type { Permission } from "#operation/permission.ts";
import { plainText } from "#platform/plain-text.ts";
import { isoIn, spoken } from "#platform/zone.ts";
import { type DecidedRow, decidedSince } from "./decided-store.ts";

/** A person's no to something that reaches the same people with the same words. */
export interface Denial {
  id: string;
  /** Milliseconds, UTC. */
  at: number;
  note: string | null;
}

/** What is said to whom: for each recipient the texts; none for a call. */
type Reaches = Map<string, string[]>;

/**
 * The last word on what this plan is about, where it was a no. Each text to each person is looked at by itself: of
 * everything decided since then that reached that person and said the same, spelling aside, whichever app asked, by
 * whatever tool and for whomever else, the last counts, and of two at once the no. What a person has allowed since then
 * is allowed, and nothing beside it.
 */
export async function denialOf(
  db: Reader,
  operation: string,
  facts: Record<string, unknown>,
  since: number,
): Promise<Denial | undefined> {
  const wanted = reachesIn(facts);
  if (wanted.size === 0) return undefined;
  const kind = kindOf(operation);
  const decided = (await decidedSince(db, since))
    .filter((row) => kindOf(row.operation) === kind)
    .map((row) => ({
      row,
      reaches: reachesIn((JSON.parse(row.facts) as { facts?: Record<string, unknown> }).facts ?? {}),
    }))
    .sort((one, other) => lateness(other.row) - lateness(one.row));
  const isTheSame = comparing();
  for (const [to, texts] of wanted) {
    const reaching = decided.filter(({ reaches }) => reaches.has(to));
    // A call says nothing, and is the same as any other to that person.
    for (const words of texts.length > 0 ? texts : [undefined]) {
      const last = reaching.find(
        ({ reaches }) => words === undefined || reaches.get(to)?.some((other) => isTheSame(words, other)),
      )?.row;
      if (last?.state === "denied") return { id: last.id, at: last.decidedAt ?? 0, note: last.note };
    }
  }
  return undefined;
}

/** Later is more; of two at the same moment the no is the later one. */
function lateness({ decidedAt, state }: DecidedRow): number {
  return (decidedAt ?? 0) * 2 + (state === "denied" ? 1 : 0);
}

/** What a denial asks for: a person again. */
export function permissionAfter(denial: Denial, zone: string): Permission {
  const reason = `A person has denied this to one of them already, on ${spoken(isoIn(zone, denial.at), denial.at)}.`;
  return { level: "requires_authorization", reason, causes: ["denied"] };
}

/** The line of the card that says so. */
export function denialLine({ at, note }: Denial, zone: string): CardLine {
  const when = spoken(isoIn(zone, at), at);
  return note
    ? { label: `Denied before, on ${when}, with the note`, quote: note }
    : { label: "Denied before", value: `On ${when}, to one of them or more, in the same words.` };
}

/** `message` or `call`: a call is not denied by a no to a text. */
function kindOf(operation: string): string {
  return operation.slice(0, operation.indexOf("."));
}

/** Whom a plan reaches with what: as pairs where its facts have them, else everybody with each of the contents. */
function reachesIn({ recipients, contents, reaches }: Record<string, unknown>): Reaches {
  if (!Array.isArray(recipients) || (Array.isArray(contents) && contents.length === 0)) return new Map();
  const all = recipients.map(String);
  if (!Array.isArray(reaches)) {
    const texts = Array.isArray(contents) ? contents.map(String) : [];
    return new Map(all.map((to) => [to, texts]));
  }
  const said: Reaches = new Map(all.map((to) => [to, []]));
  for (const [to, words] of reaches as [string, string][]) said.get(to)?.push(words);
  return said;
}

/** Whether two texts say the same; each text is spelt out once, and each two of them are compared once. */
function comparing(): (one: string, other: string) => boolean {
  const letters = new Map<string, string>();
  const verdicts = new Map<string, Map<string, boolean>>();
  const spelt = (text: string) => kept(letters, text, () => lettersOf(text));
  return (one, other) =>
    one === other ||
    kept(
      kept(verdicts, one, () => new Map()),
      other,
      // Pictures and signs alone say what they show.
      () => spelt(one) !== "" && spelt(other) !== "" && saysTheSame(spelt(one), spelt(other)),
    );
}

function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Letters that look like Latin ones, and digits that stand for them. */
const lookalikes = new Map(
  Object.entries({
    a: "аαɑᴀ4@",
    b: "вʙ8",
    c: "сϲᴄ",
    d: "ԁđᴅ",
    e: "еεєᴇ3",
    g: "ɡɢ6",
    h: "һнʜ",
    i: "іιıɪ1!|",
    j: "јᴊ",
    k: "кκᴋ",
    l: "ӏłʟ",
    m: "мᴍ",
    n: "пηɴ",
    o: "оοøᴏ0",
    p: "рρᴘ",
    q: "ԛ",
    r: "гʀ",
    s: "ѕꜱ5$",
    t: "тτᴛ7",
    u: "υᴜ",
    v: "νѵᴠ",
    w: "ԝωᴡ",
    x: "хχ",
    y: "уγʏ",
    z: "ᴢ2",
  }).flatMap(([letter, alike]) => [...alike].map((each) => [each, letter] as const)),
);

/**
 * Letters and digits alone: spaces, signs, accents, capitals, doubled letters and letters that look like others are
 * spelling. Vowels of scripts that write them as marks are letters.
 */
function lettersOf(text: string): string {
  const plain = plainText(text).normalize("NFKD").toLowerCase();
  const named = plain
    .replaceAll(/[\u{1f1e6}-\u{1f1ff}]/gu, (each) =>
      String.fromCodePoint((each.codePointAt(0) ?? 0) - 0x1f1e6 + 97),
    )
    .replaceAll(/[\u{1f170}-\u{1f189}]/gu, (each) =>
      String.fromCodePoint((each.codePointAt(0) ?? 0) - 0x1f170 + 97),
    );
  return [...named]
    .map((each) => lookalikes.get(each) ?? each)
    .join("")
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, "")
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, "")
    .replaceAll(/(.)\1+/gu, "$1");
}

/** So much of two texts has to be alike for a change to count as spelling. */
const alike = 0.85;
/** A text of so many letters says the same where most of it stands inside another. */
const longEnough = 10;
const inside = 0.92;

function saysTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  const short = Math.min(a.length, b.length);
  const shared = sharedPairs(a, b);
  if (short >= longEnough && shared / (short - 1) >= inside) return true;
  // Sørensen and Dice: twice what they share of all that they have.
  return short >= 4 && (2 * shared) / (a.length - 1 + (b.length - 1)) >= alike;
}

/** How many pairs of neighbouring letters two texts have in common. */
function sharedPairs(a: string, b: string): number {
  const pairs = new Map<string, number>();
  for (let at = 0; at < a.length - 1; at++) {
    const pair = a.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at < b.length - 1; at++) {
    const pair = b.slice(at, at + 2);
    const left = pairs.get(pair) ?? 0;
    if (left > 0) shared++;
    pairs.set(pair, left - 1);
  }
  return shared;
}
