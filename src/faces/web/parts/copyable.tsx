/** @jsxImportSource hono/jsx */

/** A text to be taken as it is; the button comes with the script `copy.js`. */
export function Copyable({
  id,
  label,
  text,
  isFresh = false,
}: {
  id: string;
  label: string;
  text: string;
  /** True for a secret that is shown this once. */
  isFresh?: boolean;
}) {
  return (
    <figure class="copy">
      <figcaption>{label}</figcaption>
      <pre id={`copy-${id}`} data-fresh={isFresh ? "" : undefined}>
        {text}
      </pre>
      <button type="button" class="second" data-copy={`copy-${id}`} aria-label={`Copy: ${label}`} hidden>
        Copy
      </button>
    </figure>
  );
}
