/** @jsxImportSource hono/jsx */
import type { Finding } from "#desk/finding.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Icon } from "#faces/web/parts/icon.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { lineName } from "#faces/web/parts/who.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";
import { QuoSetup, type SetupPage, TwilioSetup } from "./provider-setup.tsx";

/** A line as `line.list` gives it. */
export interface ShownLine {
  number: string;
  name: string;
  provider: string;
  isUsual: boolean;
  canText: boolean;
  canCall: boolean;
  property?: string;
  missing?: string[];
}

export interface PhonePage extends SetupPage {
  business: string;
  lines: ShownLine[];
  /** What the check-up says of the providers. */
  findings: readonly Finding[];
  problem?: string | undefined;
  done?: string | undefined;
}

const providers: Record<string, string> = {
  quo: "Quo",
  twilio: "Twilio",
  sandbox: "the sandbox",
  elevenlabs: "ElevenLabs",
};

/** The numbers of the business, and the providers that hold them. */
export function Phone(page: PhonePage) {
  const { business, reader, lines, findings, problem, done } = page;
  return (
    <Layout
      title="Phone"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
      script="copy.js"
    >
      <Notice problem={problem} done={done} />
      <h2>Lines</h2>
      {lines.length === 0 ? (
        <Empty icon="phone" title="No line yet">
          <p class="quiet">Leave your provider’s key below, and its numbers are here.</p>
        </Empty>
      ) : (
        <ul class="list">
          {lines.map((line) => (
            <Line line={line} />
          ))}
        </ul>
      )}
      {findings.map(({ text }) => (
        <Warning>{text}</Warning>
      ))}
      <h2>Bring in your real number</h2>
      <p>
        The desk works with numbers at Quo (formerly OpenPhone) and at Twilio, also at both. Quo is an app for
        people as well; Twilio places calls, and costs less where you send many texts.
      </p>
      <QuoSetup {...page} />
      <TwilioSetup {...page} />
    </Layout>
  );
}

function Line({ line }: { line: ShownLine }) {
  const { number, name, provider, isUsual, canText, canCall, property, missing = [] } = line;
  return (
    <li class="entry">
      <Icon name="phone" />
      <span class="entry-main">
        <strong>{lineName({ name, number })}</strong>
        <span class="quiet">
          At {providers[provider] ?? provider}
          {property ? `, for ${property}` : ""}
          {isUsual ? "; texts leave from here when nobody says otherwise" : ""}
        </span>
        {missing.map((words) => (
          <span class="quiet">{words}</span>
        ))}
      </span>
      <span class="entry-side">
        <Badge state={canText && missing.length === 0 ? "done" : "failed"}>
          {!canText ? "may not text" : missing.length === 0 ? "texts" : "something is missing"}
        </Badge>
        {canCall ? <Badge state="done">calls</Badge> : null}
      </span>
    </li>
  );
}
