/** @jsxImportSource hono/jsx */
import type { ConversationState } from "#domains/phone/conversations/state.ts";
import type { Reader } from "#faces/web/shell/layout.tsx";
import { visibleLines, visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

/** Where a conversation stands, and what a person may say of that. */
export function Standing({
  state,
  people,
  reader,
  phoneNumber,
  mayWrite,
}: {
  state: ConversationState | null;
  /** Names of those who may look after it. */
  people: readonly string[];
  reader: Reader;
  phoneNumber: string;
  mayWrite: boolean;
}) {
  if (!state) return null;
  const { doneAt, snoozedUntil, assignee = "", untrustedNote: note = "" } = state;
  const said = [
    ...(assignee ? [`${visibleText(assignee, 60)} looks after it`] : []),
    ...(snoozedUntil ? [`put aside until ${spoken(snoozedUntil, reader.now)}`] : []),
    ...(doneAt ? [`done ${spoken(doneAt, reader.now)}`] : []),
  ];
  const choices = assignee === "" || people.includes(assignee) ? people : [assignee, ...people];
  return (
    <>
      {said.length > 0 ? <p class="quiet">{sentence(said.join(", "))}</p> : null}
      {note ? <blockquote>{visibleLines(note).join("\n")}</blockquote> : null}
      {mayWrite ? (
        <details>
          <summary>Who looks after it, a note, later</summary>
          <form method="post" action={`/inbox/${encodeURIComponent(phoneNumber)}`}>
            <input type="hidden" name="form" value={reader.token} />
            <label for="assignee">Who looks after it</label>
            <select id="assignee" name="assignee">
              <option value="">nobody yet</option>
              {choices.map((name) => (
                <option value={name} selected={name === assignee}>
                  {visibleText(name, 60)}
                </option>
              ))}
            </select>
            <label for="snoozed">Put aside until</label>
            <input
              id="snoozed"
              name="snoozed"
              type="datetime-local"
              value={snoozedUntil?.slice(0, 16) ?? ""}
            />
            <label for="note">A note that only you see</label>
            <textarea id="note" name="note" maxlength={2000} rows={2}>
              {note}
            </textarea>
            <p class="actions">
              <button type="submit" name="action" value="stand" class="second">
                Save
              </button>
              {doneAt ? (
                <button type="submit" name="action" value="open" class="second">
                  Take it up again
                </button>
              ) : (
                <button type="submit" name="action" value="finish" class="second">
                  Done
                </button>
              )}
            </p>
          </form>
        </details>
      ) : null}
    </>
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
