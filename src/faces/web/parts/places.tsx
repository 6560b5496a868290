/** @jsxImportSource hono/jsx */

/** The views of one thing, and which of them this is. */
export function Places({
  label,
  at,
  places,
}: {
  label: string;
  at: string;
  places: readonly { name: string; href: string; text: string }[];
}) {
  return (
    <nav aria-label={label} class="places">
      {places.map(({ name, href, text }) => (
        <a class="go" href={href} aria-current={name === at ? "page" : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}
