import { plainText } from "./plain-text.ts";

/** The words of a text in small letters, without accents and marks, a blank between two: `Arrêt!` is `arret`, `don’t` `dont`. */
export function plainWords(text: string): string {
  return plainText(text)
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}|['’‘`´]/gu, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}\s]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
