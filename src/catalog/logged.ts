import { isE164, lastFour } from "#platform/phone-number.ts";

/** Arguments that say how much or which way, never what: these alone reach a log line. */
const plain = new Set([
  "limit",
  "days",
  "direction",
  "maxDuration",
  "allowDuplicate",
  "queue_id",
  "callId",
  "provider",
  "status",
]);
const numbers = new Set(["from", "to", "phoneNumber", "peer", "phone"]);

/** The part of a checked input that may be logged: allow-listed, phone numbers by their last four digits, lists by their length. */
export function loggedArguments(input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null) return {};
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (plain.has(name)) shown[name] = value;
    else if (numbers.has(name)) shown[name] = numberShown(value);
  }
  return shown;
}

function numberShown(value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  const digits = String(value);
  return isE164(digits) || /\d{4}$/.test(digits) ? lastFour(digits) : "…";
}
