/** What a file's first bytes say it is, of the kinds that a page shows; whatever it calls itself. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const begins = (...start: readonly number[]) => start.every((byte, n) => bytes[n] === byte);
  const reads = (at: number, text: string) =>
    [...text].every((letter, n) => bytes[at + n] === letter.charCodeAt(0));
  if (begins(0xff, 0xd8, 0xff)) return "image/jpeg";
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (reads(0, "GIF87a") || reads(0, "GIF89a")) return "image/gif";
  if (reads(0, "RIFF") && reads(8, "WEBP")) return "image/webp";
  return undefined;
}
