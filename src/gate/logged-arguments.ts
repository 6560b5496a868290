import { isE164, lastFour } from "#platform/phone-number.ts";

/** Arguments that say how much or which way, never what: these alone reach a log line. */
const plain = new Set(["limit", "days", "direction", "maxDuration", "allowDuplicate", "provider", "status"]);
/** Ids: a caller may write anything there, so only what looks like one of ours is logged. */
const ids = new Set(["queue_id", "callId"]);
const numbers = new Set(["from", "to", "phoneNumber", "peer", "phone"]);

/** The part of a checked input that may be logged: allow-listed, phone numbers by their last four digits, lists by their length. */
export function loggedArguments(input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null) return {};
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (plain.has(name)) shown[name] = typeof value === "object" ? "…" : value;
    else if (ids.has(name)) shown[name] = /^[a-z]+_[0-9a-z]{26}$/.test(String(value)) ? value : "…";
    else if (numbers.has(name)) shown[name] = numberShown(value);
  }
  return shown;
}

function numberShown(value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  const digits = String(value);
  return isE164(digits) || /\d{4}$/.test(digits) ? lastFour(digits) : "…";
}
