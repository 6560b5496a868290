import { randomBytes } from "node:crypto";
import * as z from "zod";

/** What others can be told of. */
export const eventTypes = [
  "ticket.created",
  "ticket.noted",
  "ticket.changed",
  "lead.created",
  "quote.accepted",
  "quote.declined",
  "invoice.changed",
  "payment.received",
] as const;

/** What an address is tried out with: it says nothing, and nobody subscribes to it. */
export const testType = "ping";

export const eventType = z.enum(eventTypes);

/** A signing key as Standard Webhooks writes it: `whsec_` and 24 bytes in base64. */
export function newSigningKey(): string {
  return `whsec_${randomBytes(24).toString("base64")}`;
}
