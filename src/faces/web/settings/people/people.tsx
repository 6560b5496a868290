/** @jsxImportSource hono/jsx */
import { type Role, roleMeanings, roles } from "#domains/people/roles.ts";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { SignInFirst } from "#faces/web/parts/proof.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface PeoplePage {
  business: string;
  reader: Reader;
  people: { email: string; name: string; role: Role; state: string }[];
  invitations: { email: string; role: string; expiresAt: string }[];
  /** The reader's own address. */
  me: string;
  /** True where the desk's address is this computer alone. */
  isHere: boolean;
  /** A link that was just made: shown this once. */
  fresh: { email: string; link: string; expiresAt: string } | undefined;
  /** What the reader was about to do to themselves, and is asked about once more. */
  asks: { action: "role" | "off"; role: string } | undefined;
  problem: string | undefined;
  done: string | undefined;
}

/** Who may sign in, and as what. */
export function People(props: PeoplePage) {
  const { business, reader, people, invitations, me, isHere, fresh, asks, problem, done } = props;
  const isLastOwner = people.filter(({ role, state }) => role === "owner" && state === "active").length === 1;
  return (
    <Layout
      title="People"
      business={business}
      reader={reader}
      script="copy.js"
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem} done={done} />
      <SignInFirst reader={reader} />
      {asks ? <OnceMore reader={reader} me={me} asks={asks} /> : null}
      {fresh ? (
        <section aria-labelledby="fresh">
          <h2 id="fresh">Send this link to {fresh.email}</h2>
          <p>It lets them in once, until {spoken(fresh.expiresAt, reader.now)}. It is shown this once.</p>
          <Copyable id="fresh" label="The link" text={fresh.link} isFresh />
          {isHere ? (
            <Warning>
              It opens on this computer alone. For somebody elsewhere the desk needs a public https address
              first.
            </Warning>
          ) : null}
        </section>
      ) : null}
      <ul class="cards">
        {people.map((person) => (
          <li>
            <h2>
              {visibleText(person.name)}
              {person.email === me ? " (you)" : ""}
            </h2>
            <p>
              {person.email}, {person.state}
            </p>
            {person.email === me && isLastOwner ? (
              <p class="quiet">You are the only owner. To hand that on, make somebody else an owner first.</p>
            ) : (
              <form method="post" class="row">
                <input type="hidden" name="form" value={reader.token} />
                <input type="hidden" name="email" value={person.email} />
                <span>
                  <label for={`role-${person.email}`}>Role of {visibleText(person.name)}</label>
                  <RoleChoice chosen={person.role} id={`role-${person.email}`} />
                </span>
                <PersonButton action="role" name={visibleText(person.name)}>
                  Change role
                </PersonButton>
                <PersonButton action="reset" name={visibleText(person.name)}>
                  Link for a new password
                </PersonButton>
                {person.state === "active" ? (
                  <PersonButton action="off" name={visibleText(person.name)} isDangerous>
                    Switch off
                  </PersonButton>
                ) : (
                  <PersonButton action="on" name={visibleText(person.name)}>
                    Switch on
                  </PersonButton>
                )}
              </form>
            )}
          </li>
        ))}
      </ul>
      {invitations.length === 0 ? null : (
        <>
          <h2>Invited</h2>
          <ul class="cards">
            {invitations.map(({ email, role, expiresAt }) => (
              <li>
                <p>
                  {email}, as {role}, until {spoken(expiresAt, reader.now)}
                </p>
                <form method="post">
                  <input type="hidden" name="form" value={reader.token} />
                  <input type="hidden" name="email" value={email} />
                  <button
                    type="submit"
                    name="action"
                    value="uninvite"
                    class="second"
                    aria-label={`Take back the invitation of ${email}`}
                  >
                    Take back
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Invite somebody</h2>
      <p class="quiet">
        You get a link with which they join, good for one person. The desk sends no mail: send it to them
        yourself.
      </p>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <label for="email">Email address</label>
        <input id="email" name="email" type="email" autocomplete="off" required />
        <label for="role">Role</label>
        <RoleChoice chosen="staff" id="role" />
        <dl class="quiet">
          {roles.map((role) => (
            <>
              <dt>{role}</dt>
              <dd>{roleMeanings[role]}</dd>
            </>
          ))}
        </dl>
        <button type="submit" name="action" value="invite">
          Make the link
        </button>
      </form>
    </Layout>
  );
}

/** Says whom it is about to those who hear it apart from the entry it stands in. */
/** Whoever takes something from themselves may not be able to give it back. */
function OnceMore({
  reader,
  me,
  asks: { action, role },
}: {
  reader: Reader;
  me: string;
  asks: NonNullable<PeoplePage["asks"]>;
}) {
  return (
    <section class="card" aria-labelledby="once-more" role="alert">
      <h2 id="once-more">{action === "off" ? "Switch yourself off?" : `Make yourself ${role}?`}</h2>
      <p>
        {action === "off"
          ? "You are signed out and may not come in again, until another owner switches you on."
          : "You are signed out, and what only an owner may do is another owner’s then."}
      </p>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <input type="hidden" name="email" value={me} />
        <input type="hidden" name="role" value={role} />
        <input type="hidden" name="sure" value="yes" />
        <p class="actions">
          <button type="submit" name="action" value={action} class="danger">
            {action === "off" ? "Yes, switch me off" : `Yes, make me ${role}`}
          </button>
          <a class="button second" href="/settings/people">
            Leave it as it is
          </a>
        </p>
      </form>
    </section>
  );
}

function PersonButton({
  action,
  name,
  isDangerous = false,
  children,
}: {
  action: string;
  name: string;
  isDangerous?: boolean;
  children: string;
}) {
  return (
    <button
      type="submit"
      name="action"
      value={action}
      class={isDangerous ? "danger" : "second"}
      aria-label={`${children}: ${name}`}
    >
      {children}
    </button>
  );
}

function RoleChoice({ chosen, id }: { chosen: Role; id: string }) {
  return (
    <select name="role" id={id}>
      {roles.map((role) => (
        <option value={role} selected={role === chosen}>
          {role}
        </option>
      ))}
    </select>
  );
}
