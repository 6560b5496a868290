/** @jsxImportSource hono/jsx */

import { passwordLength } from "#domains/people/persons/password.ts";

/** Where a new password is chosen, with what it has to be. */
export function NewPassword({ label, hint }: { label: string; hint: string }) {
  return (
    <>
      <label for="password">{label}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        minlength={passwordLength.shortest}
        maxlength={passwordLength.longest}
        aria-describedby="password-hint"
        required
      />
      <p class="quiet" id="password-hint">
        At least {passwordLength.shortest} characters. {hint}
      </p>
    </>
  );
}
