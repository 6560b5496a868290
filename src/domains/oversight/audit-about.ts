import { isRecord } from "#platform/record.ts";

/** Where an input says what it is about, the likeliest first. */
const names = ["to", "ticketId", "callerNumber", "phoneNumber", "name", "phone", "email", "url", "key", "id"];

/**
 * What a call was about, from the input that is kept of it: a number, a name, a ticket, an id, and how many more. Null
 * where it says nothing of the kind. Never what was to be said.
 */
export function aboutOf(input: string): string | null {
  const given: unknown = JSON.parse(input);
  if (!isRecord(given)) return null;
  const messages = given["messages"];
  const found = Array.isArray(messages)
    ? messages.map((each) => (isRecord(each) ? each["to"] : undefined))
    : names.map((name) => given[name]).find(isSaid);
  const all = [found].flat().filter(isSaid).map(String);
  const [first] = all;
  if (first === undefined) return null;
  return all.length === 1 ? first : `${first} and ${all.length - 1} more`;
}

function isSaid(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : Array.isArray(value) && value.length > 0;
}
