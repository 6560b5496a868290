/** @jsxImportSource hono/jsx */
import { Badge } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Choice, FilterBar } from "#faces/web/parts/filter-bar.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { dayHeading, timeOfDay } from "#platform/zone.ts";
import { commandName } from "#runtime/compiled.ts";
import { type AuditLine, outcomeOf, outcomeWords, type Teller } from "./words.ts";

export interface AuditPage {
  business: string;
  reader: Reader;
  lines: AuditLine[];
  /** What is looked for. */
  filter: { operation: string; outcome: string; who: string; reads: string };
  /** People and apps that may be looked for: their ids and names. */
  askers: readonly (readonly [id: string, name: string])[];
  teller: Teller;
  /** The address of what is shown as a file, and of the next page; undefined on the last one. */
  file: string;
  older: string | undefined;
}

/** Who did what, and how it ended, newest first. */
export function Audit({ business, reader, lines, filter, askers, teller, file, older }: AuditPage) {
  const action = (
    <a class="button second" href={file} download>
      Export
    </a>
  );
  return (
    <Layout title="Audit" business={business} reader={reader} action={action}>
      <FilterBar>
        <Choice name="who" label="Who" value={filter.who} options={[["", "Anybody"], ...askers]} />
        <Choice
          name="operation"
          label="What"
          value={filter.operation}
          options={[["", "Anything"], ...teller.kinds]}
        />
        <Choice
          name="outcome"
          label="Result"
          value={filter.outcome}
          options={[
            ["", "Any result"],
            ...Object.entries(outcomeWords).map(([code, [, words]]) => [code, words] as const),
          ]}
        />
        <Choice
          name="reads"
          label="Kind"
          value={filter.reads}
          options={[
            ["", "Changes"],
            ["yes", "Changes and looking"],
          ]}
        />
      </FilterBar>
      {lines.length === 0 ? (
        <Empty icon="audit" title="Nothing of that kind has happened" />
      ) : (
        daysOf(lines, reader.now).map(([day, ofDay]) => (
          <>
            <h2 class="group">{day}</h2>
            <ul class="list">
              {ofDay.map((line) => (
                <li>
                  <Line line={line} teller={teller} />
                </li>
              ))}
            </ul>
          </>
        ))
      )}
      <Older href={older} />
      <details>
        <summary>How to see that nothing was changed</summary>
        <p class="quiet">
          Every line is tied to the one before. <code>{commandName} audit verify</code> checks that, where the
          desk runs, and prints a seal to write down.
        </p>
      </details>
    </Layout>
  );
}

/** What one line says; ids for whoever asks. */
function Line({ line, teller }: { line: AuditLine; teller: Teller }) {
  const [state, words] = outcomeOf(line.outcome);
  return (
    <details class="line">
      <summary class="entry">
        <span class="entry-main">
          <strong>
            {teller.titleOf(line.operation)}
            {line.about ? `: ${writtenNumber(visibleText(line.about, 80))}` : ""}
          </strong>
          <span class="quiet">
            <bdi>{visibleText(teller.whoOf(line), 120)}</bdi>
          </span>
        </span>
        <span class="entry-side">
          <Badge state={state}>{words}</Badge>
          <time class="quiet" datetime={line.at}>
            {timeOfDay(line.at)}
          </time>
        </span>
      </summary>
      <dl class="facts">
        <dt>Operation</dt>
        <dd>
          <code>{line.operation}</code>, <code>{line.outcome}</code>
        </dd>
        <dt>Person</dt>
        <dd>
          <code>{visibleText(line.user, 80)}</code>
        </dd>
        <dt>App or address</dt>
        <dd>
          <code>{visibleText(line.client, 80)}</code>, by {line.face}
        </dd>
        <dt>Request</dt>
        <dd>
          <code>{visibleText(line.requestId, 80)}</code>
        </dd>
        <dt>Line</dt>
        <dd>
          {line.seq}
          {line.isSealed ? ", sealed" : ", not sealed yet"}
        </dd>
      </dl>
    </details>
  );
}

/** Lines that stand together under their day. */
export function daysOf<Line extends { at: string }>(lines: readonly Line[], now: number): [string, Line[]][] {
  const days: [string, Line[]][] = [];
  for (const line of lines) {
    const day = dayHeading(line.at, now);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(line);
    else days.push([day, [line]]);
  }
  return days;
}
