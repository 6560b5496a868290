/** @jsxImportSource hono/jsx */
import type { Finding } from "#desk/finding.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Icon } from "#faces/web/parts/icon.tsx";
import { KeptSecret, type SecretState } from "#faces/web/parts/kept-secret.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { NotReached } from "#faces/web/parts/reach.tsx";
import { lineName } from "#faces/web/parts/who.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";

export interface PhonePage {
  business: string;
  reader: Reader;
  lines: {
    number: string;
    name: string;
    provider: string;
    isUsual: boolean;
    canText: boolean;
    canCall: boolean;
  }[];
  apiKey: SecretState;
  webhook: SecretState;
  webhookUrl: string;
  /** True where nobody elsewhere reaches this desk. */
  isHere: boolean;
  /** What the check-up says of the provider. */
  findings: readonly Finding[];
  problem?: string | undefined;
  done?: string | undefined;
}

const providers: Record<string, string> = { quo: "Quo", sandbox: "the sandbox", elevenlabs: "ElevenLabs" };

/** The numbers of the business, and the provider that holds them. */
export function Phone(page: PhonePage) {
  const { business, reader, lines, apiKey, webhook, webhookUrl, isHere, findings, problem, done } = page;
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
          {lines.map(({ number, name, provider, isUsual, canText, canCall }) => (
            <li class="entry">
              <Icon name="phone" />
              <span class="entry-main">
                <strong>{lineName({ name, number })}</strong>
                <span class="quiet">
                  At {providers[provider] ?? provider}
                  {isUsual ? "; texts leave from here when nobody says otherwise" : ""}
                </span>
              </span>
              <span class="entry-side">
                <Badge state={canText ? "done" : "failed"}>{canText ? "texts" : "may not text"}</Badge>
                {canCall ? <Badge state="done">calls</Badge> : null}
              </span>
            </li>
          ))}
        </ul>
      )}
      {findings.map(({ text }) => (
        <Warning>{text}</Warning>
      ))}
      <h2>Bring in your real number</h2>
      <p>
        The desk works with numbers at Quo (formerly OpenPhone), which can also take over a number you have
        elsewhere. Two things let the desk use yours;{" "}
        <a class="inline" href="/docs/quo">
          the guide to Quo
        </a>{" "}
        shows where to find them.
      </p>
      <h3>1. The API key: the desk texts from your numbers</h3>
      <KeptSecret
        reader={reader}
        secret={apiKey}
        label="API key"
        hint="In Quo under Settings, API. The desk asks Quo whether it is right before it keeps it."
        loses="From then on nothing is sent from your Quo numbers; what was exchanged stays here."
      />
      <h3>2. The webhook: the desk hears what customers write</h3>
      {isHere ? <NotReached who="Quo" /> : null}
      <p class="quiet">
        A webhook is an address that Quo tells of each new text and call. Make one in Quo with this address,
        for the events of messages and calls, and leave its signing key here.
      </p>
      <Copyable id="webhook" label="The address for a webhook in Quo" text={webhookUrl} />
      <KeptSecret
        reader={reader}
        secret={webhook}
        label="webhook signing key"
        hint="Quo shows it with the webhook once that is made."
        loses="From then on what customers write is refused, as nobody can tell whether it comes from Quo."
      />
    </Layout>
  );
}
