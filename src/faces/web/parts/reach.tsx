/** @jsxImportSource hono/jsx */
import { Warning } from "./notice.tsx";

/** What a desk needs that only the computer it runs on can open. */
export function PublicAddress() {
  return (
    <a class="inline" href="/docs/deploy">
      public https address
    </a>
  );
}

/** Said beside an address that is for somebody who cannot reach it yet. */
export function NotReached({ who }: { who: string }) {
  return (
    <Warning>
      Not yet: {who} cannot reach this desk, which can only be opened on the computer it runs on. Give it a{" "}
      <PublicAddress /> first.
    </Warning>
  );
}
