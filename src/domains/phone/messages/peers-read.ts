import type { CallView, MessageView } from "#domains/phone/view.ts";

/** Numbers whose own words are among these texts and calls. */
export function peersRead(items: readonly (MessageView | CallView)[]): string[] {
  const theirs = items.filter((item) => item.kind === "message" && item.untrustedContent !== undefined);
  return [...new Set(theirs.map(({ from }) => from))];
}
