/** @jsxImportSource hono/jsx */
import { type Role, roleMeanings, roles } from "#domains/people/roles.ts";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";
import { Layout, Notice, type Reader } from "./layout.tsx";

export interface PeoplePage {
  business: string;
  reader: Reader;
  people: { email: string; name: string; role: Role; state: string }[];
  invitations: { email: string; role: string; expiresAt: string }[];
  /** A link that was just made: shown this once. */
  fresh: { email: string; link: string; expiresAt: string } | undefined;
  problem: string | undefined;
  done: string | undefined;
}

/** Who may sign in, and as what. */
export function People({ business, reader, people, invitations, fresh, problem, done }: PeoplePage) {
  return (
    <Layout title="People" business={business} reader={reader}>
      <Notice problem={problem} done={done} />
      {fresh ? (
        <section aria-labelledby="fresh">
          <h2 id="fresh">Send this link to {fresh.email}</h2>
          <p>It lets them in once, until {spoken(fresh.expiresAt)}. It is shown this once.</p>
          <pre data-fresh>{fresh.link}</pre>
        </section>
      ) : null}
      <ul class="cards">
        {people.map((person) => (
          <li>
            <h2>{visibleText(person.name)}</h2>
            <p>
              {person.email}, {person.state}
            </p>
            <form method="post" class="row">
              <input type="hidden" name="form" value={reader.token} />
              <input type="hidden" name="email" value={person.email} />
              <label for={`role-${person.email}`}>Role of {visibleText(person.name)}</label>
              <RoleChoice chosen={person.role} id={`role-${person.email}`} />
              <button type="submit" name="action" value="role" class="second">
                Change role
              </button>
              <button type="submit" name="action" value="reset" class="second">
                Link for a new password
              </button>
              <button
                type="submit"
                name="action"
                value={person.state === "active" ? "off" : "on"}
                class="second"
              >
                {person.state === "active" ? "Switch off" : "Switch on"}
              </button>
            </form>
          </li>
        ))}
      </ul>
      {invitations.length === 0 ? null : (
        <>
          <h2>Invited</h2>
          <ul>
            {invitations.map(({ email, role, expiresAt }) => (
              <li>
                {email}, as {role}, until {spoken(expiresAt)}
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
