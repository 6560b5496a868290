/** @jsxImportSource hono/jsx */
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { KeptSecret, type SecretState } from "#faces/web/parts/kept-secret.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleLines, visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface EmailPage {
  business: string;
  reader: Reader;
  provider: "smtp" | "sandbox" | "none";
  server: SecretState;
  /** `mail.from` and `mail.owner`, as they are or as they were filled in. */
  from: string;
  owner: string;
  emails: {
    id: string;
    to: string;
    subject: string;
    content: string;
    attached: string | null;
    state: "queued" | "sent" | "failed" | "unknown";
    why: string | null;
    at: string;
  }[];
  problem?: string | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
  done?: string | undefined;
}

const states: Record<EmailPage["emails"][number]["state"], readonly [State, string]> = {
  queued: ["waiting", "on its way"],
  sent: ["done", "sent"],
  failed: ["failed", "not sent"],
  unknown: ["waiting", "nobody knows yet whether it went out"],
};

const now = {
  smtp: "Emails go out by your mail server.",
  sandbox: "This desk is being tried out: emails reach nobody, and stand below as they would have gone out.",
  none: "No email goes out: there is no mail server.",
} as const;

/** The mail server, the addresses, and what went out. */
export function Email(page: EmailPage) {
  const { business, reader, provider, server, from, owner, emails, problem, wrong, done } = page;
  return (
    <Layout title="Email" business={business} reader={reader} crumb={{ href: "/settings", text: "Settings" }}>
      <Notice problem={problem} done={done} />
      <p>{now[provider]}</p>
      <KeptSecret
        reader={reader}
        secret={server}
        label="mail server"
        hint="As smtps://user:password@host:465, from whoever hosts your email."
        loses="No email goes out any more."
      />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field
          id="from"
          label="Emails come from"
          hint="An address your mail server sends for."
          problem={wrong?.["mail.from"]}
        >
          <input
            id="from"
            name="mail.from"
            type="email"
            value={from}
            maxlength={254}
            {...faulty("from", wrong?.["mail.from"])}
          />
        </Field>
        <Field
          id="owner"
          label="Your own address"
          hint="Where the morning’s briefing is mailed to, where you want it."
          problem={wrong?.["mail.owner"]}
        >
          <input
            id="owner"
            name="mail.owner"
            type="email"
            value={owner}
            maxlength={254}
            {...faulty("owner", wrong?.["mail.owner"])}
          />
        </Field>
        <button type="submit" name="action" value="save">
          Save
        </button>
      </form>
      <h2>What went out</h2>
      {emails.length === 0 ? (
        <Empty icon="mail" title="Nothing yet" />
      ) : (
        <ul class="times">
          {emails.map((email) => (
            <li class="card">
              <p>
                <strong>{visibleText(email.subject, 200)}</strong>
              </p>
              <p class="quiet">
                To {visibleText(email.to, 254) || "somebody who was erased"}, {spoken(email.at, reader.now)}
                {email.attached ? `, with the ${email.attached}` : ""}
              </p>
              <p>
                <Badge state={states[email.state][0]}>{states[email.state][1]}</Badge> {email.why ?? ""}
              </p>
              <details>
                <summary>Read it</summary>
                <p>{visibleLines(email.content).join("\n")}</p>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
}
