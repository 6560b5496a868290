import type { Operation, Principal } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/**
 * True for what stops while the owner has everything stopped: what apps may ask for, whoever asks, and whatever an
 * app asks. What the desk records of the world goes on, a voice agent's handoff too: somebody is on the line. So does
 * what people do about themselves.
 */
export function isStoppable(operation: Operation, { authority, face }: Principal): boolean {
  if (authority === "system" || face === "ingest") return false;
  return operation.exposure === "tools" || face === "mcp" || face === "rest";
}

/** What a write is told while the owner has everything stopped. */
export function stoppedError(): DeskError {
  return new DeskError(
    "BLOCKED",
    "The owner has stopped everything: reading works, and nothing is written or sent.",
    { next: "Tell the user, and do not try again until the owner has the desk go on." },
  );
}
