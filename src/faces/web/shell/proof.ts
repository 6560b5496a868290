import { SignInOverError } from "#signin/sessions.ts";
import { DeskError } from "#src/errors.ts";
import { type DoorParts, type Turn, turnOf, visitOf } from "./visit.ts";

/** A turn of somebody who has just proved who they are, and the session's new cookie. */
export interface Proven {
  turn: Turn;
  cookie: string | undefined;
}

/**
 * Takes the password that came with a form for a new sign-in, so that what asks for one is done in one step. Without
 * a password the turn is as it was.
 * @throws DeskError VALIDATION_ERROR for a wrong password, RATE_LIMIT_EXCEEDED for too many of them
 */
export async function proven(turn: Turn, form: URLSearchParams, parts: DoorParts): Promise<Proven> {
  const password = form.get("proof");
  if (!password) return { turn, cookie: undefined };
  const { c, signedIn } = turn;
  const answer = await parts.door.password(signedIn.person.email, password, visitOf(c), true);
  if (answer.kind === "too often")
    throw new DeskError("RATE_LIMIT_EXCEEDED", "Too many tries. Nothing was done; wait a while.");
  if (answer.kind === "wrong") throw wrong();
  try {
    const cookie = await parts.door.sessions.begin(answer.person, "password", visitOf(c));
    const session = { ...signedIn.session, authenticatedAt: parts.clock.now() };
    return { turn: turnOf(c, { ...signedIn, session }, parts), cookie };
  } catch (failure) {
    if (failure instanceof SignInOverError) throw wrong();
    throw failure;
  }
}

function wrong(): DeskError {
  return new DeskError("VALIDATION_ERROR", "That is not your password. Nothing was done.");
}
