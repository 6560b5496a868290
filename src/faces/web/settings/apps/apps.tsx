/** @jsxImportSource hono/jsx */

import { Action } from "#faces/web/parts/action.tsx";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { SignInFirst } from "#faces/web/parts/proof.tsx";
import { PublicAddress } from "#faces/web/parts/reach.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { type Scope, scopeMeanings } from "#operation/scopes.ts";
import { visibleText } from "#platform/visible-text.ts";
import { spoken, spokenDay } from "#platform/zone.ts";

export interface AppView {
  id: string;
  name: string;
  clientId: string;
  source: string;
  user: string;
  scopes: string[];
  createdAt: string;
  lastUsedAt: string | null;
}

export interface TokenView {
  id: string;
  name: string;
  user: string;
  scopes: string[];
  state: string;
  expiresAt: string;
  lastUsedAt: string | null;
}

export interface AppsPage {
  business: string;
  reader: Reader;
  apps: AppView[];
  tokens: TokenView[];
  /** What this person may put into a token. */
  able: readonly Scope[];
  /** A token that was just made: shown this once. */
  fresh: string | undefined;
  mcpUrl: string;
  /** True where nobody elsewhere reaches this desk. */
  isHere: boolean;
  problem: string | undefined;
  done: string | undefined;
}

/** What has been let in: apps and personal tokens, what each may do, when it last did something. */
export function Apps(props: AppsPage) {
  const { business, reader, apps, tokens, able, fresh, mcpUrl, isHere, problem, done } = props;
  return (
    <Layout
      title="Connected apps"
      business={business}
      reader={reader}
      script="copy.js"
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      <SignInFirst reader={reader} />
      {fresh ? (
        <section aria-labelledby="fresh">
          <h2 id="fresh">Your new token</h2>
          <p>Copy it now: it is shown this once.</p>
          <Copyable id="fresh" label="The token" text={fresh} />
        </section>
      ) : null}
      <Copyable
        id="address"
        label="Add this address to an assistant, and it will ask you here"
        text={mcpUrl}
      />
      {isHere ? (
        <Warning>
          This address works for programs on the computer that the desk runs on. For assistants on the web,
          and on your phone, the desk needs a <PublicAddress />.
        </Warning>
      ) : null}
      {apps.length === 0 ? (
        <p class="quiet">
          {tokens.length > 0
            ? "What you have connected so far uses a token, below."
            : "Nothing is connected yet."}{" "}
          To connect an assistant, paste the address above into it: it opens this desk in your browser and
          asks you to sign in.{" "}
          <a class="inline" href="/docs/connect">
            How each of them does it
          </a>
        </p>
      ) : (
        <ul class="cards">
          {apps.map((app) => (
            <li>
              <h2>
                <bdi>{visibleText(app.name)}</bdi>
              </h2>
              <p class="quiet">{hostOf(app)}</p>
              <Facts
                now={reader.now}
                user={app.user}
                scopes={app.scopes}
                since={app.createdAt}
                lastUsedAt={app.lastUsedAt}
              />
              <Action
                reader={reader}
                action="disconnect"
                id={app.id}
                name={visibleText(app.name)}
                isDangerous
              >
                Disconnect
              </Action>
            </li>
          ))}
        </ul>
      )}
      <h2>Personal tokens</h2>
      <p class="quiet">For programs that cannot sign in. Whoever has one can do what it may do.</p>
      {tokens.length === 0 ? null : (
        <ul class="cards">
          {tokens.map((token) => (
            <li>
              <h3>
                <bdi>{visibleText(token.name)}</bdi>
              </h3>
              <p>
                {stateWords[token.state] ?? token.state} {spokenDay(token.expiresAt)}
              </p>
              <Facts now={reader.now} user={token.user} scopes={token.scopes} lastUsedAt={token.lastUsedAt} />
              {token.state === "revoked" ? null : (
                <Action
                  reader={reader}
                  action="revoke"
                  id={token.id}
                  name={visibleText(token.name)}
                  isDangerous
                >
                  Revoke
                </Action>
              )}
            </li>
          ))}
        </ul>
      )}
      <details id="make">
        <summary>Make a token</summary>
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <input type="hidden" name="action" value="create" />
          <label for="name">What it is for</label>
          <input id="name" name="name" maxlength={80} required />
          <fieldset>
            <legend>What it may do</legend>
            {able.map((scope) => (
              <label class="choice">
                <input type="checkbox" name="scope" value={scope} checked />
                <span>{scopeMeanings[scope]}</span>
              </label>
            ))}
          </fieldset>
          <label for="days">Days it lasts</label>
          <input id="days" name="days" type="number" min={1} max={3650} value="90" required />
          <button type="submit">Make it</button>
        </form>
      </details>
    </Layout>
  );
}

const stateWords: Record<string, string> = {
  active: "Good until",
  "expires soon": "Expires soon:",
  expired: "Expired",
  revoked: "Revoked. It would have lasted until",
};

function Facts({
  now,
  user,
  scopes,
  since,
  lastUsedAt,
}: {
  now: number;
  user: string;
  scopes: string[];
  since?: string;
  lastUsedAt: string | null;
}) {
  const meanings = scopes.map((scope) => (scopeMeanings as Record<string, string>)[scope] ?? scope);
  return (
    <>
      <ul>
        {meanings.map((meaning) => (
          <li>{meaning}</li>
        ))}
      </ul>
      <p class="quiet">
        {since ? `Let in ${spoken(since, now)} by ${user}. ` : ""}
        {lastUsedAt ? `Last used ${spoken(lastUsedAt, now)}.` : "Never used."}
      </p>
    </>
  );
}

/** Where an app is at home: verified for one that names a document, else only its id. */
function hostOf({ source, clientId }: AppView): string {
  if (source === "document") return `${new URL(clientId).host}, verified`;
  return source === "entered" ? "Entered at the command line" : "A name that nobody has verified";
}
