import { DeskError } from "#src/errors.ts";
import { proven } from "./proof.ts";
import { type DoorContext, type DoorParts, ownForm, problemOf, type Turn, turnOf, wrongIn } from "./visit.ts";

/** What a form did, or why not. */
export interface Told<Fresh> {
  problem?: string | undefined;
  done?: string | undefined;
  /** What is wrong with which field, by its name. */
  wrong?: Readonly<Record<string, string>> | undefined;
  /** A secret that was just made: it is shown this once. */
  fresh?: Fresh | undefined;
  /** Set when the browser's session has a new secret. */
  cookie?: string | undefined;
  /** Where the browser goes then, where it is another page. */
  goTo?: string | undefined;
}

export interface SettingsPage<Fresh> {
  /** What each button of the page does, by the name the form gives it. */
  acts: Record<string, (form: URLSearchParams, turn: Turn) => Promise<Told<Fresh>>>;
  show(turn: Turn, told: Told<Fresh>, status: number): Promise<Response>;
  /** What of a form that was not taken stands on the page again. */
  keepsOnProblem?(form: URLSearchParams): Fresh;
}

/** A page of settings as its two routes: `GET` shows it, `POST` does what a button says and shows it again. */
export function settingsPage<Fresh>({ acts, show, keepsOnProblem }: SettingsPage<Fresh>, parts: DoorParts) {
  return {
    get: (c: DoorContext) => withReader(c, parts, (turn) => show(turn, {}, 200)),
    post: (c: DoorContext) =>
      withReader(c, parts, async (turn) => {
        const form = ownForm(c, turn.signedIn, parts);
        const name = form.get("action") ?? "";
        const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
        if (!act) throw new DeskError("VALIDATION_ERROR", "The form says nothing to do.");
        let cookie: string | undefined;
        try {
          const proof = await proven(turn, form, parts);
          cookie = proof.cookie;
          const told = await act(form, proof.turn);
          if (told.goTo) return goOn(told.goTo, cookie);
          return withCookie(await show(proof.turn, told, told.problem ? 400 : 200), told.cookie ?? cookie);
        } catch (failure) {
          if (isStale(failure)) return c.redirect(signInAgain(c.req.path), 303);
          const told = {
            problem: problemOf(failure),
            wrong: wrongIn(failure),
            fresh: keepsOnProblem?.(form),
          };
          return withCookie(await show(turn, told, 400), cookie);
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
  return await answer(turnOf(c, signedIn, parts));
}

/** True where only a new sign-in helps. */
export function isStale(failure: unknown): boolean {
  return failure instanceof DeskError && failure.code === "AUTH_REQUIRED";
}

export function signInAgain(path: string): string {
  return `/login?again=1&next=${encodeURIComponent(path)}`;
}

function withCookie(answer: Response, cookie: string | undefined): Response {
  if (cookie) answer.headers.append("set-cookie", cookie);
  return answer;
}

/** On to another page of ours, with the session's new cookie where there is one. */
export function goOn(location: string, cookie: string | undefined): Response {
  return new Response(null, {
    status: 303,
    headers: { location, ...(cookie ? { "set-cookie": cookie } : {}) },
  });
}
