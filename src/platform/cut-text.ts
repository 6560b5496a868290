const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The beginning of a text, at most `longest` UTF-16 units of it, cut between two characters as a person sees them: no
 * family loses a child, no letter its accent, no flag its country.
 */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // The last character that begins before the end, looked for in what stands around it alone.
  const from = Math.max(0, longest - 200);
  let end = longest;
  for (const { index, segment } of characters.segment(text.slice(from, longest + 200))) {
    const begins = from + index;
    if (begins + segment.length <= longest) end = begins + segment.length;
    else {
      end = begins;
      break;
    }
  }
  // Where one character is longer than all that there is room for, half of it is more than nothing.
  return (end > 0 ? text.slice(0, end) : text.slice(0, longest)).toWellFormed();
}
