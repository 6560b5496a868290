/** @jsxImportSource hono/jsx */
import type { SandboxPage } from "#domains/money/sandbox/sandbox.ts";
import { Warning } from "#faces/web/parts/notice.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";
import { writtenMoney } from "#platform/money.ts";

/** The sandbox's payment page: everything that can happen on a provider's, one button each. */
export function Checkout({ business, page }: { business: string; page: SandboxPage }) {
  const { title, amount, currency, returnTo, state } = page;
  const sum = writtenMoney(amount, currency);
  return (
    <Layout title={`Pay ${sum}`} business={business} isCustomers>
      <Warning>
        This page only plays a payment provider: no real money moves, and no card is asked for.
      </Warning>
      <p>
        {title}, {sum}
      </p>
      {state === "open" ? (
        <form method="post" class="actions">
          <button type="submit" name="act" value="pay">
            Pay by card
          </button>
          <button type="submit" name="act" value="debit" class="second">
            Pay by bank debit, which takes days
          </button>
        </form>
      ) : null}
      {state === "processing" ? (
        <>
          <p>The bank has it. Days later it tells:</p>
          <form method="post" class="actions">
            <button type="submit" name="act" value="debit_succeeds">
              The money has come
            </button>
            <button type="submit" name="act" value="debit_fails" class="second">
              There was none
            </button>
          </form>
        </>
      ) : null}
      {state === "paid" ? <p>It is paid.</p> : null}
      {state === "failed" ? <p>It came to nothing.</p> : null}
      {state === "expired" ? <p>This page is closed: nothing can be paid on it.</p> : null}
      <p>
        <a class="go" href={state === "paid" ? `${returnTo}?paid=1` : returnTo}>
          Back to the invoice
        </a>
      </p>
    </Layout>
  );
}
