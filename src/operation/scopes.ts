/** What a token may be allowed, in words for the person who allows it. */
export const scopeMeanings = {
  "phone:read": "Read texts, calls and transcripts",
  "phone:write": "Send texts, place calls, and change contacts",
  "helpdesk:read": "Read tickets",
  "helpdesk:write": "Open and change tickets",
  "office:read": "Read customers, appointments and invoices",
  "office:write": "Change customers, appointments and invoices",
  "assistant:read": "Read what other models were asked and what it cost",
  "assistant:write": "Ask other models",
} as const;

export type Scope = keyof typeof scopeMeanings;

export const allScopes = Object.keys(scopeMeanings) as Scope[];

/**
 * The scopes that open something today, and that nothing else opens: what people are offered, and what a token or an app
 * gets that asks for nothing in particular. A test holds it to the catalog.
 */
export const offeredScopes: readonly Scope[] = [
  "phone:read",
  "phone:write",
  "helpdesk:read",
  "helpdesk:write",
  "office:read",
  "office:write",
  "assistant:read",
  "assistant:write",
];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(scopeMeanings, text);
}
