/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** A button that asks a second time before anything is done, in the browser's own dialog. */
export function Sure({
  id,
  label,
  name,
  title,
  children,
}: {
  id: string;
  label: string;
  /** What it is done to, for whoever hears the button alone. */
  name?: string;
  title: string;
  /** What would happen, and the form that does it. */
  children: Child;
}) {
  const opens = { commandfor: id, command: "show-modal" };
  const closes = { commandfor: id, command: "close" };
  return (
    <>
      <button type="button" class="danger" aria-label={name ? `${label}: ${name}` : undefined} {...opens}>
        {label}
      </button>
      <dialog id={id} aria-labelledby={`${id}-title`}>
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        <button type="button" class="second" {...closes}>
          Leave it as it is
        </button>
      </dialog>
    </>
  );
}
