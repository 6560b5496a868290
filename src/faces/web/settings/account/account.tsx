/** @jsxImportSource hono/jsx */

import { Action } from "#faces/web/parts/action.tsx";
import { NewPassword } from "#faces/web/parts/new-password.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { SignInFirst } from "#faces/web/parts/proof.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface AccountPage {
  business: string;
  reader: Reader;
  person: { name: string; email: string; role: string; hasPassword: boolean };
  sessions: { id: string; agent: string; isThis: boolean; lastSeenAt: string }[];
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null }[];
  canHavePasskeys: boolean;
  lastFour: string | null;
  /** Their own key for models. */
  modelKey: { lastFour: string | null; setAt: string | null };
  /** True where the desk has a key of its own. */
  deskHasKey: boolean;
  problem: string | undefined;
  done: string | undefined;
}

/** What somebody has here: how they sign in, where they are signed in, and their own Quo key. */
export function Account(props: AccountPage) {
  const {
    business,
    reader,
    person,
    sessions,
    passkeys,
    canHavePasskeys,
    lastFour,
    modelKey,
    deskHasKey,
    problem,
    done,
  } = props;
  return (
    <Layout
      title="Your account"
      business={business}
      reader={reader}
      script="passkey.js"
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      <SignInFirst reader={reader} />
      <p>
        {person.name}, {person.email}, {person.role}
      </p>
      <h2>Passkeys</h2>
      <p class="quiet">
        With a passkey you sign in by your fingerprint, your face or your device’s code. Nobody can guess it
        or trick you out of it.
      </p>
      {passkeys.length === 0 ? null : (
        <ul class="cards">
          {passkeys.map((key) => (
            <li>
              <p>
                {visibleText(key.name)}, since {spoken(key.createdAt, reader.now)}.{" "}
                {key.lastUsedAt ? `Last used ${spoken(key.lastUsedAt, reader.now)}.` : "Never used."}
              </p>
              <Action reader={reader} action="remove-passkey" id={key.id} name={visibleText(key.name)}>
                Remove
              </Action>
            </li>
          ))}
        </ul>
      )}
      {canHavePasskeys ? (
        <div data-passkey="add" data-form={reader.token} data-next="/settings/account" hidden>
          <button type="button" class="second">
            Add a passkey
          </button>
          <p class="problem" role="alert" hidden />
        </div>
      ) : (
        <p>This desk’s address is a number. Passkeys need a name: set BASE_URL to one.</p>
      )}
      <h2>Password</h2>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <input type="hidden" name="action" value="password" />
        <NewPassword
          label={person.hasPassword ? "New password" : "A password"}
          hint="You are signed out everywhere else then."
        />
        <button type="submit">Change password</button>
      </form>
      <h2>Where you are signed in</h2>
      <ul class="cards">
        {sessions.map((session) => (
          <li>
            <p>
              {browserName(session.agent)}
              {session.isThis ? ", this one" : ""}. Last seen {spoken(session.lastSeenAt, reader.now)}.
            </p>
            {session.isThis ? null : (
              <Action reader={reader} action="sign-out" id={session.id} name={browserName(session.agent)}>
                Sign out
              </Action>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Action reader={reader} action="sign-out" id="others" name="">
          Sign out everywhere else
        </Action>
      ) : null}
      <h2>Your own Quo key</h2>
      <p>
        {lastFour === null
          ? `Only for those who have a Quo login of their own: what you and your assistants do then goes through your key. ${deskHasKey ? "Without one the desk’s key is used." : "The desk’s key, which everybody uses, is set by an owner under Settings, Phone."}`
          : `What you do uses your key that ends in ${lastFour}.`}
      </p>
      {lastFour === null ? null : (
        <Action reader={reader} action="remove-key" id="quo" name="">
          Forget this key
        </Action>
      )}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <input type="hidden" name="action" value="key" />
        <label for="quo-key">{lastFour === null ? "Quo key" : "Another Quo key in its place"}</label>
        <input id="quo-key" name="key" type="password" autocomplete="off" maxlength={200} required />
        <button type="submit">Check and keep it</button>
      </form>
      <h2>Your own key for models</h2>
      <p>
        {modelKey.lastFour === null
          ? "With a key of your own at the models’ provider, what you ask is yours to pay, and no budget holds it. Without one the desk’s key is used."
          : `What you ask other models uses your key that ends in ${modelKey.lastFour}${modelKey.setAt ? `, left on ${spoken(modelKey.setAt, reader.now)}` : ""}.`}
      </p>
      {modelKey.lastFour === null ? null : (
        <Action reader={reader} action="remove-model-key" id="models" name="">
          Forget this key
        </Action>
      )}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <input type="hidden" name="action" value="model-key" />
        <label for="model-key">
          {modelKey.lastFour === null ? "Key for models" : "Another key for models in its place"}
        </label>
        <input id="model-key" name="key" type="password" autocomplete="off" maxlength={400} required />
        <button type="submit">Check this key and keep it</button>
      </form>
    </Layout>
  );
}

/** What a browser calls itself, as a person would say it. */
function browserName(agent: string): string {
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(`${name}/`));
  const system = ["iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux"].find((name) =>
    agent.includes(name),
  );
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "a Mac" };
  const said = [browser, system].map((name) => (name ? (names[name] ?? name) : undefined));
  return said[0] ? `${said[0]}${said[1] ? ` on ${said[1]}` : ""}` : visibleText(agent, 60) || "A browser";
}
