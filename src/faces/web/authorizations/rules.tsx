/** @jsxImportSource hono/jsx */

import { Empty } from "#faces/web/parts/empty.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken } from "#platform/zone.ts";
import { QueuePlaces } from "./authorizations.tsx";
import type { Doing } from "./card.tsx";

export interface StandingRule {
  id: string;
  operation: string;
  state: "holds" | "expired" | "revoked";
  app: string | null;
  target: string[] | null;
  words: string[] | null;
  cap: number | null;
  daily_cap: number | null;
  used_today: number;
  uses: number;
  last_used_at: string | null;
  created_at: string;
  created_by: string;
  request: string;
  expires_at: string;
}

export interface PoliciesPage {
  business: string;
  reader: Reader;
  policies: StandingRule[];
  doing(operation: string): Doing;
  problem: string | undefined;
  done: string | undefined;
}

/** What was allowed always: for whom, how far, until when, and how often it was used. */
export function Policies({ business, reader, policies, doing, problem, done }: PoliciesPage) {
  return (
    <Layout
      title="Standing rules"
      business={business}
      reader={reader}
      action={<QueuePlaces at="rules" />}
      isWorking
    >
      <Notice problem={problem} done={done} />
      {policies.length === 0 ? (
        <Empty icon="rules" title="Nothing is allowed always">
          <p class="quiet">A rule is made with “Allow always” where something waits.</p>
        </Empty>
      ) : (
        <ul class="cards">
          {policies.map((rule) => (
            <li>
              <h2>{doing(rule.operation).title}</h2>
              <p>{reachOf(rule, doing(rule.operation))}</p>
              <p class="quiet">
                {rule.state === "holds"
                  ? `Until ${spoken(rule.expires_at, reader.now)}`
                  : `It is ${rule.state}`}
                ; used {counted(rule.uses, "time")}
                {rule.last_used_at ? `, last on ${spoken(rule.last_used_at, reader.now)}` : ""}. Made by{" "}
                {visibleText(rule.created_by, 60)} with{" "}
                <a class="inline" href={`/authorizations/${rule.request}`}>
                  this request
                </a>
                .
              </p>
              {rule.state === "holds" ? (
                <form method="post" action="/authorizations/rules">
                  <input type="hidden" name="form" value={reader.token} />
                  <input type="hidden" name="id" value={rule.id} />
                  <button
                    type="submit"
                    name="action"
                    value="revoke"
                    class="second"
                    aria-label={`Take back the rule: ${doing(rule.operation).title}`}
                  >
                    Take back
                  </button>
                </form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
}

/** What a rule lets through, in words: what it does not bound is said too. */
export function reachOf(rule: StandingRule, { always }: Pick<Doing, "always">): string {
  const unit = always?.measure?.unit ?? "times";
  const many = (list: readonly string[]) => list.map((each) => visibleText(each, 60)).join("; ");
  const parts = [
    rule.app === null ? "Any app" : `Only ${visibleText(rule.app, 60)}`,
    ...(rule.target ? [`only for ${many(rule.target)}`] : always?.target ? [always.target.any] : []),
    ...(rule.words ? [`only with the words “${many(rule.words)}”`] : always?.words ? [always.words.any] : []),
    ...(rule.cap === null ? [] : [`at most ${rule.cap} ${unit} at once`]),
    ...(rule.daily_cap === null
      ? []
      : [`at most ${rule.daily_cap} ${unit} a day (${rule.used_today} today)`]),
  ];
  return `${parts.join(", ")}.`;
}
