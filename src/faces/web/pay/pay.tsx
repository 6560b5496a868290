/** @jsxImportSource hono/jsx */
import { Notice, Warning } from "#faces/web/parts/notice.tsx";
import { Paper, type PaperShown } from "#faces/web/parts/paper.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";

export interface PayPage {
  business: string;
  token: string;
  paper: PaperShown;
  status: string;
  owed: string;
  next: { label: string; amount: string; due: string | null } | null;
  has_parts: boolean;
  processing: string | null;
  pays_online: boolean;
  is_test: boolean;
  receipts: { id: string; amount: string; on: string }[];
  problem?: string | undefined;
  done?: string | undefined;
}

const states: Record<string, string> = {
  paid: "It is paid. Thank you.",
  void: "It is void: nothing is owed.",
  voiding: "It is being made void.",
  refunded: "It was paid, and the money was given back.",
};

/** A customer's own invoice: they see it, print it, and pay it on the payment provider's page. */
export function Pay(page: PayPage) {
  const { business, token, paper, status, owed, next, processing, receipts, problem, done } = page;
  return (
    <Layout title={`Invoice ${paper.number}`} business={business} isCustomers>
      <Notice problem={problem} done={done} />
      {states[status] ? <p>{states[status]}</p> : null}
      {processing ? (
        <p>
          A payment of <strong>{processing}</strong> is on its way. A bank takes some days; there is nothing
          to do.
        </p>
      ) : null}
      {next && !processing ? (
        <p>
          To pay: <strong>{next.amount}</strong>
          {next.due ? `, by ${next.due}` : ""}
          {page.has_parts ? ` (${next.label.toLowerCase()}; ${owed} in all)` : ""}
        </p>
      ) : null}
      {page.pays_online ? <Buttons {...page} /> : null}
      <Paper paper={paper} />
      <p class="actions">
        <a class="button second" href={`/pay/${token}/invoice.pdf`}>
          Save it as a PDF
        </a>
        {receipts.map(({ id, amount, on }) => (
          <a class="button second" href={`/pay/${token}/receipt.pdf?of=${id}`}>
            Receipt: {amount}, {on}
          </a>
        ))}
      </p>
    </Layout>
  );
}

function Buttons({ next, has_parts, owed, is_test }: PayPage) {
  return (
    <>
      {is_test ? <Warning>This is a trial: no real money moves.</Warning> : null}
      <form method="post" class="actions">
        <button type="submit" name="what" value="next">
          Pay {next?.amount}
        </button>
        {has_parts ? (
          <button type="submit" name="what" value="everything" class="second">
            Pay all of it, {owed}
          </button>
        ) : null}
      </form>
    </>
  );
}
