/** @jsxImportSource hono/jsx */
import { Field } from "#faces/web/parts/field.tsx";
import { NewPassword } from "#faces/web/parts/new-password.tsx";
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { countries, zones } from "#faces/web/settings/business/choices.ts";
import { Layout } from "#faces/web/shell/layout.tsx";

export interface EntryPage {
  business: string;
  token: string;
  purpose: "setup" | "invite" | "reset";
  /** Who it is for, where the link says it. */
  email: string | undefined;
  given: { email: string; name: string };
  /** What was filled in of the business; asked by whoever sets the desk up. */
  about: BusinessGiven;
  /** What somebody becomes who joins. */
  role: string | undefined;
  /** Who is signed in in this browser, and will not be then. */
  signedInAs: string | undefined;
  problem: string | undefined;
}

/** What is asked of the business at the beginning: all of it can be changed later. */
export interface BusinessGiven {
  name: string;
  zone: string;
  country: string;
  mobile: string;
  /** True where somebody has chosen them already, and the browser's own are not offered. */
  isChosen: boolean;
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
  const { business, token, purpose, email, given, about, role, signedInAs, problem } = props;
  const { title, lead, button } = words[purpose];
  return (
    <Layout title={title} business={business} script={purpose === "setup" ? "setup.js" : undefined}>
      <p>{lead}</p>
      {purpose === "invite" && role ? (
        <p>
          You join {business} as <strong>{role}</strong>.
        </p>
      ) : null}
      {signedInAs ? (
        <Warning>{signedInAs} is signed in in this browser, and is signed out when you go on.</Warning>
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
        {purpose === "setup" ? <AboutBusiness about={about} /> : null}
        <button type="submit">{button}</button>
      </form>
    </Layout>
  );
}

/** The few things without which times, numbers and notices would be wrong. */
function AboutBusiness({ about }: { about: BusinessGiven }) {
  const { name, zone, country, mobile, isChosen } = about;
  return (
    <fieldset>
      <legend>Your business</legend>
      <Field id="business" label="Business name" hint="What customers call you.">
        <input
          id="business"
          name="business"
          value={name}
          maxlength={120}
          autocomplete="organization"
          required
        />
      </Field>
      <Field id="zone" label="Time zone">
        <Select
          id="zone"
          name="zone"
          value={zone}
          options={zones()}
          fromBrowser={isChosen ? undefined : "zone"}
        />
      </Field>
      <Field id="country" label="Country">
        <Select
          id="country"
          name="country"
          value={country}
          options={countries()}
          fromBrowser={isChosen ? undefined : "country"}
        />
      </Field>
      <Field
        id="mobile"
        label="Your mobile number, if you like"
        hint="Once your real number is connected, you get a text there when something waits for you."
      >
        <input id="mobile" name="mobile" type="tel" value={mobile} maxlength={30} autocomplete="tel" />
      </Field>
    </fieldset>
  );
}
