/** @jsxImportSource hono/jsx */
import { NewPassword } from "#faces/web/parts/new-password.tsx";
import { Layout, Notice } from "#faces/web/shell/layout.tsx";

export interface EntryPage {
  business: string;
  token: string;
  purpose: "setup" | "invite" | "reset";
  /** Who it is for, where the link says it. */
  email: string | undefined;
  given: { email: string; name: string };
  /** What somebody becomes who joins. */
  role: string | undefined;
  /** Who is signed in in this browser, and will not be then. */
  signedInAs: string | undefined;
  problem: string | undefined;
}

const words = {
  setup: {
    title: "Set up this desk",
    lead: "You become its owner: you decide what assistants may do here, and who else comes in.",
    button: "Become the owner",
  },
  invite: { title: "Join this desk", lead: "Choose how you are called, and a password.", button: "Join" },
  reset: {
    title: "Choose a password",
    lead: "You are signed out everywhere else then. Apps you have let in stay connected; see Connected apps.",
    button: "Change password",
  },
};

/** What somebody does who holds a link: set the desk up, join it, or choose a password. */
export function EntryForm(props: EntryPage) {
  const { business, token, purpose, email, given, role, signedInAs, problem } = props;
  const { title, lead, button } = words[purpose];
  return (
    <Layout title={title} business={business}>
      <p>{lead}</p>
      {purpose === "invite" && role ? (
        <p>
          You join {business} as <strong>{role}</strong>.
        </p>
      ) : null}
      {signedInAs ? (
        <p class="warning" role="note">
          {signedInAs} is signed in in this browser, and is signed out when you go on.
        </p>
      ) : null}
      <Notice problem={problem} />
      <form method="post">
        <input type="hidden" name="form" value={token} />
        <label for="email">Email address</label>
        <input
          id="email"
          name="email"
          type="email"
          value={email ?? given.email}
          readonly={email !== undefined}
          autocomplete="username"
          required
        />
        {purpose === "reset" ? null : (
          <>
            <label for="name">Your name</label>
            <input id="name" name="name" value={given.name} autocomplete="name" maxlength={80} required />
          </>
        )}
        <NewPassword label="Password" hint="A few words that do not belong together are best." />
        <button type="submit">{button}</button>
      </form>
    </Layout>
  );
}
