/** @jsxImportSource hono/jsx */
import { Icon, type IconName } from "./icon.tsx";

/** How something is: the five states that a page tells apart. */
export type State = "waiting" | "done" | "failed" | "stopped" | "plain";

const iconOf: Record<State, IconName> = {
  waiting: "clock",
  done: "done",
  failed: "failed",
  stopped: "stopped",
  plain: "plain",
};

/** A state as its icon and its word; the colour only repeats them. */
export function Badge({ state, children }: { state: State; children: string }) {
  return (
    <span class={`badge ${state}`}>
      <Icon name={iconOf[state]} />
      {children}
    </span>
  );
}
