/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Paper, type PaperShown } from "#faces/web/parts/paper.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";

export interface QuotePage {
  business: string;
  paper: PaperShown;
  status: string;
  deposit: string | null;
  accepted_by: string | null;
  pay_link: string | null;
  problem?: string | undefined;
  /** What was filled in and not taken. */
  name?: string | undefined;
}

const states: Record<string, string> = {
  declined: "You have declined it.",
  withdrawn: "The business has taken it back.",
  expired: "It is over. Ask the business for a new one.",
};

/** A customer's own quote: they accept it with their name, or decline it. */
export function Quote(page: QuotePage) {
  const { business, paper, status, accepted_by, pay_link, deposit, problem } = page;
  return (
    <Layout title={`Quote ${paper.number}`} business={business} isCustomers>
      <Notice problem={problem} />
      {states[status] ? <p>{states[status]}</p> : null}
      {status === "accepted" ? (
        <>
          <p>
            Accepted by {visibleText(accepted_by ?? "", 120)}. Thank you: {business} gets in touch to agree a
            time.
          </p>
          {pay_link && deposit ? (
            <p>
              <a class="button" href={pay_link}>
                Pay the deposit of {deposit}
              </a>
            </p>
          ) : null}
        </>
      ) : null}
      <Paper paper={paper} />
      {status === "sent" ? <Answer {...page} /> : null}
    </Layout>
  );
}

function Answer({ business, deposit, name, problem }: QuotePage) {
  return (
    <>
      <h2>Accept it</h2>
      <form method="post">
        <Field
          id="name"
          label="Your name"
          hint={`With your name you agree to what stands above.${deposit ? ` The deposit of ${deposit} is paid next.` : ""}`}
        >
          <input
            id="name"
            name="name"
            value={name ?? ""}
            maxlength={120}
            autocomplete="name"
            required
            {...faulty("name", problem)}
          />
        </Field>
        <button type="submit" name="action" value="accept">
          Accept the quote
        </button>
      </form>
      <h2>Not this time</h2>
      <Sure id="decline" label="Decline it" title="Decline the quote?">
        <p>{business} is told.</p>
        <form method="post">
          <button type="submit" name="action" value="decline" class="danger">
            Decline it
          </button>
        </form>
      </Sure>
    </>
  );
}
