import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { placeBits, traitsOf } from "#domains/phone/routing/features.ts";
import { type Topic, topics } from "#domains/phone/routing/topics.ts";

/**
 * Learns from made-up texts what a text is about, and writes the weights that `topic.ts` reads: multinomial logistic
 * regression by gradient descent over hashed traits. The same texts give the same weights on every machine.
 */
export interface LabelledText {
  text: string;
  topic: Topic;
  language: string;
}

const folder = join(import.meta.dirname, "topics");
const rounds = 30;
const firstRate = 3;
const places = 1 << placeBits;

export function textsIn(path: string): LabelledText[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LabelledText);
}

/** What is learnt from, and a name for exactly that. */
export function lessons(): { texts: LabelledText[]; name: string } {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
  const texts = files.flatMap((name) => textsIn(join(folder, name)));
  const name = createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16);
  return { texts, name };
}

function learn(texts: readonly LabelledText[]): Float64Array[] {
  const random = randomFrom(1);
  const weights = topics.map(() => new Float64Array(places));
  const sums = topics.map(() => new Float64Array(places));
  const known = texts.map(({ text, topic }) => ({ traits: traitsOf(text), at: topics.indexOf(topic) }));
  for (let round = 0; round < rounds; round++) {
    shuffle(known, random);
    const rate = firstRate / (1 + round * 0.3);
    for (const { traits, at } of known) {
      // Half of what a text has is hidden each time: no single trait is leant on.
      const shown = traits.filter(() => random() >= 0.5);
      if (shown.length > 0) step(weights, shown, { at, rate });
    }
    if (round >= rounds / 2) add(sums, weights);
  }
  // The mean of the later rounds: the last texts that were seen say no more than the others.
  return sums.map((of) => of.map((sum) => sum / Math.ceil(rounds / 2)));
}

function step(
  weights: readonly Float64Array[],
  traits: readonly number[],
  { at, rate }: { at: number; rate: number },
): void {
  const norm = Math.sqrt(traits.length);
  const scores = weights.map((of) => traits.reduce((sum, trait) => sum + (of[trait] ?? 0), 0) / norm);
  const highest = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - highest));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  for (const [n, of] of weights.entries()) {
    const change = (rate * ((n === at ? 1 : 0) - (parts[n] ?? 0) / whole)) / norm;
    for (const trait of traits) of[trait] = (of[trait] ?? 0) + change;
  }
}

function add(sums: readonly Float64Array[], weights: readonly Float64Array[]): void {
  for (const [n, of] of weights.entries()) {
    const sum = sums[n];
    if (sum) for (const [place, weight] of of.entries()) sum[place] = (sum[place] ?? 0) + weight;
  }
}

function shuffle<Item>(items: Item[], random: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other] as Item, items[at] as Item];
  }
}

/** The same numbers on every run, from 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One byte a weight: what they are divided by stands before them. */
function written(weights: readonly Float64Array[], name: string): string {
  const largest = Math.max(
    ...weights.map((of) => of.reduce((most, each) => Math.max(most, Math.abs(each)), 0)),
  );
  const scale = largest / 127;
  const bytes = Buffer.concat(
    weights.map((of) => Buffer.from(Int8Array.from(of, (weight) => Math.round(weight / scale)).buffer)),
  );
  return `${name} ${scale.toPrecision(6)}\n${bytes.toString("base64")}\n`;
}

if (import.meta.main) {
  const { texts, name } = lessons();
  writeFileSync(
    join(import.meta.dirname, "../src/domains/phone/routing/weights.txt"),
    written(learn(texts), name),
  );
  process.stdout.write(`Learnt from ${texts.length} texts.\n`);
}
