import * as z from "zod";
import { type Capability, phoneProviders } from "#domains/phone/provider.ts";
import { defineRead } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { preferredLine, usableLines } from "./lines.ts";

const view = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  provider: z.string(),
  isUsual: z.boolean().describe("True for the line that is taken when none is named."),
  canText: z.boolean(),
  canCall: z.boolean(),
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
        canCall: can(line.provider, "call"),
      })),
    };
  },
});
