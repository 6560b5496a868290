import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { publicAddress } from "#operation/desk-services.ts";
import type { OperationContext } from "#operation/operation.ts";

/** What an appointment's own page is called: nobody guesses it (96 bits), and it is short enough for a text. */
export function newVisitToken(): string {
  return Buffer.from(randomBytes(12)).toString("base64url");
}

/** The page where a customer confirms, moves or cancels; empty where this desk cannot be reached from outside. */
export function visitLink(token: string, ctx: Pick<OperationContext, "service">): string {
  const origin = new URL(ctx.service(publicAddress));
  const isNear = /^(?:localhost|127\.|\[::1\])/.test(origin.hostname);
  return isNear ? "" : `${origin.origin}/visit/${token}`;
}
