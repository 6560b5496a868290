/**
 * Text as it is compared with a word or read as a number: full-width and other compatible forms of a letter as the
 * letter (Unicode NFKC), nothing in it that nobody sees, and white space of every kind as one space.
 */
export function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}
