import type { SignedIn } from "#signin/sessions.ts";
import { DeskError } from "#src/errors.ts";
import { type DoorContext, type DoorParts, ownForm, problemOf, runFor } from "./visit.ts";

/** What a form did, or why not. */
export interface Told<Fresh> {
  problem?: string | undefined;
  done?: string | undefined;
  /** A secret that was just made: it is shown this once. */
  fresh?: Fresh | undefined;
  /** Set when the browser's session has a new secret. */
  cookie?: string | undefined;
}

/** One request to a page of settings: who asks, and a way to run operations for them. */
export interface Turn {
  c: DoorContext;
  signedIn: SignedIn;
  run<Output>(operation: string, input: unknown): Promise<Output>;
}

export interface SettingsPage<Fresh> {
  /** What each button of the page does, by the name the form gives it. */
  acts: Record<string, (form: URLSearchParams, turn: Turn) => Promise<Told<Fresh>>>;
  show(turn: Turn, told: Told<Fresh>, status: number): Promise<Response>;
}

/** A page of settings as its two routes: `GET` shows it, `POST` does what a button says and shows it again. */
export function settingsPage<Fresh>({ acts, show }: SettingsPage<Fresh>, parts: DoorParts) {
  return {
    get: (c: DoorContext) => withReader(c, parts, (turn) => show(turn, {}, 200)),
    post: (c: DoorContext) =>
      withReader(c, parts, async (turn) => {
        const form = ownForm(c, turn.signedIn, parts);
        const name = form.get("action") ?? "";
        const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
        if (!act) throw new DeskError("VALIDATION_ERROR", "The form says nothing to do.");
        try {
          const told = await act(form, turn);
          const answer = await show(turn, told, told.problem ? 400 : 200);
          if (told.cookie) answer.headers.append("set-cookie", told.cookie);
          return answer;
        } catch (failure) {
          if (isStale(failure)) return c.redirect(signInAgain(c.req.path), 303);
          return await show(turn, { problem: problemOf(failure) }, 400);
        }
      }),
  };
}

/** For whoever is signed in; others sign in first. */
export async function withReader(
  c: DoorContext,
  parts: DoorParts,
  answer: (turn: Turn) => Promise<Response>,
): Promise<Response> {
  const signedIn = await parts.door.sessions.of(c.req.raw.headers);
  if (!signedIn) return c.redirect(`/login?next=${encodeURIComponent(c.req.path)}`, 303);
  const run = <Output>(operation: string, input: unknown) =>
    runFor<Output>(signedIn, operation, input, c, parts);
  return await answer({ c, signedIn, run });
}

/** True where only a new sign-in helps. */
export function isStale(failure: unknown): boolean {
  return failure instanceof DeskError && failure.code === "AUTH_REQUIRED";
}

export function signInAgain(path: string): string {
  return `/login?again=1&next=${encodeURIComponent(path)}`;
}
