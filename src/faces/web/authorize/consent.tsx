/** @jsxImportSource hono/jsx */

import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { Asker } from "#oauth/authorize.ts";
import { type Scope, scopeMeanings } from "#operation/scopes.ts";
import { visibleText } from "#platform/visible-text.ts";

export interface ConsentPage {
  business: string;
  reader: Reader;
  person: { name: string; email: string; role: string };
  /** The client's own words. */
  clientName: string;
  asker: Asker;
  /** What the person may allow, and what is asked for but is not theirs to allow. */
  offered: readonly Scope[];
  withheld: readonly Scope[];
  /** What is ticked. */
  chosen: readonly Scope[];
  /** The last four characters of the person's own Quo key, where they may leave one; null for none yet. */
  ownKey: string | null | undefined;
  problem: string | undefined;
}

/** Who asks, what for, and where the answer goes. The person allows it, a part of it, or nothing. */
export function Consent(props: ConsentPage) {
  const { business, reader, person, asker, offered, withheld, chosen, problem } = props;
  const name = visibleText(props.clientName);
  return (
    <Layout title={`Let “${name}” in?`} business={business} reader={reader}>
      <Notice problem={problem} />
      <Who name={name} asker={asker} business={business} />
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        {offered.length > 0 ? (
          <fieldset>
            <legend>What it may do for you</legend>
            {offered.map((scope) => (
              <label class="choice">
                <input type="checkbox" name="scope" value={scope} checked={chosen.includes(scope)} />
                <span>
                  {scopeMeanings[scope]} <small>{scope}</small>
                </span>
              </label>
            ))}
          </fieldset>
        ) : (
          <p class="problem">It asks for nothing that you may allow.</p>
        )}
        {withheld.length > 0 ? (
          <p class="quiet">
            It also asks for what your role, {person.role}, cannot allow:{" "}
            {withheld.map((scope) => scopeMeanings[scope]).join("; ")}.
          </p>
        ) : null}
        <OwnKey lastFour={props.ownKey} />
        <p>
          You are signed in as <strong>{person.name}</strong> ({person.email}). Your browser then goes to{" "}
          <strong>{asker.redirectHost}</strong>.
        </p>
        <p class="quiet">
          It stays connected until you disconnect it under Connected apps, or does nothing for 90 days. What
          is risky still waits for a person.
        </p>
        <div class="actions">
          <button type="submit" name="decision" value="allow" disabled={offered.length === 0}>
            Allow
          </button>
          <button type="submit" name="decision" value="deny" class="second">
            Don’t allow
          </button>
        </div>
      </form>
    </Layout>
  );
}

function Who({ name, asker, business }: { name: string; asker: Asker; business: string }) {
  const { verifiedHost, redirectHost, isOnDevice, isKnown, isEntered } = asker;
  return (
    <>
      {verifiedHost ? (
        <p>
          An app of <strong>{verifiedHost}</strong> that calls itself “<bdi>{name}</bdi>” wants to work with{" "}
          {business} for you. That it belongs to {verifiedHost} has been verified.
        </p>
      ) : (
        <p>
          An app that calls itself “<bdi>{name}</bdi>” wants to work with {business} for you.{" "}
          {isEntered ? "It was entered at this desk’s command line." : "Nobody has verified that name."}
        </p>
      )}
      {isKnown && !isOnDevice ? null : (
        <Warning>
          {isKnown ? "" : "Nobody here has let this app in before. "}
          {isOnDevice ? `It is a program on your own device (${redirectHost}). ` : ""}
          Did you just {isOnDevice ? "start it" : "ask for this"} yourself? Then allow it.
        </Warning>
      )}
    </>
  );
}

function OwnKey({ lastFour }: { lastFour: string | null | undefined }) {
  if (lastFour === undefined) return null;
  return (
    <details>
      <summary>
        {lastFour === null ? "Use a Quo key of your own" : `It uses your Quo key that ends in ${lastFour}`}
      </summary>
      <label for="quo-key">{lastFour === null ? "Your Quo key" : "Another Quo key in its place"}</label>
      <input id="quo-key" name="quo_key" type="password" autocomplete="off" maxlength={200} />
      <p class="quiet">
        Left empty, {lastFour === null ? "the desk’s own is used" : "it stays as it is"}. A key is checked
        with Quo and kept sealed; nobody is shown it again.
      </p>
    </details>
  );
}
