/** @jsxImportSource hono/jsx */
import type { CardLine } from "#operation/card.ts";
import { withWrittenNumbers } from "#platform/phone-number.ts";
import { visibleLines, visibleText } from "#platform/visible-text.ts";

/** The desk's own facts. */
export function Facts({ lines }: { lines: readonly CardLine[] }) {
  return (
    <dl class="facts">
      {lines.map((line) => (
        <>
          <dt>{visibleText(line.label, 200)}</dt>
          <dd>
            <Fact line={line} />
          </dd>
        </>
      ))}
    </dl>
  );
}

function Fact({ line }: { line: CardLine }) {
  if ("values" in line) return <Values values={line.values} note={line.note} />;
  if ("quote" in line) return <Quote text={line.quote} />;
  if ("before" in line)
    return (
      <>
        was <del>{line.before === null ? "nothing" : visibleText(line.before, 4000)}</del>, becomes{" "}
        <ins>{line.after === null ? "nothing" : visibleText(line.after, 4000)}</ins>
      </>
    );
  return <>{withWrittenNumbers(visibleText(line.value, 4000))}</>;
}

/** How many entries of a list are shown before the rest has to be opened. */
const shortList = 4;

function Values({ values, note }: { values: readonly string[]; note: string | undefined }) {
  const said = note ? `; ${note}` : "";
  const shown = values.slice(0, shortList).map((each) => withWrittenNumbers(visibleText(each, 400)));
  if (values.length <= shortList) return <>{shown.join("; ") + said}</>;
  return (
    <details>
      <summary>
        {shown[0]} and {values.length - 1} more{said}
      </summary>
      <ol>
        {values.map((each) => (
          <li>{withWrittenNumbers(visibleText(each, 400))}</li>
        ))}
      </ol>
    </details>
  );
}

/** Characters of a quote that stand on a card before the rest has to be opened. */
const shortQuote = 240;

/** Words as they are: plain text, nothing in them works. */
export function Quote({ text }: { text: string }) {
  const lines = visibleLines(text);
  const isShort = lines.length <= 4 && lines.join("").length <= shortQuote;
  const whole = (
    <blockquote>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </blockquote>
  );
  if (isShort) return whole;
  return (
    <details>
      <summary>
        {visibleText(lines.join(" "), 64)} Show all {[...text].length} characters
      </summary>
      {whole}
    </details>
  );
}
