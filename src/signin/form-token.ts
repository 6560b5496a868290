import { hash } from "node:crypto";
import { newSecret } from "#domains/people/secret.ts";
import type { Seal } from "#platform/seal.ts";
import type { Cookies } from "./cookies.ts";
import type { SignedIn } from "./sessions.ts";

/** Proof that a form came from a page of ours, shown to this very browser (OWASP, CSRF: signed double submit). */
export interface FormTokens {
  /** For the forms of a page; with a cookie to set, where this browser has none yet. */
  issue(headers: Headers, signedIn: SignedIn | undefined): { token: string; cookie: string | undefined };
  isRight(token: string | null, headers: Headers, signedIn: SignedIn | undefined): boolean;
  /** What tells this browser from others before anybody is signed in; undefined where nothing does yet. */
  browserOf(headers: Headers): string | undefined;
}

/** How long a browser is known by its visitor's cookie, in seconds. */
const visitorLife = 86_400;

export function createFormTokens(seal: Seal, cookies: Cookies): FormTokens {
  const browserOf = (headers: Headers) => {
    const visitor = cookies.read(headers, "visitor");
    return visitor && hash("sha256", visitor, "hex");
  };
  const bindingOf = (headers: Headers, signedIn: SignedIn | undefined) =>
    signedIn ? `session ${signedIn.session.id}` : browserOf(headers) && `visitor ${browserOf(headers)}`;

  return {
    issue(headers, signedIn) {
      const known = browserOf(headers);
      const visitor = known === undefined ? newSecret("attempt") : undefined;
      const browser = known ?? hash("sha256", visitor ?? "", "hex");
      const binding = signedIn ? `session ${signedIn.session.id}` : `visitor ${browser}`;
      const cookie = visitor === undefined ? undefined : cookies.set("visitor", visitor, visitorLife);
      return { token: seal.sign("form", binding), cookie };
    },
    isRight(token, headers, signedIn) {
      const binding = bindingOf(headers, signedIn);
      return binding !== undefined && token !== null && seal.isSigned("form", binding, token);
    },
    browserOf,
  };
}
