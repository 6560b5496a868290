/** @jsxImportSource hono/jsx */
import type { Finding } from "#desk/finding.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import type { AuditLine, Teller } from "#faces/web/audit/words.ts";
import { outcomeOf } from "#faces/web/audit/words.ts";
import { type Conversation, ConversationEntry } from "#faces/web/inbox/inbox.tsx";
import { Badge } from "#faces/web/parts/badge.tsx";
import { atMost } from "#faces/web/parts/count.ts";
import { Icon, type IconName } from "#faces/web/parts/icon.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { lineName } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { TicketEntry } from "#faces/web/tickets/ticket-entry.tsx";
import { ago } from "#platform/ago.ts";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { timeOfDay } from "#platform/zone.ts";
import { FirstSteps, type Step } from "./first-steps.tsx";
import { Money, type MoneyShown } from "./money.tsx";

/** A phone line as `line.list` gives it. */
export interface Line {
  number: string;
  name: string;
  provider: string;
  canText: boolean;
  canCall: boolean;
}

export interface WaitingRequest {
  queue_id: string;
  title: string;
  client: string;
  asked_at: string;
}

export interface HomePage {
  business: string;
  reader: Reader;
  requests: WaitingRequest[];
  /** Those that nobody has answered. */
  conversations: Conversation[];
  missedCalls: number;
  tickets: TicketView[];
  names: Readonly<Record<string, string>>;
  /** How many are open, or that there are more than were counted. */
  openTickets: string;
  money: MoneyShown;
  lines: Line[];
  /** True where the sandbox's page is there for the reader. */
  hasSandbox: boolean;
  /** What is not set up or does not work: the owner's to mend. */
  findings: Finding[];
  /** What assistants did today; undefined for who does not see the audit. */
  today: AuditLine[] | undefined;
  teller: Teller;
  steps: Step[];
}

/** Where a day begins: what waits, who is unanswered, what is open, whether everything works, what assistants did. */
export function Home(page: HomePage) {
  const { business, reader, conversations, missedCalls, tickets, openTickets, steps } = page;
  const isDue = page.requests.length > 0;
  return (
    <Layout title="Home" business={business} reader={reader} isWorking isLive>
      <Live id="home" from="/">
        <ul class="figures">
          {reader.waiting === undefined ? null : (
            <Figure href="/authorizations" icon="waiting" number={reader.waiting} of="waiting for you" />
          )}
          <Figure
            href="/inbox?show=unanswered"
            icon="inbox"
            number={atMost(reader.unanswered)}
            of="unanswered"
          />
          <Figure
            href="/inbox?show=unanswered"
            icon="missed"
            number={missedCalls}
            of={missedCalls === 1 ? "missed call" : "missed calls"}
          />
          <Figure href="/tickets" icon="tickets" number={openTickets} of="open tickets" isCalm />
        </ul>
        {isDue ? <Requests {...page} /> : null}
        {steps.length > 0 ? <FirstSteps steps={steps} token={reader.token} /> : null}
        <div class="columns">
          <div>
            {isDue ? null : <Requests {...page} />}
            <section class="card" aria-labelledby="unanswered">
              <h2 id="unanswered">Nobody has answered</h2>
              {conversations.length === 0 ? (
                <p class="quiet">Everybody has been answered.</p>
              ) : (
                <List>
                  {conversations.map((each) => (
                    <ConversationEntry conversation={{ ...each, unanswered: false }} now={reader.now} />
                  ))}
                </List>
              )}
            </section>
            <section class="card" aria-labelledby="open-tickets">
              <h2 id="open-tickets">Open tickets</h2>
              {tickets.length === 0 ? (
                <p class="quiet">Nothing is open.</p>
              ) : (
                <List>
                  {tickets.map((each) => (
                    <TicketEntry ticket={each} now={reader.now} names={page.names} />
                  ))}
                </List>
              )}
            </section>
          </div>
          <div>
            <Money {...page.money} />
            <Works {...page} />
            <Today {...page} />
          </div>
        </div>
      </Live>
    </Layout>
  );
}

/** A number that leads to what it counts. */
function Figure({
  href,
  icon,
  number,
  of,
  isCalm = false,
}: {
  href: string;
  icon: IconName;
  number: number | string;
  of: string;
  /** True where a number is nothing that presses. */
  isCalm?: boolean;
}) {
  const isDue = !isCalm && number !== 0 && number !== "0";
  return (
    <li>
      <a class={isDue ? "figure due" : "figure"} href={href}>
        <strong>{number}</strong>
        <span>
          <Icon name={icon} />
          {of}
        </span>
      </a>
    </li>
  );
}

function Requests({ reader, requests }: HomePage) {
  if (reader.waiting === undefined) return null;
  return (
    <section class="card" aria-labelledby="waits">
      <h2 id="waits">Waiting for you</h2>
      {requests.length === 0 ? (
        <p class="quiet">Nothing is. When an assistant wants to do something risky, it asks here first.</p>
      ) : (
        <List>
          {requests.map(({ queue_id, title, client, asked_at }) => (
            <Entry
              href={`/authorizations/${queue_id}`}
              icon="waiting"
              title={title}
              text={`${visibleText(client, 60)}, ${ago(Date.parse(asked_at), reader.now)}`}
              side={<Badge state="waiting">decide</Badge>}
            />
          ))}
        </List>
      )}
    </section>
  );
}

/** The lines, and what is not set up. */
function Works({ lines, findings, hasSandbox, reader }: HomePage) {
  const [yours, theirs] = [findings.filter(isYours), findings.filter((each) => !isYours(each))];
  return (
    <section class="card" aria-labelledby="works">
      <h2 id="works">Does everything work?</h2>
      {lines.length === 0 ? <p class="quiet">There is no phone line yet.</p> : null}
      <ul class="steps">
        {lines.map(({ number, name, provider, canText, canCall }) => (
          <li>
            <Icon name="phone" />
            <span class="entry-main">
              <strong>{lineName({ name, number })}</strong>
              <span class="quiet">
                {provider === "sandbox"
                  ? "nothing reaches a real phone"
                  : canText && canCall
                    ? "texts and calls"
                    : canText
                      ? "texts"
                      : canCall
                        ? "calls; it may not text yet"
                        : "receives only"}
              </span>
            </span>
            <Badge state={provider === "sandbox" ? "plain" : canText || canCall ? "done" : "failed"}>
              {provider === "sandbox" ? "sandbox" : canText || canCall ? "works" : "cannot send"}
            </Badge>
          </li>
        ))}
        {yours.map((finding) => (
          <Found finding={finding} />
        ))}
      </ul>
      {theirs.length > 0 ? (
        <details>
          <summary>For whoever installed the desk ({theirs.length})</summary>
          <ul class="steps">
            {theirs.map((finding) => (
              <Found finding={finding} />
            ))}
          </ul>
        </details>
      ) : null}
      {hasSandbox ? (
        <p>
          <a class="go" href="/sandbox">
            Open a customer’s phone
          </a>
        </p>
      ) : null}
      {reader.isOwner && findings.length === 0 ? <p class="quiet">Nothing is missing.</p> : null}
    </section>
  );
}

/** Whether somebody mends it on a page of the desk; the rest is for who runs the machine. */
function isYours({ level, mend }: Finding): boolean {
  return level === "fail" || (mend?.page?.startsWith("/settings/") ?? false);
}

function Found({ finding: { level, about, text, mend } }: { finding: Finding }) {
  return (
    <li>
      <Icon name={level === "fail" ? "failed" : "warning"} />
      <span class="entry-text">{mend?.plain ?? `${about[0]?.toUpperCase()}${about.slice(1)}: ${text}`}</span>
      {mend?.page ? (
        <a class="go" href={mend.page}>
          {mend.page.startsWith("/docs/") ? "How to fix it" : "Fix it"}
          <span class="unseen">: {about}</span>
        </a>
      ) : null}
    </li>
  );
}

function Today({ today, teller }: HomePage) {
  if (today === undefined) return null;
  return (
    <section class="card" aria-labelledby="today">
      <h2 id="today">What assistants did today</h2>
      {today.length === 0 ? (
        <p class="quiet">Nothing yet.</p>
      ) : (
        <ol class="timeline">
          {today.map((line) => {
            const [state, words] = outcomeOf(line.outcome);
            return (
              <li>
                {teller.titleOf(line.operation)}
                {line.about ? `: ${writtenNumber(visibleText(line.about, 60))}` : ""}{" "}
                <Badge state={state}>{words}</Badge>
                <br />
                <small class="quiet">
                  {timeOfDay(line.at)}, <bdi>{visibleText(teller.whoOf(line), 80)}</bdi>
                </small>
              </li>
            );
          })}
        </ol>
      )}
      <p>
        <a class="go" href="/audit">
          Everything that was done
        </a>
      </p>
    </section>
  );
}
