/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** A field with its label, what helps to fill it in, and what is wrong with what was filled in. */
export function Field({
  id,
  label,
  hint,
  problem,
  isShort,
  children,
}: {
  id: string;
  label: string;
  hint?: Child;
  problem?: string | undefined;
  /** A few digits: it stands beside others in a row. */
  isShort?: boolean;
  children: Child;
}) {
  return (
    <div class={isShort ? "field short" : "field"}>
      <label for={id}>{label}</label>
      {children}
      {hint === undefined ? null : (
        <small id={`${id}-hint`} class="quiet">
          {hint}
        </small>
      )}
      {problem ? (
        <p class="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

/** What the input of a field says of itself where it was filled in wrongly. */
export function faulty(id: string, problem: string | undefined) {
  return problem ? ({ "aria-invalid": "true", "aria-describedby": `${id}-problem` } as const) : {};
}
