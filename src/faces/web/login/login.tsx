/** @jsxImportSource hono/jsx */
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout } from "#faces/web/shell/layout.tsx";
import { commandName } from "#runtime/compiled.ts";

export interface LoginPage {
  business: string;
  token: string;
  /** Where the person goes then. */
  next: string;
  providers: readonly string[];
  hasPasskeys: boolean;
  /** Set when somebody who is signed in proves it again. */
  again?: { email: string } | undefined;
  email?: string | undefined;
  problem?: string | undefined;
}

const names: Record<string, string> = { google: "Google", github: "GitHub" };

/** Signing in: with a password, a passkey, or an account elsewhere. */
export function Login({ business, token, next, providers, hasPasskeys, again, email, problem }: LoginPage) {
  const target = (path: string) => `${path}?next=${encodeURIComponent(next)}`;
  return (
    <Layout title={again ? "Is it still you?" : "Sign in"} business={business} script="passkey.js">
      <Notice problem={problem} />
      {again ? <p>What you are about to do asks for a recent sign-in.</p> : null}
      <form method="post" action={target("/login")}>
        <input type="hidden" name="form" value={token} />
        <label for="email">Email address</label>
        <input
          id="email"
          name="email"
          type="email"
          value={again?.email ?? email ?? ""}
          autocomplete="username webauthn"
          readonly={again !== undefined}
          required
        />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button type="submit">Sign in</button>
      </form>
      {hasPasskeys ? (
        <div data-passkey="sign-in" data-form={token} data-next={next} hidden>
          <button type="button" class="second">
            Sign in with a passkey
          </button>
          <p class="problem" role="alert" hidden />
        </div>
      ) : null}
      {providers.map((name) => (
        <form method="post" action={target(`/login/${name}`)}>
          <input type="hidden" name="form" value={token} />
          <button type="submit" class="second">
            Sign in with {names[name]}
          </button>
        </form>
      ))}
      <details>
        <summary>Lost your password?</summary>
        <p>Ask an owner for a link to choose another.</p>
        <p>
          The only owner asks whoever installed the desk to run{" "}
          <code>{commandName} user reset your@address</code> there.
        </p>
      </details>
    </Layout>
  );
}
