const pattern = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/;

/** A decimal with up to three places in thousandths: `2.5` is 2500. Undefined for anything else. */
export function thousandthsIn(text: string): number | undefined {
  const found = pattern.exec(text.trim());
  if (!found) return undefined;
  const [, sign, whole = "0", rest = ""] = found;
  const size = Number(whole) * 1000 + Number(rest.padEnd(3, "0"));
  return sign === "-" && size !== 0 ? -size : size;
}

/** Thousandths as people write them: 2500 is `2.5`. */
export function writtenThousandths(thousandths: number): string {
  const size = Math.abs(thousandths);
  const rest = String(size % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${thousandths < 0 ? "-" : ""}${Math.floor(size / 1000)}${rest === "" ? "" : `.${rest}`}`;
}
