/** @jsxImportSource hono/jsx */
import { Layout } from "#faces/web/shell/layout.tsx";

/** Whether somebody is mailed any more, and the button that changes it. */
export function Unsubscribe({ business, stopped }: { business: string; stopped: boolean }) {
  return (
    <Layout title={stopped ? "You get no more email" : "Email from us"} business={business} isCustomers>
      <p>
        {stopped
          ? `${business} sends you no more email, and no more texts. Reply START to a text to get those again.`
          : `${business} sends you invoices and receipts by email. You can end that here; texts end with it.`}
      </p>
      <form method="post">
        <button
          type="submit"
          name="action"
          value={stopped ? "resume" : "stop"}
          class={stopped ? "second" : undefined}
        >
          {stopped ? "I want email again" : "No more email and texts"}
        </button>
      </form>
    </Layout>
  );
}
