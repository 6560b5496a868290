import * as z from "zod";
import { asError, ProviderFailure } from "#domains/phone/failures.ts";
import { lineFor } from "#domains/phone/lines/lines.ts";
import { phoneProviders } from "#domains/phone/provider.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";

const input = z.strictObject({
  phoneNumber: z.string().min(1).max(40).describe("The other side, any readable form."),
  line: z.string().max(60).optional().describe("One of the desk's lines; the usual one when left out."),
});

/**
 * Fetches what the provider has of one conversation, up to 100 texts and 100 calls, for history from
 * before this desk was connected or missed while it was down.
 * @throws UNSUPPORTED where the provider keeps none; what the provider's failure maps to.
 */
export const conversationSync = defineWrite({
  name: "conversation.sync",
  title: "Fetch a conversation from the provider",
  description:
    "Fetches the texts and calls that the phone provider has with one number, and keeps them here. Use it when history from before the desk was connected is missing; otherwise everything arrives by itself.",
  scopes: ["phone:write"],
  uses: ["message.record", "call.record"],
  input,
  output: z.object({ phoneNumber: z.string(), messages: z.int(), calls: z.int() }),
  example: { phoneNumber: "+15550100200" },
  summary: ({ messages, calls }) => `Fetched ${messages} texts and ${calls} calls.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  plan,
  apply: () => [],
});

async function plan(
  given: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<Plan<undefined, z.infer<typeof result>>> {
  const phone = requirePhoneNumber(given.phoneNumber, ctx.settings.get("business.region"), "phoneNumber");
  const line = await lineFor(ctx, given.line, "line");
  const provider = ctx.service(phoneProviders).get(line.provider);
  if (!provider?.capabilities.has("history")) {
    throw new DeskError("UNSUPPORTED", `${line.provider} keeps no history to fetch.`, {
      next: "Everything there is, is here already.",
    });
  }
  const events = await provider.history(line, phone).catch((failure: unknown) => {
    throw failure instanceof ProviderFailure ? asError(failure.reason) : failure;
  });
  for (const event of events) {
    if (event.kind === "transcript") continue;
    await ctx.use(event.kind === "message" ? "message.record" : "call.record", {
      provider: provider.name,
      ...event,
    });
  }
  const count = (kind: string) => events.filter((event) => event.kind === kind).length;
  return {
    facts: {},
    data: undefined,
    result: { phoneNumber: phone, messages: count("message"), calls: count("call") },
  };
}

const result = z.object({ phoneNumber: z.string(), messages: z.int(), calls: z.int() });
