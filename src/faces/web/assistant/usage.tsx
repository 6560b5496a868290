/** @jsxImportSource hono/jsx */
import type { SumsView, UsageReport } from "#domains/assistant/spending/usage-report.ts";
import { Bars } from "#faces/web/parts/bars.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Scroll } from "#faces/web/parts/scroll.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { AssistantPlaces } from "./places.tsx";

type Named = SumsView & { name: string };

export interface UsagePage {
  business: string;
  reader: Reader;
  report: UsageReport;
  /** The periods of the stretch, with what each has cost in thousandths of a dollar. */
  days: readonly { label: string; value: number }[];
  /** What only the owner sees: by person and purpose, and the bill. */
  whole:
    | {
        people: Named[];
        purposes: Named[];
        billed: { day: string; billed_usd: string; ours_usd: string; difference_usd: string }[];
      }
    | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

const purposeWords: Record<string, string> = {
  chat: "Questions",
  leads: "Reading leads",
  sort: "Sorting texts",
  sentiment: "How callers seemed",
  transcribe: "Writing down recordings",
};

/** What models have cost, by day, model and person. */
export function Usage({ business, reader, report, days, whole, problem, done }: UsagePage) {
  const { total, play_money, budgets } = report;
  return (
    <Layout title="What models cost" business={business} reader={reader} isWorking>
      <AssistantPlaces at="usage" />
      <Notice problem={problem} done={done} />
      <form method="get" class="filter">
        <label for="from">From</label>
        <input id="from" name="from" type="date" value={report.start_date} />
        <label for="until">Until</label>
        <input id="until" name="until" type="date" value={report.end_date} />
        <button type="submit" class="second">
          Show
        </button>
      </form>
      <p>
        <strong>${total.cost_usd}</strong> for {counted(total.calls, "call")}
        {total.calls_of_unknown_cost > 0
          ? `, and ${counted(total.calls_of_unknown_cost, "call")} of unknown cost`
          : ""}
        {total.calls_estimated > 0 ? `; ${counted(total.calls_estimated, "call")} estimated` : ""}.{" "}
        {play_money ? "It is the sandbox’s play money: nobody charges it." : ""}
      </p>
      {budgets.map(({ of, usd, spent_or_held_usd }) => (
        <p>
          {of === "you" ? "Your budget" : "The budget of all"} this month: ${spent_or_held_usd} of ${usd}.
        </p>
      ))}
      {total.calls === 0 ? (
        <Empty icon="assistant" title="Nothing was asked in these days" />
      ) : (
        <>
          <Bars title="Cost" unit="thousandths of a dollar" bars={days} />
          <Sums title="By model" rows={report.by_model} />
        </>
      )}
      {whole ? (
        <>
          <Sums title="By person" rows={whole.people} />
          <Sums
            title="By purpose"
            rows={whole.purposes.map((row) => ({ ...row, name: purposeWords[row.name] ?? row.name }))}
          />
          <h2>Beside the provider’s bill</h2>
          {whole.billed.length === 0 ? null : (
            <Scroll label="Beside the provider’s bill">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Day, UTC</th>
                    <th scope="col">Billed</th>
                    <th scope="col">Counted here</th>
                    <th scope="col">Difference</th>
                  </tr>
                </thead>
                <tbody>
                  {whole.billed.map((row) => (
                    <tr>
                      <td>{row.day}</td>
                      <td>${row.billed_usd}</td>
                      <td>${row.ours_usd}</td>
                      <td>${row.difference_usd}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <Field
              id="bill"
              label="Bring in a bill"
              hint="Paste the provider’s export of costs by day: CSV, or OpenAI’s JSON."
            >
              <textarea id="bill" name="bill" rows={4} required />
            </Field>
            <button type="submit" name="action" value="bill" class="second">
              Lay it beside
            </button>
          </form>
        </>
      ) : null}
    </Layout>
  );
}

function Sums({ title, rows }: { title: string; rows: readonly Named[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Cost</th>
              <th scope="col">Calls</th>
              <th scope="col">Tokens</th>
              <th scope="col">Errors</th>
              <th scope="col">Time</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <td>{visibleText(row.name, 80)}</td>
                <td>
                  ${row.cost_usd}
                  {row.calls_of_unknown_cost > 0 ? ` + ${row.calls_of_unknown_cost} unknown` : ""}
                </td>
                <td>{row.calls}</td>
                <td>{row.input_tokens + row.output_tokens}</td>
                <td>{row.errors}</td>
                <td>
                  {row.average_response_ms === null ? "" : `${(row.average_response_ms / 1000).toFixed(1)} s`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
