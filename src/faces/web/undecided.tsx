/** @jsxImportSource hono/jsx */
import { Layout } from "./layout.tsx";

/** Where `review_url` leads until there are people who sign in and decide. It shows nothing of the request. */
export function Undecided({ business }: { business: string }) {
  return (
    <Layout title="This request waits for a person" business={business}>
      <p>
        This version of Frontdesk keeps the request, but has no page yet on which a person can allow or deny
        it. Nothing has been sent, and nothing will be: the request expires by itself.
      </p>
    </Layout>
  );
}
