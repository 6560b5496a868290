import { plainText } from "#platform/plain-text.ts";

/** Tickets are counted from here, so that the first one sounds like one of many. */
export const firstNumber = 1000;

/** What people say: `TKT-1000`. */
export function spokenNumber(number: number): string {
  return `TKT-${number}`;
}

/** The number in `TKT-1000`, in any case, also bare, or digit by digit as it is said; undefined for anything else. */
export function numberIn(text: string): number | undefined {
  const digits = /^(?:TKT[- ]?)?(\d(?: ?\d){3,11})$/i.exec(plainText(text))?.[1]?.replaceAll(" ", "");
  return digits === undefined ? undefined : Number(digits);
}
