/** @jsxImportSource hono/jsx */
import { Notice } from "#faces/web/parts/notice.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";

export interface VisitPage {
  business: string;
  token: string;
  what: string;
  when: string;
  zone: string;
  address: string | null;
  state: "booked" | "held" | "done" | "cancelled" | "over";
  confirmed: boolean;
  held_until: string | null;
  may_change: boolean;
  hours: number;
  free: { at: string; said: string }[];
  problem?: string | undefined;
  done?: string | undefined;
}

const states = {
  booked: "It is booked.",
  held: "It is kept for you.",
  done: "It is done. Thank you.",
  cancelled: "It is cancelled.",
  over: "It is over.",
} as const;

/** A customer's own appointment: they confirm, move or cancel it, and put it into their calendar. */
export function Visit(page: VisitPage) {
  const { business, token, what, when, zone, address, state, confirmed, held_until, problem, done } = page;
  const isComing = state === "booked" || state === "held";
  return (
    <Layout title={visibleText(what, 120)} business={business} isCustomers>
      <Notice problem={problem} done={done} />
      <div class="card">
        <dl class="facts">
          <dt>When</dt>
          <dd>
            <strong>{when}</strong> <span class="quiet">({zone.replaceAll("_", " ")})</span>
          </dd>
          {address ? (
            <>
              <dt>Where</dt>
              <dd>{visibleText(address, 300)}</dd>
            </>
          ) : null}
          <dt>With</dt>
          <dd>{business}</dd>
        </dl>
        <p>
          {confirmed && state === "booked" ? "You have confirmed it. Thank you." : states[state]}
          {state === "held" && held_until ? ` Until ${held_until} it is nobody else's.` : ""}
        </p>
        {isComing ? (
          <div class="actions">
            {confirmed ? null : (
              <form method="post">
                <button type="submit" name="action" value="confirm">
                  {state === "held" ? "Take it" : "Confirm"}
                </button>
              </form>
            )}
            <a class="button second" href={`/visit/${token}/appointment.ics`}>
              Add it to my calendar
            </a>
          </div>
        ) : null}
      </div>
      {state === "booked" && page.may_change ? <Changes {...page} /> : null}
      {state === "booked" && !page.may_change ? (
        <p class="quiet">
          Less than {page.hours} hours before it, please call {business} to move or cancel it.
        </p>
      ) : null}
    </Layout>
  );
}

function Changes({ free, when }: VisitPage) {
  return (
    <>
      <h2>Another time</h2>
      {free.length === 0 ? (
        <p class="quiet">Nothing else is free in the next weeks.</p>
      ) : (
        <form method="post">
          <fieldset>
            <legend>Free times</legend>
            {free.map(({ at, said }) => (
              <label class="choice">
                <input type="radio" name="at" value={at} required />
                <span>{said}</span>
              </label>
            ))}
          </fieldset>
          <button type="submit" name="action" value="move">
            Move it there
          </button>
        </form>
      )}
      <h2>Not at all</h2>
      <Sure id="cancel" label="Cancel it" title="Cancel your appointment?">
        <p>{when} is somebody else's then.</p>
        <form method="post">
          <button type="submit" name="action" value="cancel" class="danger">
            Cancel it
          </button>
        </form>
      </Sure>
    </>
  );
}
