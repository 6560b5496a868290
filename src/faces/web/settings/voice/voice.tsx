/** @jsxImportSource hono/jsx */
import { Badge } from "#faces/web/parts/badge.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { KeptSecret, type SecretState } from "#faces/web/parts/kept-secret.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import { NotReached } from "#faces/web/parts/reach.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { spoken } from "#platform/zone.ts";

export interface VoicePage {
  business: string;
  reader: Reader;
  baseUrl: string;
  /** True where nobody elsewhere reaches this desk. */
  isHere: boolean;
  token: SecretState;
  elevenLabs: SecretState;
  /** A token that was just made: shown this once. */
  fresh: string | undefined;
  /** The newest ticket that a voice agent opened. */
  last: { ticketId: string; createdAt: string } | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

/** How a voice agent hands a caller over. */
export function Voice(page: VoicePage) {
  const { business, reader, baseUrl, isHere, fresh, last, elevenLabs, problem, done } = page;
  const note =
    "Category: Unknown\\nReason: CallerRequested\\nSummary: A test of the handover\\nConfidence: 0.9";
  const call = `curl ${baseUrl}/ingest/oa-handoff -H "x-auth-token: ${fresh ?? "YOUR_TOKEN"}" -H "Content-Type: application/json" -d '{"note":"${note}","source":"test"}'`;
  return (
    <Layout
      title="Voice agents"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
      script="copy.js"
    >
      <Notice problem={problem} done={done} />
      <p>
        An agent that answers your phone hands a caller over here, and a ticket is open while the caller is
        still on the line. The guide{" "}
        <a class="inline" href="/docs/voice-agents">
          to voice agents
        </a>{" "}
        says what it sends.
      </p>
      {fresh ? (
        <section aria-labelledby="fresh">
          <h2 id="fresh">The new token</h2>
          <p>Copy it now: it is shown this once.</p>
          <Copyable id="fresh" label="The token" text={fresh} isFresh />
        </section>
      ) : null}
      {isHere ? <NotReached who="an agent on the web" /> : null}
      <Token {...page} />
      <Copyable id="address" label="Where the agent sends it" text={`${baseUrl}/ingest/oa-handoff`} />
      <Copyable id="call" label="A test, from a terminal" text={call} />
      <p class="quiet">
        {last ? (
          <>
            The last handoff opened{" "}
            <a class="inline" href={`/tickets/${last.ticketId.replace("TKT-", "")}`}>
              {last.ticketId}
            </a>{" "}
            on {spoken(last.createdAt, reader.now)}.
          </>
        ) : (
          "No agent has handed anybody over yet."
        )}
      </p>
      <h2>ElevenLabs</h2>
      <Copyable
        id="elevenlabs"
        label="The address for its post-call webhook"
        text={`${baseUrl}/webhooks/elevenlabs`}
      />
      <KeptSecret
        reader={reader}
        secret={elevenLabs}
        label="webhook secret"
        hint="ElevenLabs shows it when the webhook is made."
        loses="From then on what was said on its calls does not come here."
      />
    </Layout>
  );
}

/** The secret with which an agent proves itself: made here, turned over here. */
function Token({ reader, token }: VoicePage) {
  if (token.from === "environment")
    return (
      <div class="card">
        <p>
          <strong>Token</strong> <Badge state="done">set in the environment</Badge>
        </p>
        <p class="quiet">
          <code>{token.variable}</code> goes before what is made here. Change it where the desk is started.
        </p>
      </div>
    );
  const isSet = token.from === "page";
  return (
    <div class="card">
      <p>
        <strong>Token</strong> <Badge state={isSet ? "done" : "plain"}>{isSet ? "made" : "none yet"}</Badge>
      </p>
      {isSet && token.setAt ? (
        <p class="quiet">
          It ends in {token.lastFour}; made on {spoken(token.setAt, reader.now)}.
          {token.hasPrevious ? " The one before it is good too, until you let it go." : ""}
        </p>
      ) : null}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Proof reader={reader} id="make" />
        <button type="submit" name="action" value="make">
          {isSet ? "Make a new one" : "Make a token"}
        </button>
      </form>
      {token.hasPrevious ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <Proof reader={reader} id="previous" />
          <button type="submit" name="action" value="previous" class="second">
            Let go of the one before
          </button>
        </form>
      ) : null}
      {isSet ? (
        <Sure id="forget-token" label="Let go of it" name="the token" title="Let go of the token?">
          <p>No agent can hand a caller over with it any more.</p>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <input type="hidden" name="name" value="ingest_token" />
            <Proof reader={reader} id="remove-token" />
            <button type="submit" name="action" value="remove" class="danger">
              Let go of it
            </button>
          </form>
        </Sure>
      ) : null}
    </div>
  );
}
