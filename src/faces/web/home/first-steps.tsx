/** @jsxImportSource hono/jsx */
import { Icon } from "#faces/web/parts/icon.tsx";

/** One thing to do after set-up, and whether it is done. */
export interface Step {
  text: string;
  href: string;
  isDone: boolean;
}

/** What comes after set-up, in the order in which it helps: each ticks itself. */
export function FirstSteps({ steps, token }: { steps: readonly Step[]; token: string }) {
  const left = steps.filter(({ isDone }) => !isDone).length;
  return (
    <section class="card" aria-labelledby="first-steps">
      <h2 id="first-steps">First steps</h2>
      <p class="quiet">
        {left === 0 ? "All of them are done." : `${steps.length - left} of ${steps.length} are done.`}
      </p>
      <ol class="steps">
        {steps.map(({ text, href, isDone }) => (
          <li class={isDone ? "is-done" : undefined}>
            {isDone ? <Icon name="done" /> : <span class="todo" aria-hidden="true" />}
            {isDone ? (
              <span class="quiet">
                {text}
                <span class="unseen"> (done)</span>
              </span>
            ) : (
              <a class="go" href={href}>
                {text}
              </a>
            )}
          </li>
        ))}
      </ol>
      <form method="post" action="/settings/business">
        <input type="hidden" name="form" value={token} />
        <button type="submit" name="action" value="hide-steps" class="plain">
          Hide this list
        </button>
      </form>
    </section>
  );
}
