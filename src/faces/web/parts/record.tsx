/** @jsxImportSource hono/jsx */

import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleLines, visibleText } from "#platform/visible-text.ts";

export interface RecordPage {
  business: string;
  reader: Reader;
  title: string;
  /** Lines of plain text; those that somebody wrote begin with `>`. */
  text: string;
}

/** One contact, text or call, as an assistant that cites it has read it. */
export function RecordView({ business, reader, title, text }: RecordPage) {
  return (
    <Layout title={visibleText(title, 200)} business={business} reader={reader}>
      {passages(text).map(({ isQuote, lines }) => {
        const shown = visibleLines(lines.join("\n")).map((line) => <p>{line}</p>);
        return isQuote ? <blockquote>{shown}</blockquote> : shown;
      })}
    </Layout>
  );
}

interface Passage {
  isQuote: boolean;
  lines: string[];
}

/** Lines that stand together, what was written apart from what the desk says. */
function passages(text: string): Passage[] {
  const found: Passage[] = [];
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const isQuote = line.startsWith("> ");
    const last = found.at(-1);
    const passage = last?.isQuote === isQuote ? last : { isQuote, lines: [] };
    if (passage !== last) found.push(passage);
    passage.lines.push(isQuote ? line.slice(2) : line);
  }
  return found;
}
