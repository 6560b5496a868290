import * as z from "zod";
import { type Capability, phoneProviders } from "#domains/phone/provider.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { counted } from "#platform/words.ts";
import { preferredLine, usableLines } from "./lines.ts";
import { missingOf } from "./missing.ts";
import type { LineRow } from "./store.ts";

const view = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  provider: z.string(),
  isUsual: z.boolean().describe("True for the line that is taken when none is named."),
  canText: z.boolean(),
  canCall: z.boolean(),
  canSendPictures: z.boolean(),
  property: z.string().optional().describe("The place that the line belongs to."),
  registration: z
    .string()
    .optional()
    .describe("With US carriers: registered, pending, missing or not_needed."),
  missing: z.array(z.string()).optional().describe("What it lacks, in words."),
});

/** The desk's own phone numbers. */
export const lineList = defineRead({
  name: "line.list",
  title: "List the desk's phone lines",
  description: "Lists the phone numbers of the business, with what each can do. Use it to choose `from`.",
  scopes: ["phone:read"],
  input: z.strictObject({}),
  output: z.object({ lines: z.array(view) }),
  example: {},
  summary: ({ lines }) => `${counted(lines.length, "line")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const active = await usableLines(ctx);
    const usual = preferredLine(active, ctx);
    const providers = ctx.service(phoneProviders);
    const can = (provider: string, capability: Capability) =>
      providers.get(provider)?.capabilities.has(capability) ?? false;
    return {
      lines: active.map((line) => ({
        id: line.id,
        number: line.number,
        name: line.name,
        provider: line.provider,
        isUsual: line.id === usual?.id,
        canText: line.canText && can(line.provider, "send"),
        canCall: line.canCall && can(line.provider, "call"),
        canSendPictures: line.canText && can(line.provider, "pictures"),
        ...propertyOf(line, ctx),
        ...(line.registration === null ? {} : { registration: line.registration }),
        ...lackOf(missingOf(line, ctx)),
      })),
    };
  },
});

function lackOf(missing: string[]): { missing?: string[] } {
  return missing.length === 0 ? {} : { missing };
}

/** The name of the place whose line it is, as the owner has set it. */
function propertyOf(line: LineRow, { settings }: OperationContext): { property?: string } {
  const region = settings.get("business.region");
  const named = settings.get("business.properties").find((place) => {
    const own = place.line ?? "";
    return own !== "" && (own === line.id || (readPhoneNumber(own, region) ?? own) === line.number);
  });
  return named ? { property: named.name } : {};
}
