/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";

export interface ContactGiven {
  name: string | null;
  email: string | null;
  notes: string | null;
}

/** Who somebody is: for one that is there, and for a new one. */
export function ContactForm({
  reader,
  given,
  wrong,
  action,
  button,
  phone,
  version,
}: {
  /** Which state of it was looked at. */
  version?: number;
  reader: Reader;
  given: ContactGiven;
  /** What is wrong with which field. */
  wrong?: Readonly<Record<string, string>> | undefined;
  action: string;
  button: string;
  /** Set where a number is asked for too. */
  phone?: string;
}) {
  return (
    <form method="post">
      <input type="hidden" name="form" value={reader.token} />
      {version === undefined ? null : <input type="hidden" name="version" value={version} />}
      <Field id="name" label="Name" problem={wrong?.["name"]}>
        <input
          id="name"
          name="name"
          value={given.name ?? ""}
          maxlength={120}
          autocomplete="off"
          required
          {...faulty("name", wrong?.["name"])}
        />
      </Field>
      {phone === undefined ? null : (
        <Field
          id="phone"
          label="Number"
          problem={wrong?.["phone"]}
          hint="With its country code, or as it is dialled where you are."
        >
          <input
            id="phone"
            name="phone"
            type="tel"
            value={phone}
            maxlength={40}
            autocomplete="off"
            {...faulty("phone", wrong?.["phone"])}
          />
        </Field>
      )}
      <Field id="contact-email" label="Email" problem={wrong?.["email"]}>
        <input
          id="contact-email"
          name="email"
          type="email"
          value={given.email ?? ""}
          maxlength={254}
          autocomplete="off"
          {...faulty("contact-email", wrong?.["email"])}
        />
      </Field>
      <Field id="notes" label="Notes" problem={wrong?.["notes"]}>
        <textarea id="notes" name="notes" maxlength={4000} {...faulty("notes", wrong?.["notes"])}>
          {given.notes ?? ""}
        </textarea>
      </Field>
      <button type="submit" name="action" value={action}>
        {button}
      </button>
    </form>
  );
}
