/** @jsxImportSource hono/jsx */

import { Layout, Notice, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken } from "#platform/zone.ts";
import { Places } from "./authorizations.tsx";
import type { Doing } from "./card.tsx";

export interface StandingRule {
  id: string;
  operation: string;
  state: "holds" | "expired" | "revoked";
  app: string | null;
  target: string[] | null;
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
    <Layout title="What is allowed always" business={business} reader={reader}>
      <Notice problem={problem} done={done} />
      <Places at="rules" />
      {policies.length === 0 ? (
        <p>Nothing is. A rule is made with “Allow always” where something waits.</p>
      ) : (
        <ul class="cards">
          {policies.map((rule) => (
            <li>
              <h2>{doing(rule.operation).title}</h2>
              <p>{reachOf(rule, doing(rule.operation))}</p>
              <p class="quiet">
                {rule.state === "holds" ? `Until ${spoken(rule.expires_at)}` : `It is ${rule.state}`}; used{" "}
                {counted(rule.uses, "time")}
                {rule.last_used_at ? `, last on ${spoken(rule.last_used_at)}` : ""}. Made by{" "}
                {visibleText(rule.created_by, 60)} with{" "}
                <a class="go" href={`/authorizations/${rule.request}`}>
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

function reachOf(rule: StandingRule, { always }: Doing): string {
  const unit = always?.measure?.unit ?? "";
  const parts = [
    rule.app === null ? "Every app" : visibleText(rule.app, 60),
    ...(rule.target ? [`only for ${rule.target.map((each) => visibleText(each, 60)).join("; ")}`] : []),
    ...(rule.cap === null ? [] : [`at most ${rule.cap} ${unit} at once`]),
    ...(rule.daily_cap === null
      ? []
      : [`at most ${rule.daily_cap} ${unit} a day (${rule.used_today} today)`]),
  ];
  return `${parts.join(", ")}.`;
}
