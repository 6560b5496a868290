import { phoneProviders } from "#domains/phone/provider.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isNorthAmerican } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import type { LineRow } from "./store.ts";

const registrationWords = {
  missing:
    "US carriers do not know it as a business’s number: register it with its provider (A2P 10DLC; a toll-free number is verified).",
  pending: "Its registration with US carriers is not decided yet; until then they refuse its texts.",
} as const;

/** What a line lacks to text and call, in words; empty where it lacks nothing. */
export function missingOf(line: LineRow, ctx: Pick<OperationContext, "service">): string[] {
  const provider = ctx.service(phoneProviders).get(line.provider);
  const found: string[] = [];
  if (!provider?.capabilities.has("send")) found.push("The provider’s key is not here, so it sends nothing.");
  else if (!line.canText) found.push("The provider does not let this number text.");
  const words = registrationWords[line.registration as keyof typeof registrationWords];
  if (words) found.push(words);
  if (provider?.capabilities.has("call") && !line.canCall)
    found.push("The number takes and places no calls.");
  return found;
}

/** Whether it lacks nothing of what texting takes. */
export function canAnswer(line: LineRow, ctx: Pick<OperationContext, "service">): boolean {
  const isAble = ctx.service(phoneProviders).get(line.provider)?.capabilities.has("send") ?? false;
  return isAble && line.canText && !Object.hasOwn(registrationWords, line.registration ?? "");
}

/** @throws DeskError BLOCKED for texts that US carriers would refuse for what the line lacks */
export function requireRegistered(line: LineRow, recipients: readonly string[]): void {
  const words = registrationWords[line.registration as keyof typeof registrationWords];
  if (!words || !recipients.some(isNorthAmerican)) return;
  throw new DeskError("BLOCKED", words, {
    next: "The owner has to finish it with the provider. Until then text from another line; list_lines says which can.",
  });
}
