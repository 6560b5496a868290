/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/**
 * A part of a page that renews itself from the page's own address, when the desk has news and every half minute; on a
 * page that is live. Without scripts it is what it was when the page was made.
 */
export function Live({
  id,
  from,
  label,
  every = "60s",
  children,
}: {
  id: string;
  /** The address of this very page. */
  from: string;
  label?: string;
  every?: string;
  children: Child;
}) {
  const renews = {
    "data-hx-get": from,
    "data-hx-trigger": `news from:body, every ${every}`,
    "data-hx-select": `#${id}`,
    "data-hx-target": "this",
    "data-hx-swap": "outerMorph ignoreTitle:true",
  };
  if (label === undefined)
    return (
      <div id={id} {...renews}>
        {children}
      </div>
    );
  return (
    <section id={id} aria-label={label} {...renews}>
      {children}
    </section>
  );
}
