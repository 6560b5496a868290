/** What follows from what: event → operations run as the desk itself. The only file that joins domains. */
export const reactions: Record<string, { operation: string; input(subject: string): unknown }[]> = {
  "contact.created": [{ operation: "contact.publish", input: (id) => ({ id }) }],
};
