/** @jsxImportSource hono/jsx */
import { type Role, roleMeanings, roles } from "#domains/people/roles.ts";
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { Layout, Notice, type Reader } from "#faces/web/shell/layout.tsx";
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
  problem: string | undefined;
  done: string | undefined;
}

/** Who may sign in, and as what. */
export function People(props: PeoplePage) {
  const { business, reader, people, invitations, me, isHere, fresh, problem, done } = props;
  return (
    <Layout title="People" business={business} reader={reader} script="copy.js">
      <Notice problem={problem} done={done} />
      {fresh ? (
        <section aria-labelledby="fresh">
          <h2 id="fresh">Send this link to {fresh.email}</h2>
          <p>It lets them in once, until {spoken(fresh.expiresAt)}. It is shown this once.</p>
          <Copyable id="fresh" label="The link" text={fresh.link} isFresh />
          {isHere ? (
            <p class="warning" role="note">
              It opens on this computer alone. For somebody elsewhere the desk needs a public https address
              first.
            </p>
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
            <form method="post" class="row">
              <input type="hidden" name="form" value={reader.token} />
              <input type="hidden" name="email" value={person.email} />
              <label for={`role-${person.email}`}>Role of {visibleText(person.name)}</label>
              <RoleChoice chosen={person.role} id={`role-${person.email}`} />
              <PersonButton action="role" name={visibleText(person.name)}>
                Change role
              </PersonButton>
              <PersonButton action="reset" name={visibleText(person.name)}>
                Link for a new password
              </PersonButton>
              <PersonButton action={person.state === "active" ? "off" : "on"} name={visibleText(person.name)}>
                {person.state === "active" ? "Switch off" : "Switch on"}
              </PersonButton>
            </form>
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
                  {email}, as {role}, until {spoken(expiresAt)}
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
function PersonButton({ action, name, children }: { action: string; name: string; children: string }) {
  return (
    <button type="submit" name="action" value={action} class="second" aria-label={`${children}: ${name}`}>
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
