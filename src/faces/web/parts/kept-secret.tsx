/** @jsxImportSource hono/jsx */
import type { Reader } from "#faces/web/shell/layout.tsx";
import { spoken } from "#platform/zone.ts";
import { Badge } from "./badge.tsx";
import { Field } from "./field.tsx";
import { Proof } from "./proof.tsx";
import { Sure } from "./sure.tsx";

/** A secret of a service as `secret.list` gives it: never the secret. */
export interface SecretState {
  name: string;
  variable: string;
  from: "environment" | "page" | "nowhere";
  lastFour: string | null;
  hasPrevious: boolean;
  setAt: string | null;
}

/** Where a secret is left, and how it goes again; what the environment sets is shown as set there. */
export function KeptSecret({
  reader,
  secret,
  label,
  hint,
  loses,
}: {
  reader: Reader;
  secret: SecretState;
  label: string;
  /** Where somebody finds it. */
  hint: string;
  /** What stops when it goes. */
  loses: string;
}) {
  const { name, variable, from } = secret;
  if (from === "environment")
    return (
      <div class="card">
        <p>
          <strong>{label[0]?.toUpperCase() + label.slice(1)}</strong>{" "}
          <Badge state="done">set in the environment</Badge>
        </p>
        <p class="quiet">
          <code>{variable}</code> goes before what is set here. Change it where the desk is started.
        </p>
      </div>
    );
  return (
    <div class="card">
      <p>
        <strong>{label[0]?.toUpperCase() + label.slice(1)}</strong>{" "}
        {from === "page" ? <Badge state="done">set</Badge> : <Badge state="plain">not set</Badge>}
      </p>
      {from === "page" && secret.setAt ? (
        <p class="quiet">
          It ends in {secret.lastFour}; left here on {spoken(secret.setAt, reader.now)}.
        </p>
      ) : null}
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <input type="hidden" name="name" value={name} />
        <Field
          id={`secret-${name}`}
          label={from === "page" ? `Another ${label} in its place` : `Paste the ${label} here`}
          hint={hint}
        >
          <input
            id={`secret-${name}`}
            name="secret"
            type="password"
            autocomplete="off"
            maxlength={400}
            required
          />
        </Field>
        <Proof reader={reader} id={`set-${name}`} />
        <button type="submit" name="action" value="set">
          Check and keep it
        </button>
      </form>
      {from === "page" ? (
        <Sure id={`forget-${name}`} label="Let go of it" name={label} title={`Let go of the ${label}?`}>
          <p>{loses}</p>
          <form method="post">
            <input type="hidden" name="form" value={reader.token} />
            <input type="hidden" name="name" value={name} />
            <Proof reader={reader} id={`remove-${name}`} />
            <button type="submit" name="action" value="remove" class="danger">
              Let go of it
            </button>
          </form>
        </Sure>
      ) : null}
    </div>
  );
}
