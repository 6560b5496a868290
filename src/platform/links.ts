/** A host's name in any script, or an address in numbers; a label is bounded, so that looking for one stays quick. */
const link =
  /https?:|\bwww\.|(?<![\p{L}\p{N}-])[\p{L}\p{N}-]{1,63}\.(?:xn--[a-z0-9-]{1,59}|\p{L}{2,24})(?![\p{L}\p{N}])|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/iu;

/** Whether a phone might make a link of something in the text; rather too often than too rarely. */
export function hasLink(text: string): boolean {
  return link.test(text.normalize("NFKC").replaceAll(/[。｡．]/g, "."));
}

/** A text without the words that a phone might make a link of. */
export function withoutLinks(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => !hasLink(word))
    .join(" ");
}
