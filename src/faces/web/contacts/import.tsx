/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken } from "#platform/zone.ts";

export interface ListPreview {
  fresh: number;
  known: number;
  problems: number;
  first: {
    name: string | null;
    phones: string[];
    email: string | null;
    address: string | null;
    tags: string[];
  }[];
  duplicates: { line: number; name: string; by: string; contact: { id: string; name: string | null } }[];
  wrong: { line: number; name: string; why: string }[];
}

export interface ListGiven {
  name: string;
  text: string;
  preview?: ListPreview;
}

export interface ImportPage {
  business: string;
  reader: Reader;
  imports: { id: string; name: string; contacts: number; at: string; undone: boolean }[];
  given: ListGiven | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

/** A list from elsewhere: looked through first, then brought in as one step, which can be taken back. */
export function Import(page: ImportPage) {
  const { business, reader, given, problem, done } = page;
  return (
    <Layout
      title="Bring contacts in"
      business={business}
      reader={reader}
      crumb={{ href: "/contacts", text: "Contacts" }}
      script="import.js"
    >
      <Notice problem={problem} done={done} />
      {given?.preview ? <Preview {...page} given={given} preview={given.preview} /> : <Choosing {...page} />}
      <Earlier {...page} />
    </Layout>
  );
}

function Choosing({ reader, given, wrong }: ImportPage) {
  return (
    <form method="post">
      <input type="hidden" name="form" value={reader.token} />
      <div class="field" hidden>
        <label for="file">A file</label>
        <input id="file" type="file" accept=".csv,.vcf,.txt,text/csv,text/vcard" data-list-file />
      </div>
      <Field
        id="text"
        label="The list"
        hint="A CSV whose first line names the columns (Name, Phone, Email, Address, Notes, Tags), or vCards."
        problem={wrong?.["text"]}
      >
        <textarea
          id="text"
          name="text"
          rows={10}
          required
          data-list-text
          {...faulty("text", wrong?.["text"])}
        >
          {given?.text ?? ""}
        </textarea>
      </Field>
      <Field id="name" label="What the list is called">
        <input
          id="name"
          name="name"
          value={given?.name ?? "A list"}
          maxlength={120}
          required
          data-list-name
        />
      </Field>
      <button type="submit" name="action" value="preview">
        Look through it
      </button>
      <p class="quiet">Nothing is kept before you have seen what comes of it.</p>
    </form>
  );
}

function Preview({ reader, given, preview }: ImportPage & { given: ListGiven; preview: ListPreview }) {
  const { fresh, known, problems, first, duplicates, wrong } = preview;
  return (
    <>
      <h2>{visibleText(given.name, 120)}</h2>
      <p>
        {counted(fresh, "new contact")}, {known} here already, {problems} that cannot be taken.
      </p>
      {first.length > 0 ? (
        <details open>
          <summary>
            {first.length < fresh ? `The first ${first.length} of those that are new` : "Those that are new"}
          </summary>
          <ul>
            {first.map(({ name, phones, email, address, tags }) => (
              <li>
                {visibleText(
                  [name ?? "no name", ...phones.map(writtenNumber), email, address, ...tags]
                    .filter(Boolean)
                    .join(", "),
                  300,
                )}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {duplicates.length > 0 ? (
        <details>
          <summary>Here already: they stay as they are</summary>
          <ul>
            {duplicates.map(({ line, name, by, contact }) => (
              <li>
                Line {line}, {visibleText(name, 120)}: by {visibleText(by, 120)} it is{" "}
                <a href={`/contacts/${contact.id}`}>
                  {visibleText(contact.name ?? "a contact without a name", 120)}
                </a>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {wrong.length > 0 ? (
        <details>
          <summary>What cannot be taken</summary>
          <ul>
            {wrong.map(({ line, name, why }) => (
              <li>
                Line {line}
                {name ? `, ${visibleText(name, 120)}` : ""}: {why}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <input type="hidden" name="name" value={given.name} />
        <textarea name="text" hidden>
          {given.text}
        </textarea>
        <div class="actions">
          {fresh > 0 ? (
            <button type="submit" name="action" value="bring">
              Bring in {counted(fresh, "contact")}
            </button>
          ) : null}
          <a class="button second" href="/contacts/import">
            Another list
          </a>
        </div>
      </form>
    </>
  );
}

function Earlier({ reader, imports }: ImportPage) {
  return (
    <>
      {imports.length > 0 ? <h2>Brought in before</h2> : null}
      <ul class="cards">
        {imports.map(({ id, name, contacts, at, undone }) => (
          <li>
            <h3>{visibleText(name, 120)}</h3>
            <p class="quiet">
              {counted(contacts, "contact")}, {spoken(at, reader.now)}
              {undone ? ", taken back" : ""}
            </p>
            {undone ? null : (
              <Sure
                id={`undo-${id}`}
                label="Take it back"
                name={name}
                title={`Take ${visibleText(name, 60)} back?`}
              >
                <p>Its contacts go again, but for those that were changed or written about since.</p>
                <form method="post">
                  <input type="hidden" name="form" value={reader.token} />
                  <input type="hidden" name="id" value={id} />
                  <button type="submit" name="action" value="undo" class="danger">
                    Take it back
                  </button>
                </form>
              </Sure>
            )}
          </li>
        ))}
      </ul>
      <h2>Take them elsewhere</h2>
      <p>
        <a class="go" href="/contacts.csv">
          All contacts as a table
        </a>
      </p>
    </>
  );
}
