/** @jsxImportSource hono/jsx */

import type { Reader } from "#faces/web/shell/layout.tsx";

/** One thing done to one entry, by a form of its own. */
export function Action({
  reader,
  action,
  id,
  name,
  isDangerous = false,
  children,
}: {
  reader: Reader;
  action: string;
  id: string;
  name: string;
  /** True for what takes something away that somebody may need. */
  isDangerous?: boolean;
  children: string;
}) {
  return (
    <form method="post">
      <input type="hidden" name="form" value={reader.token} />
      <input type="hidden" name="action" value={action} />
      <input type="hidden" name="id" value={id} />
      <button type="submit" class={isDangerous ? "danger" : "second"} aria-label={`${children} ${name}`}>
        {children}
      </button>
    </form>
  );
}
