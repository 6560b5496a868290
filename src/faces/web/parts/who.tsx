/** @jsxImportSource hono/jsx */
import { visibleText } from "#platform/visible-text.ts";

/** Somebody, as their name or else their number, leading to what is known of them. */
export function Who({ name, phone }: { name?: string | null | undefined; phone: string }) {
  return (
    <a class="who" href={`/contacts/${encodeURIComponent(phone)}`}>
      {name ? <bdi>{visibleText(name, 80)}</bdi> : phone}
    </a>
  );
}

/** A name, or the number where there is none. */
export function nameOr(name: string | null, phone: string): string {
  return name ? visibleText(name, 80) : phone;
}
