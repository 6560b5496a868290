/** @jsxImportSource hono/jsx */
import type { Reader } from "#faces/web/shell/layout.tsx";
import { Icon } from "./icon.tsx";
import { Warning } from "./notice.tsx";

/** Where somebody proves who they are right where it is asked for; nothing for who signed in a moment ago. */
export function Proof({ reader, id }: { reader: Pick<Reader, "isRecent" | "hasPassword">; id: string }) {
  if (reader.isRecent || !reader.hasPassword) return null;
  return (
    <>
      <label for={`${id}-password`}>Your password</label>
      <input id={`${id}-password`} name="proof" type="password" autocomplete="current-password" required />
    </>
  );
}

/** A decision asks for a recent sign-in: said before anybody has written a note, with the other ways to prove it. */
export function Freshness({ reader, path }: { reader: Reader; path: string }) {
  if (reader.isRecent) return null;
  const again = `/login?again=1&next=${encodeURIComponent(path)}`;
  return (
    <div class="warning" role="note">
      <Icon name="warning" />
      <span>
        You signed in a while ago, so a decision asks who you are.{" "}
        {reader.hasPassword ? "Give your password with it, or " : ""}
        <a class="inline" href={again}>
          {reader.hasPassword ? "sign in again another way" : "Sign in again first"}
        </a>
        <span data-passkey="sign-in" data-form={reader.token} data-next={path} hidden>
          <button type="button" class="second">
            Use a passkey
          </button>
          <span class="field-problem" role="alert" hidden />
        </span>
      </span>
    </div>
  );
}

/** Where what is changed asks for a recent sign-in: said before anything is filled in. */
export function SignInFirst({ reader }: { reader: Reader }) {
  if (reader.isRecent) return null;
  return (
    <Warning>
      You signed in a while ago.{" "}
      <a class="inline" href={`/login?again=1&next=${encodeURIComponent(reader.at)}`}>
        Sign in again
      </a>{" "}
      before you fill in anything here: making something, and changing people and passwords, asks for that.
    </Warning>
  );
}
