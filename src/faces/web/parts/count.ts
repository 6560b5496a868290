import { mostCounted } from "#domains/phone/conversations/inbox-store.ts";

/** A number that is counted up to an end: "7", "99+". */
export function atMost(number: number): string {
  return number > mostCounted ? `${mostCounted}+` : String(number);
}
