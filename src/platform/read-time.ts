import { DeskError } from "#src/errors.ts";
import { readTime } from "./zone.ts";

/**
 * A moment that somebody typed, in milliseconds, UTC: ISO 8601, without an offset in `zone`.
 * @throws DeskError VALIDATION_ERROR naming the argument
 */
export function requireTime(text: string, zone: string, argument: string): number {
  return readTime(text, zone) ?? refuse(argument);
}

/** The same, or a day alone, which is where that day begins in `zone`. */
export function requireBound(text: string, zone: string, argument: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return requireTime(text, zone, argument);
  // Where clocks are put forward at midnight, the day begins an hour later.
  return readTime(`${text}T00:00`, zone) ?? readTime(`${text}T01:00`, zone) ?? refuse(argument);
}

function refuse(argument: string): never {
  throw new DeskError("VALIDATION_ERROR", `${argument} is not a time.`, {
    fields: { [argument]: ["Give ISO 8601, such as 2026-12-01T09:00, at a time that clocks there show."] },
    next: "Correct the time and call again.",
  });
}
