import type { Reactions } from "#webhooks/react.ts";

/** What follows from what. The only file that joins domains. */
export const reactions: Reactions = {
  "contact.created": [{ operation: "contact.publish", input: (id) => ({ id }) }],
  "call.missed": [{ operation: "call.text_back", input: (id) => ({ id }) }],
  "message.has_pictures": [{ operation: "message.keep_pictures", input: (id) => ({ id }) }],
  "message.asks": [{ operation: "consent.answer", input: (id) => ({ id }) }],
};
