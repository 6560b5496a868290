/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** What is wider than a phone, such as a table with many columns: it is moved by itself, with a finger or the arrow keys. */
export function Scroll({ label, children }: { label: string; children: Child }) {
  return (
    <section class="scrolls" aria-label={label} tabindex={0}>
      {children}
    </section>
  );
}
