/** @jsxImportSource hono/jsx */
import { Sure } from "#faces/web/parts/sure.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";

/** What somebody may ask of their data: to have it, and to have it erased. */
export function TheirData({
  id,
  name,
  reader,
  mayWrite,
}: {
  id: string;
  name: string | null;
  reader: Reader;
  mayWrite: boolean;
}) {
  return (
    <section aria-labelledby="their-data">
      <h2 id="their-data">Their data</h2>
      <p>
        <a class="go" href={`/contacts/${id}/everything.json`}>
          Save everything about them
        </a>
      </p>
      {mayWrite ? (
        <Sure id="erase" label="Erase this person" title="Erase this person?">
          <p>
            Who they are, and every text, picture, call and word of theirs in tickets goes for good. That they
            have said stop stays, without their number. It waits among what waits for you first.
          </p>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <button type="submit" name="action" value="erase" class="danger">
              Erase {name ? visibleText(name, 60) : "them"}
            </button>
          </form>
        </Sure>
      ) : null}
    </section>
  );
}
