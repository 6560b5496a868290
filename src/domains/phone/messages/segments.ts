import { SegmentedMessage } from "sms-segments-calculator";
import { longestText } from "./drafts.ts";

/** How carriers take a text: its alphabet, and in how many parts. Each part is paid for. */
export interface Segments {
  /** GSM 03.38's alphabet, or two bytes a character for what it lacks. */
  encoding: "GSM-7" | "UCS-2";
  segments: number;
}

/** Two-byte characters that one of several parts holds. */
const unitsInPart = 67;

export function segmentsOf(content: string): Segments {
  const { encodingName, segmentsCount } = new SegmentedMessage(content);
  // One letter under very many marks is longer than a part.
  const least = encodingName === "UCS-2" && content.length > 70 ? Math.ceil(content.length / unitsInPart) : 1;
  return { encoding: encodingName, segments: Math.max(least, segmentsCount) };
}

/**
 * The same text in the letters of GSM-7 alone, where that makes it shorter to send: typographic quotes and dashes made
 * plain, accents that the alphabet lacks and pictures left out. Undefined where it would not be shorter, or would not
 * say the same: of signs, fractions and letters of another script nothing is left out.
 */
export function plainerThan(content: string): string | undefined {
  const now = segmentsOf(content);
  if (now.encoding === "GSM-7") return undefined;
  const plain = inGsm(content);
  if (plain === undefined || plain.length > longestText) return undefined;
  return segmentsOf(plain).segments < now.segments ? plain : undefined;
}

/** GSM 03.38: its basic alphabet and the extension. */
const gsm = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€",
);

/** What is written in another way, and says the same. */
const plainSigns: Record<string, string> = {
  ...{
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201b": "'",
    "\u2032": "'",
    "\u00b4": "'",
    "\u0060": "'",
  },
  ...{
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u201f": '"',
    "\u2033": '"',
    "\u00ab": '"',
    "\u00bb": '"',
  },
  ...{
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
  },
  ...{ "\u2026": "...", "\u2022": "-", "\u00b7": "-", "\t": " ", "\r\n": "\n" },
  ...{
    "\u00a0": " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\u202f": " ",
    "\u2002": " ",
    "\u2003": " ",
  },
  ...{ "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "" },
  ...{ ł: "l", Ł: "L", đ: "d", Đ: "D", ı: "i", œ: "oe", Œ: "OE" },
};

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function inGsm(content: string): string | undefined {
  let text = "";
  for (const { segment } of graphemes.segment(content.normalize("NFC"))) {
    const plain = plainLetter(segment);
    if (plain === undefined) return undefined;
    text += plain;
  }
  const tidy = text
    // What stood on both sides of a picture stays apart.
    .replaceAll(/(?<=[\p{L}\p{N}])\0+(?=[\p{L}\p{N}])/gu, " ")
    .replaceAll("\0", "")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/ +$/gm, "")
    .trim();
  return tidy === "" ? undefined : tidy;
}

/** Undefined for what cannot be said in GSM-7; a picture is a mark, to be left out. */
function plainLetter(letter: string): string | undefined {
  if (gsm.has(letter)) return letter;
  const sign = plainSigns[letter];
  if (sign !== undefined) return sign;
  const boxed = /^([0-9#*])\ufe0f?\u20e3$/.exec(letter)?.[1];
  if (boxed !== undefined) return boxed;
  if (/^(?:\p{Extended_Pictographic}|\p{Regional_Indicator})/u.test(letter)) return "\0";
  if (!/^\p{L}\p{M}*$/u.test(letter)) return undefined;
  const bare = letter.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return [...bare].every((each) => gsm.has(each)) ? bare : undefined;
}
