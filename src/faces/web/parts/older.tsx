/** @jsxImportSource hono/jsx */

/** The way to the next page of a list; nothing on the last one. */
export function Older({ href }: { href: string | undefined }) {
  if (href === undefined) return null;
  return (
    <p>
      <a class="go" href={href}>
        Older
      </a>
    </p>
  );
}
