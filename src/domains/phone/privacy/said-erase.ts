import * as z from "zod";
import { phoneProviders } from "#domains/phone/provider.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { nationalDigits, peerIn } from "#platform/phone-number.ts";
import { erasedNumbers, nameOf } from "./erased-numbers.ts";
import { type ErasedNumber, eraseSaid, namesWith, unprocessedWith } from "./erased-store.ts";

/** Joins the unit that erases somebody: takes away all that was exchanged with their numbers. */
export const saidErase = defineWrite({
  name: "said.erase",
  title: "Erase what was exchanged with somebody",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phones: z.array(z.string()) }),
  output: z.object({}),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ phones }, ctx) {
    const { hashOf, noted } = ctx.service(erasedNumbers);
    noted();
    const numbers = await Promise.all(phones.map((phone) => numberOf(phone, ctx)));
    return { facts: {}, data: { numbers, now: ctx.now }, result: {} };

    async function numberOf(phone: string, { db }: OperationContext): Promise<ErasedNumber> {
      const names = await namesWith(db, phone);
      return {
        ...{ phone, hash: hashOf(phone) },
        names: names.map(({ provider, id }) => hashOf(nameOf(provider, id))),
        events: await unprocessedOf(phone, ctx),
      };
    }
  },
  apply: ({ numbers, now }) => numbers.flatMap((each) => eraseSaid(each, now)),
});

/** Of the events that wait or failed, those of this number's own: whoever else speaks of it keeps theirs. */
async function unprocessedOf(phone: string, ctx: OperationContext): Promise<string[]> {
  const region = ctx.settings.get("business.region");
  const found = await unprocessedWith(ctx.db, nationalDigits(phone));
  return found.flatMap(({ id, source, raw, type }) => {
    const parsed = ctx.service(phoneProviders).get(source)?.parse(raw, type);
    const event = parsed?.known ? parsed.event : undefined;
    const peer = event && "peer" in event ? event.peer : "";
    return peer && peerIn(peer, region) === phone ? [id] : [];
  });
}
