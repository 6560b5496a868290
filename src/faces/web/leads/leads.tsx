/** @jsxImportSource hono/jsx */
import type { LeadView } from "#domains/money/leads/lead.ts";
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Facts } from "#faces/web/parts/facts.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Choice, FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { CardLine } from "#operation/card.ts";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";

const states: Record<LeadView["status"], readonly [State, string]> = {
  new: ["waiting", "new"],
  contacted: ["waiting", "contacted"],
  quoted: ["waiting", "quoted"],
  converted: ["done", "a customer"],
  archived: ["stopped", "put away"],
};

export const leadShows = [
  ["open", "Open"],
  ["converted", "Customers now"],
  ["archived", "Put away"],
  ["", "All"],
] as const;

export interface LeadsPage {
  business: string;
  reader: Reader;
  show: string;
  words: string;
  leads: LeadView[];
  more: string | undefined;
  mayWrite: boolean;
  /** What was written down and not kept. */
  notes: string;
  problem?: string | undefined;
}

/** Who may become a customer, and a field for the notes of a call. */
export function Leads({ business, reader, show, words, leads, more, mayWrite, notes, problem }: LeadsPage) {
  return (
    <Layout title="Leads" business={business} reader={reader}>
      <Notice problem={problem} />
      {mayWrite ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <Field
            id="notes"
            label="Notes of a call"
            hint="As you took them down: who it is, where, and what they want is read out of them."
          >
            <textarea id="notes" name="notes" rows={3} maxlength={4000} required>
              {notes}
            </textarea>
          </Field>
          <div class="row even">
            <Field id="follow-up" label="Get in touch" hint="3 days, tomorrow, or empty.">
              <input id="follow-up" name="followUp" value="3 days" maxlength={80} />
            </Field>
          </div>
          <button type="submit" name="action" value="capture">
            Write it down
          </button>
        </form>
      ) : null}
      <FilterBar button="Show">
        <Choice name="show" label="Which" value={show} options={leadShows} />
        <Words label="Name, number, words" value={words} />
      </FilterBar>
      {leads.length === 0 ? (
        <Empty icon="leads" title={words ? "Nobody fits that" : "Nobody here"}>
          <p class="quiet">Whoever asks and is no customer yet stands here.</p>
        </Empty>
      ) : (
        <List>
          {leads.map((lead) => (
            <Entry
              href={`/leads/${lead.id}`}
              initialsOf={lead.name}
              title={<bdi>{visibleText(nameOf(lead), 120)}</bdi>}
              text={visibleText(lead.interest ?? lead.property ?? lead.address ?? "", 160)}
              side={<LeadBadge lead={lead} />}
            />
          ))}
        </List>
      )}
      <Older href={more} />
    </Layout>
  );
}

function nameOf({ name, phones, email }: LeadView): string {
  return name ?? (phones[0] ? writtenNumber(phones[0]) : (email ?? "Without a name"));
}

function LeadBadge({ lead }: { lead: LeadView }) {
  const [state, words] = states[lead.status];
  const isOpen = state === "waiting";
  return (
    <Badge state={isOpen && lead.urgency === "high" ? "failed" : state}>
      {isOpen && lead.urgency === "high" ? `${words}, urgent` : words}
    </Badge>
  );
}

export interface LeadPage {
  business: string;
  reader: Reader;
  lead: LeadView;
  mayWrite: boolean;
  problem?: string | undefined;
  done?: string | undefined;
}

/** A field that was read with less than this is marked. */
const unsure = 0.7;

/** One lead: what was read out of the notes, and what can be done. */
export function Lead(page: LeadPage) {
  const { business, reader, lead, mayWrite, problem, done } = page;
  const sure = (name: string) => {
    const found = lead.confidence?.[name];
    return found !== undefined && found < unsure ? " (a guess)" : "";
  };
  const lines: CardLine[] = [
    ...(lead.phones.length > 0 ? [{ label: "Number", values: lead.phones.map(writtenNumber) }] : []),
    ...(["email", "address", "property", "context", "interest"] as const).flatMap((name) =>
      lead[name] ? [{ label: labels[name] + sure(name), value: lead[name] }] : [],
    ),
    ...(lead.source ? [{ label: "Came by", value: lead.source.replaceAll("_", " ") }] : []),
    ...(lead.follow_up ? [{ label: "Get in touch", value: lead.follow_up }] : []),
    ...(lead.notes ? [{ label: "Notes", quote: lead.notes }] : []),
  ];
  return (
    <Layout
      title={visibleText(nameOf(lead), 120)}
      business={business}
      reader={reader}
      crumb={{ href: "/leads", text: "Leads" }}
      isWorking
    >
      <Notice problem={problem} done={done} />
      <div class="beside">
        <div>
          <p>
            <LeadBadge lead={lead} />
            {lead.customer ? (
              <>
                {" "}
                <a class="inline" href={`/contacts/${lead.customer.id}`}>
                  {lead.status === "converted" ? "Their contact" : "They are a contact already"}
                </a>
              </>
            ) : null}
          </p>
          <Facts lines={lines} />
          {lead.read_by === "person" ? null : (
            <p class="quiet">
              Read out of the notes by {lead.read_by === "model" ? "your model" : "the desk’s own rules"}:
              look at it once.
            </p>
          )}
        </div>
        {mayWrite ? <Forms {...page} /> : null}
      </div>
    </Layout>
  );
}

const labels = {
  email: "Email",
  address: "Address",
  property: "Property",
  context: "About them",
  interest: "They want",
} as const;

function Forms({ lead, reader }: LeadPage) {
  if (lead.status === "converted")
    return (
      <div class="forms">
        <a class="button" href={`/quotes/new?customer=${lead.customer?.id ?? ""}`}>
          Write a quote
        </a>
      </div>
    );
  return (
    <div class="forms">
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <h2>A customer</h2>
        {lead.name === null ? (
          <Field id="name" label="Their name">
            <input id="name" name="name" maxlength={120} required />
          </Field>
        ) : null}
        <button type="submit" name="action" value="convert">
          Make them a customer
        </button>
      </form>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <h2>How far it is</h2>
        <div class="actions">
          {lead.status === "new" || lead.status === "archived" ? (
            <button type="submit" name="action" value="contacted" class="second">
              I was in touch
            </button>
          ) : null}
          {lead.status === "archived" ? null : (
            <button type="submit" name="action" value="archive" class="second">
              Put it away
            </button>
          )}
        </div>
      </form>
    </div>
  );
}
