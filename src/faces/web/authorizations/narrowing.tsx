/** @jsxImportSource hono/jsx */
import type { Always } from "#operation/permission.ts";
import { visibleText } from "#platform/visible-text.ts";
import type { Waiting } from "./waiting.ts";

/** How far a standing rule reaches: as it stands no further than this card, and wider only as somebody says. */
export function Narrowing({ request, always }: { request: Waiting; always: Always }) {
  const id = request.queue_id;
  const { measure, target, words } = always;
  const amount = measure ? Number(request.facts[measure.fact]) : 0;
  const client = visibleText(request.client, 60);
  return (
    <>
      <p class="quiet">
        As it stands, the rule lets through again what has its tick below. Each tick that you take away makes
        it wider:
      </p>
      <Tick name="this_app" label={`Only for ${client}`} without="any app, yours and other people’s" />
      {target ? <Tick name="this_target" label={`Only for ${target.label}`} without={target.any} /> : null}
      {words ? <Tick name="this_text" label={`Only with ${words.label}`} without={words.any} /> : null}
      {measure ? (
        <div class="row">
          <span>
            <label for={`${id}-cap`}>Most {measure.unit} at once</label>
            <input
              id={`${id}-cap`}
              name="cap"
              type="number"
              inputmode="numeric"
              min={amount}
              value={amount}
            />
          </span>
          <span>
            <label for={`${id}-daily`}>Most {measure.unit} in a day</label>
            <input
              id={`${id}-daily`}
              name="daily_cap"
              type="number"
              inputmode="numeric"
              min={amount}
              value={amount * 5}
            />
          </span>
        </div>
      ) : (
        <div class="row">
          <span>
            <label for={`${id}-daily`}>Most times in a day</label>
            <input id={`${id}-daily`} name="daily_cap" type="number" inputmode="numeric" min={1} value={5} />
          </span>
        </div>
      )}
      <label for={`${id}-days`}>Until</label>
      <select id={`${id}-days`} name="days">
        <option value="7">7 days from now</option>
        <option value="30">30 days from now</option>
        <option value="90" selected>
          90 days from now
        </option>
        <option value="365">A year from now</option>
      </select>
      <p class="quiet">You can see it and take it back under Standing rules.</p>
    </>
  );
}

/** One bound of a rule, and what is let through without it. */
function Tick({ name, label, without }: { name: string; label: string; without: string }) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value="yes" checked />
      <span>
        {label} <small>without this: {without}</small>
      </span>
    </label>
  );
}
