/** @jsxImportSource hono/jsx */
import { version } from "#src/version.ts";
import { Layout } from "./layout.tsx";

/** What somebody sees who opens the desk's address in a browser. */
export function Home({ business, baseUrl }: { business: string; baseUrl: string }) {
  return (
    <Layout title="This is a front desk for AI assistants" business={business}>
      <p>
        Assistants connect to one address, and text customers, place calls and read the history through it.
        What is risky waits for a person.
      </p>
      <pre>{`${baseUrl}/mcp`}</pre>
      <p>
        Add this address to your assistant: it asks you here to sign in, and to allow what it may do. A
        program that cannot sign in takes a token.
      </p>
      <p>
        <a class="go" href="/settings/apps">
          Sign in, or see your connected apps and tokens
        </a>
      </p>
      <ul>
        <li>
          <a class="go" href="/mcp/tools">
            What it can do, as JSON
          </a>
        </li>
        <li>
          <a class="go" href="/openapi.json">
            The same for programs that speak REST
          </a>
        </li>
        <li>
          <a class="go" href="/health">
            Status
          </a>
        </li>
      </ul>
      <p class="quiet">Version {version}</p>
    </Layout>
  );
}
