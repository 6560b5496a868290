import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { publicAddress } from "#operation/desk-services.ts";
import type { OperationContext } from "#operation/operation.ts";

/** What a customer's own page is called: nobody guesses it (144 bits). */
export function newMoneyToken(): string {
  return Buffer.from(randomBytes(18)).toString("base64url");
}

export const moneyToken = z.string().regex(/^[A-Za-z0-9_-]{24}$/);

export function payLink(token: string, ctx: Pick<OperationContext, "service">): string {
  return `${ctx.service(publicAddress)}/pay/${token}`;
}

export function quoteLink(token: string, ctx: Pick<OperationContext, "service">): string {
  return `${ctx.service(publicAddress)}/quote/${token}`;
}
