/** @jsxImportSource hono/jsx */
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

/** A line of evidence as `consent.list` gives it. */
export interface Consent {
  id: string;
  phone: string;
  act: "opt_out" | "opt_in" | "marketing_given" | "marketing_withdrawn";
  source: string;
  untrustedWords?: string;
  evidence?: string;
  recordedBy: string;
  at: string;
}

export interface ConsentsPage {
  business: string;
  reader: Reader;
  /** The number that is looked for; empty for everybody. */
  phone: string;
  consents: Consent[];
  older: string | undefined;
  problem?: string | undefined;
}

const acts: Record<Consent["act"], readonly [State, string]> = {
  opt_out: ["stopped", "wants no texts and calls"],
  opt_in: ["done", "wants them again"],
  marketing_given: ["done", "agreed to marketing"],
  marketing_withdrawn: ["stopped", "wants no marketing"],
};

const sources: Record<string, string> = {
  text: "by text",
  call: "on a call",
  provider: "from the phone company",
  person: "told somebody here",
  app: "told an assistant",
  form: "on a form",
  import: "from a list",
};

/** Who agreed to or refused what, the newest first, and the same as a file. */
export function Consents({ business, reader, phone, consents, older, problem }: ConsentsPage) {
  return (
    <Layout
      title="Consents"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
      isWorking
      action={
        <a class="button second" href="/consents.csv">
          Save as a file
        </a>
      }
    >
      <p class="lead">
        What customers have said about being texted and called. Nothing here can be changed, only added to: it
        is your evidence.
      </p>
      <FilterBar>
        <Words label="A number" value={phone} />
      </FilterBar>
      {problem ? <p class="problem">{problem}</p> : null}
      {consents.length === 0 ? (
        <Empty icon="done" title="Nothing yet">
          <p class="quiet">When a customer texts STOP, or somebody records a consent, it stands here.</p>
        </Empty>
      ) : (
        <List label="Consents, the newest first">
          {consents.map((each) => (
            <Line consent={each} now={reader.now} />
          ))}
        </List>
      )}
      <Older href={older} />
    </Layout>
  );
}

function Line({ consent, now }: { consent: Consent; now: number }) {
  const { phone, act, source, untrustedWords, evidence, at } = consent;
  const [state, words] = acts[act];
  const kept = evidence && !/^msg_/.test(evidence) ? `, kept at ${visibleText(evidence, 120)}` : "";
  const said = untrustedWords ? `“${visibleText(untrustedWords, 200)}”, ` : "";
  return (
    <Entry
      href={`/inbox/${encodeURIComponent(phone)}`}
      icon="text"
      title={writtenNumber(phone)}
      text={`${said}${sources[source] ?? source}, ${spoken(at, now)}${kept}`}
      side={<Badge state={state}>{words}</Badge>}
    />
  );
}
