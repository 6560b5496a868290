import { DeskError } from "#src/errors.ts";

/** The database cannot be had at the moment: what a caller is told. */
export function unavailable(message: string, retryAfter: number, cause?: unknown): DeskError {
  return new DeskError("UNAVAILABLE", message, { retryAfter, next: `Try again in ${retryAfter} s.` }, cause);
}
