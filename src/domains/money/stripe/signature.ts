import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignedRequest } from "#operation/event-source.ts";
import { DeskError } from "#src/errors.ts";

/** How old or how far ahead a signature may be, in seconds. */
const tolerance = 300;

/**
 * Checks `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]` over `t.body` with every secret in use, each as the literal
 * text it is. @throws DeskError AUTH_REQUIRED when none matches or the time is off.
 */
export function checkSignature({ header, body, now }: SignedRequest, secrets: readonly string[]): void {
  const parts = (header("stripe-signature") ?? "").split(",").map((part) => {
    const at = part.indexOf("=");
    return { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
  });
  const time = parts.find(({ name }) => name === "t")?.value ?? "";
  const given = parts.filter(({ name }) => name === "v1").map(({ value }) => Buffer.from(value, "hex"));
  if (!/^\d{1,12}$/.test(time) || given.length === 0)
    throw refused("The request carries no signature that is known here.");
  if (Math.abs(now / 1000 - Number(time)) > tolerance)
    throw refused("The request was signed too long ago, or by a clock that is wrong.");
  const matches = secrets.flatMap((secret) => {
    const expected = createHmac("sha256", secret).update(`${time}.`).update(body).digest();
    return given.map((each) => each.length === expected.length && timingSafeEqual(each, expected));
  });
  if (!matches.includes(true)) throw refused("The signature does not fit the request.");
}

function refused(message: string): DeskError {
  return new DeskError("AUTH_REQUIRED", message, {
    next: "Check that STRIPE_WEBHOOK_SECRET is this endpoint's signing secret, and that the clock is right.",
  });
}
