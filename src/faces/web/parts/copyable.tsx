/** @jsxImportSource hono/jsx */

/** A text to be taken as it is; the button comes with the script `copy.js`. */
export function Copyable({ id, label, text }: { id: string; label: string; text: string }) {
  return (
    <figure class="copy">
      <figcaption>{label}</figcaption>
      <pre id={`copy-${id}`}>{text}</pre>
      <button type="button" class="second" data-copy={`copy-${id}`} aria-label={`Copy: ${label}`} hidden>
        Copy
      </button>
    </figure>
  );
}
