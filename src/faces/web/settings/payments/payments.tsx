/** @jsxImportSource hono/jsx */
import { Copyable } from "#faces/web/parts/copyable.tsx";
import { KeptSecret, type SecretState } from "#faces/web/parts/kept-secret.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { NotReached } from "#faces/web/parts/reach.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";

export interface PaymentsPage {
  business: string;
  reader: Reader;
  baseUrl: string;
  /** True where nobody elsewhere reaches this desk. */
  isHere: boolean;
  secretKey: SecretState;
  webhook: SecretState;
  /** Who takes payments now. */
  now: string;
  problem?: string | undefined;
  done?: string | undefined;
}

/** How customers pay online. */
export function Payments({
  business,
  reader,
  baseUrl,
  isHere,
  secretKey,
  webhook,
  now,
  problem,
  done,
}: PaymentsPage) {
  return (
    <Layout
      title="Paying online"
      business={business}
      reader={reader}
      crumb={{ href: "/settings/money", text: "Money" }}
      script="copy.js"
    >
      <Notice problem={problem} done={done} />
      <p>
        {now} Customers pay on the provider’s own page; no card ever comes here. The guide{" "}
        <a class="inline" href="/docs/money">
          to money
        </a>{" "}
        goes through it.
      </p>
      {isHere ? <NotReached who="Stripe" /> : null}
      <h2>Stripe</h2>
      <KeptSecret
        reader={reader}
        secret={secretKey}
        label="secret key"
        hint="From Stripe: Developers, API keys. A restricted key is enough: write Checkout Sessions and Refunds, read Payment Intents."
        loses="Nothing can be paid online any more."
      />
      <Copyable id="address" label="The address for Stripe’s webhook" text={`${baseUrl}/webhooks/stripe`} />
      <p class="quiet">
        Events: checkout.session.completed, checkout.session.async_payment_succeeded,
        checkout.session.async_payment_failed, checkout.session.expired, refund.created, refund.updated,
        refund.failed.
      </p>
      <KeptSecret
        reader={reader}
        secret={webhook}
        label="signing secret"
        hint="From the webhook in Stripe: it begins with whsec_."
        loses="Payments are seen minutes later, when the desk asks for them."
      />
    </Layout>
  );
}
