import { DeskError } from "#src/errors.ts";

/** What a write is told while the owner has everything stopped. */
export function stoppedError(): DeskError {
  return new DeskError(
    "BLOCKED",
    "The owner has stopped everything: reading works, and nothing is written or sent.",
    {
      next: "Tell the user, and do not try again until the owner has the desk go on.",
    },
  );
}
