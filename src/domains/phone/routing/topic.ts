import { Buffer } from "node:buffer";
import { plainWords } from "#platform/plain-words.ts";
import { placeBits, traitsOf } from "./features.ts";
import { type Topic, topics } from "./topics.ts";
import learnt from "./weights.txt" with { type: "text" };

/** Characters of a text that are looked at. */
const longest = 4000;

/** From how sure a guess on it is taken, whatever else is likelier: an emergency is the worst to overlook. */
const sureEnough = 0.4;

/** Nobody wrote this: codes, answers of machines. */
const automatic =
  /\b(?:verification code|security code|codigo de verificacion|one time (?:code|password)|otp|your code is|(?:tu|su) codigo es|auto ?reply|automatic(?:ally)? (?:reply|response|generated)|automated message|out of (?:the )?office|(?:respuesta|mensaje) automatic[oa]|do not reply to this|no responda a este)\b/u;

let weights: { of: Int8Array[]; scale: number } | undefined;

/** What a text or the words of a call seem to be about. It costs some microseconds, and asks nobody. */
export function topicOf(text: string): Topic {
  const words = plainWords(text.slice(0, longest));
  if (automatic.test(words) && !grave.test(words)) return "other";
  const sure = sureness(text);
  if ((sure[0] ?? 0) >= sureEnough) return topics[0];
  const highest = Math.max(...sure);
  return topics[sure.indexOf(highest)] ?? "other";
}

/** How sure it has to be that a text is neither urgent, angry, nor about something broken, for the desk to answer itself. */
const plainEnough = 0.6;

/** Words of danger and of anger: where one stands, somebody looks, whatever else is asked. */
const grave =
  /\b(?:fire|smoke|gas|sparks?|pain|heart attack|chest|stroke|knife|gun|threat\p{L}*|robbed|stolen|attack\p{L}*|dying|dead|attorney|scam\p{L}*|disgusting|filthy|wrong|never worked|doesnt work|not working|unacceptable|terrible|flood\p{L}*|burst|blood|bleed\p{L}*|hurt|help|emergenc\p{L}*|urgent\p{L}*|police|ambulance|911|999|112|refund|complain\p{L}*|lawyer|angry|incendio|fuego|humo|inunda\p{L}*|sangr\p{L}*|herid\p{L}*|ayuda|auxilio|urgencia|policia|ambulancia|reembolso|queja\p{L}*|abogado|feuer|brand|rauch|hilfe|feu|incendie|fumee|secours|fogo|socorro)\b/u;

/** Whether a text is an ordinary question, which needs nobody's eye. */
export function isOrdinary(text: string): boolean {
  if (grave.test(plainWords(text.slice(0, longest)))) return false;
  const sure = sureness(text);
  const ordinary = topics.map((topic, n) => (topic === "booking" || topic === "other" ? (sure[n] ?? 0) : 0));
  return ordinary.reduce((sum, each) => sum + each, 0) >= plainEnough;
}

/** How sure each topic is, in the order of `topics`, from 0 to 1, all together 1. */
function sureness(text: string): number[] {
  weights ??= read();
  const { of, scale } = weights;
  const traits = traitsOf(text.slice(0, longest));
  const norm = scale / Math.sqrt(traits.length);
  const scores = of.map((each) => {
    let sum = 0;
    for (const trait of traits) sum += each[trait] ?? 0;
    return sum * norm;
  });
  const highest = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - highest));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / whole);
}

function read(): { of: Int8Array[]; scale: number } {
  const [head = "", data = ""] = learnt.split("\n");
  const bytes = Buffer.from(data, "base64");
  const places = 1 << placeBits;
  const of = topics.map((_, n) =>
    Int8Array.from(bytes.subarray(n * places, (n + 1) * places), (byte) => (byte << 24) >> 24),
  );
  return { of, scale: Number(head.split(" ")[1]) };
}
