import type { Reactions } from "#webhooks/react.ts";

/** What follows from what. The only file that joins domains. */
export const reactions: Reactions = {
  "contact.created": [{ operation: "contact.publish", input: (id) => ({ id }) }],
};
