import { randomBytes } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const prefixes = ["con", "msg", "cal", "cnv", "auth", "evt", "tok", "aud", "out", "lin", "run"] as const;

/** What an id begins with, e.g. `msg_`. */
export type IdPrefix = (typeof prefixes)[number];

let lastTime = 0;
let lastRandom = 0n;

/**
 * A new id: prefix, 10 characters of time, 16 of randomness (Crockford base 32, lower case).
 * Ids made in one process sort in the order they were made, also within a millisecond.
 */
export function newId(prefix: IdPrefix, now: number): string {
  if (now > lastTime) {
    lastTime = now;
    lastRandom = BigInt(`0x${randomBytes(10).toString("hex")}`) >> 1n;
  } else {
    lastRandom += 1n + BigInt(randomBytes(2).readUInt16BE());
  }
  return `${prefix}_${encode(BigInt(lastTime), 10)}${encode(lastRandom, 16)}`;
}

/** A pattern for schemas: `idPattern("msg")` matches what `newId("msg", …)` makes. */
export function idPattern(prefix: IdPrefix): RegExp {
  return new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`);
}

function encode(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = alphabet[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}
