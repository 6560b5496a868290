/** @jsxImportSource hono/jsx */
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { KeptSecret, type SecretState } from "#faces/web/parts/kept-secret.tsx";
import { NotReached } from "#faces/web/parts/reach.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";

export interface SetupPage {
  reader: Reader;
  /** The secrets of the providers, by their names. */
  secret(name: string): SecretState;
  /** The desk's own address, which providers call. */
  baseUrl: string;
  /** True where nobody elsewhere reaches this desk. */
  isHere: boolean;
  lines: readonly { provider: string }[];
}

/** What lets the desk use numbers at Quo. */
export function QuoSetup({ reader, secret, baseUrl, isHere, lines }: SetupPage) {
  return (
    <details open={isUnused("twilio", { secret, lines })}>
      <summary>
        <h3 class="inline-heading">Quo</h3>
      </summary>
      <p>
        Quo can take over a number you have elsewhere.{" "}
        <a class="inline" href="/docs/quo">
          The guide to Quo
        </a>{" "}
        shows where to find both of these.
      </p>
      <h4>1. The API key: the desk texts from your numbers</h4>
      <KeptSecret
        reader={reader}
        secret={secret("quo_api_key")}
        label="API key"
        hint="In Quo under Settings, API. The desk asks Quo whether it is right before it keeps it."
        loses="From then on nothing is sent from your Quo numbers; what was exchanged stays here."
      />
      <h4>2. The webhook: the desk hears what customers write</h4>
      {isHere ? <NotReached who="Quo" /> : null}
      <p class="quiet">
        A webhook is an address that Quo tells of each new text and call. Make one in Quo with this address,
        for the events of messages and calls, and leave its signing key here.
      </p>
      <Copyable id="webhook" label="The address for a webhook in Quo" text={`${baseUrl}/webhooks/quo`} />
      <KeptSecret
        reader={reader}
        secret={secret("quo_webhook_secret")}
        label="webhook signing key"
        hint="Quo shows it with the webhook once that is made."
        loses="From then on what customers write is refused, as nobody can tell whether it comes from Quo."
      />
    </details>
  );
}

/** What lets the desk use numbers at Twilio. */
export function TwilioSetup({ reader, secret, baseUrl, isHere, lines }: SetupPage) {
  const addresses = [
    ["sms", "A message comes in"],
    ["voice", "A call comes in"],
    ["voice-status", "Call status changes"],
  ] as const;
  return (
    <details open={!isUnused("twilio", { secret, lines })}>
      <summary>
        <h3 class="inline-heading">Twilio</h3>
      </summary>
      <p>
        <a class="inline" href="/docs/twilio">
          The guide to Twilio
        </a>{" "}
        shows where to find these, and how a US number is registered so that carriers take its texts.
      </p>
      <h4>1. The account: the desk texts and calls from your numbers</h4>
      <KeptSecret
        reader={reader}
        secret={secret("twilio_account_sid")}
        label="account SID"
        hint="On the first page of Twilio’s console. It begins with AC."
        loses="From then on nothing is sent from your Twilio numbers; what was exchanged stays here."
      />
      <KeptSecret
        reader={reader}
        secret={secret("twilio_auth_token")}
        label="auth token"
        hint="Beside the account SID: the primary one. The desk asks Twilio whether it is right before it keeps it."
        loses="From then on nothing is sent from your Twilio numbers, and what customers write is refused."
      />
      <h4>2. The addresses: the desk hears what customers write, and answers their calls</h4>
      {isHere ? <NotReached who="Twilio" /> : null}
      <p class="quiet">
        In Twilio’s console open each of your numbers, and under Configure put these in, each as a webhook
        with HTTP POST.
      </p>
      {addresses.map(([kind, label]) => (
        <Copyable id={`twilio-${kind}`} label={label} text={`${baseUrl}/webhooks/twilio/${kind}`} />
      ))}
    </details>
  );
}

function isUnused(provider: string, { secret, lines }: Pick<SetupPage, "secret" | "lines">): boolean {
  return (
    secret(`${provider}_account_sid`).from === "nowhere" && !lines.some((line) => line.provider === provider)
  );
}
