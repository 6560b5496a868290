/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Icon } from "./icon.tsx";

/** What went wrong, or what was done, said where a screen reader says it at once. */
export function Notice({ problem, done }: { problem?: string | undefined; done?: string | undefined }) {
  if (problem)
    return (
      <p class="problem" role="alert">
        <Icon name="failed" />
        <span>{problem}</span>
      </p>
    );
  return done ? (
    <p class="done-notice" role="status">
      <Icon name="done" />
      <span>{done}</span>
    </p>
  ) : null;
}

/** What has to be known before anything is done here. */
export function Warning({ children }: { children: Child }) {
  return (
    <p class="warning" role="note">
      <Icon name="warning" />
      <span>{children}</span>
    </p>
  );
}
