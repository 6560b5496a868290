import * as z from "zod";
import type { Customer } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { withoutLinks } from "#platform/links.ts";

export const sendBy = z.enum(["auto", "text", "email", "both", "draft"]);
export type SendBy = z.infer<typeof sendBy>;

/** A way in which somebody is told, and where. */
export interface Way {
  way: "text" | "email";
  to: string;
}

/** How a letter begins. A name that others wrote down has no link in it that a customer would open as the business's own. */
export function greetingTo(name: string | null): string {
  const plain = name === null ? "" : withoutLinks(name).replaceAll(/\s+/g, " ").trim();
  return plain === "" ? "Hello," : `Dear ${plain},`;
}

/** The same as far as it goes now: a way that leads nowhere is said, and not counted. Text's own rules are the phone's. */
export async function reachableNow(
  customer: Customer | undefined,
  by: SendBy,
  ctx: Pick<OperationContext, "use">,
): Promise<{ ways: Way[]; why: string | null }> {
  const { ways, why } = reachable(customer, by);
  const email = ways.find(({ way }) => way === "email");
  if (!email) return { ways, why };
  const asked = { to: email.to, phones: customer?.phones ?? [] };
  const { why: notMailed } = await ctx.use<{ why: string | null }>("mail.reach", asked);
  return notMailed === null ? { ways, why } : { ways: ways.filter((way) => way !== email), why: notMailed };
}

/** How somebody can be told, of what was asked for; and why not, where they cannot. */
export function reachable(customer: Customer | undefined, by: SendBy): { ways: Way[]; why: string | null } {
  const text: Way[] = customer?.phones[0] ? [{ way: "text", to: customer.phones[0] }] : [];
  const email: Way[] = customer?.email ? [{ way: "email", to: customer.email }] : [];
  const ways = {
    auto: text.length > 0 ? text : email,
    text,
    email,
    both: [...text, ...email],
    draft: [],
  }[by];
  const missing = {
    auto: "They have neither a number nor an email address.",
    text: "They have no number.",
    email: "They have no email address.",
    both: "They have neither a number nor an email address.",
    draft: null,
  }[by];
  return { ways, why: ways.length === 0 ? missing : null };
}
