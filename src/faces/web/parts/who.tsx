/** @jsxImportSource hono/jsx */
import { writtenNumber } from "#platform/phone-number.ts";
import { visibleText } from "#platform/visible-text.ts";
import { Icon } from "./icon.tsx";

/** Somebody, as their name or else their number, leading to what is known of them. */
export function Who({ name, phone }: { name?: string | null | undefined; phone: string }) {
  return (
    <a class="inline" href={`/contacts/${encodeURIComponent(phone)}`}>
      {name ? <bdi>{visibleText(name, 80)}</bdi> : writtenNumber(phone)}
    </a>
  );
}

/** A number that a phone dials when it is touched. */
export function Dial({ phone }: { phone: string }) {
  return (
    <a class="inline" href={`tel:${phone}`}>
      <Icon name="call" />
      {writtenNumber(phone)}
    </a>
  );
}

/** A name, or the number where there is none. */
export function nameOr(name: string | null, phone: string): string {
  return name ? visibleText(name, 80) : writtenNumber(phone);
}

/** A line by its name, where it has one, and its number. */
export function lineName({ name, number }: { name: string | null; number: string }): string {
  const written = writtenNumber(number);
  return name && name !== number ? `${visibleText(name, 60)}, ${written}` : written;
}
