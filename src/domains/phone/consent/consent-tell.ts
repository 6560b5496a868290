import * as z from "zod";
import { ProviderFailure } from "#domains/phone/failures.ts";
import { allLines } from "#domains/phone/lines/store.ts";
import { type PhoneProvider, phoneProviders } from "#domains/phone/provider.ts";
import { defineWrite, type EffectContext, type Settlement } from "#operation/operation.ts";
import { saidLast, tellConsents, untellConsent, untoldConsents } from "./opt-out-store.ts";

const most = 25;

/**
 * Tells the ledgers that providers keep themselves of what this desk has heard in another way, so that what leaves from
 * elsewhere heeds it too. What could not be told is told again.
 */
export const consentTell = defineWrite({
  name: "consent.tell",
  title: "Tell providers who wants what",
  description: "Run again and again, where a provider keeps a ledger of its own.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({}),
  output: z.object({ told: z.int() }),
  summary: ({ told }) => `${told} told.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan(_input, ctx) {
    const rows = keeperOf(ctx.service(phoneProviders).all) ? await untoldConsents(ctx.db, most) : [];
    return {
      facts: {},
      data: { phones: rows.map(({ phone }) => phone), now: ctx.now },
      result: { told: rows.length },
      effects: rows.map(({ phone, at }) => ({ ref: `${phone} ${at} ${ctx.now}`, lane: `consent ${phone}` })),
    };
  },
  apply: ({ phones, now }) => (phones.length === 0 ? [] : [tellConsents(phones, now)]),
  effect: { run: tell, lost: (ref) => [untellConsent(phoneOf(ref))] },
});

function keeperOf(all: readonly PhoneProvider[]): PhoneProvider | undefined {
  return all.find(({ capabilities }) => capabilities.has("consents"));
}

function phoneOf(ref: string): string {
  return ref.split(" ")[0] ?? "";
}

async function tell(ref: string, ctx: EffectContext): Promise<Settlement> {
  const phone = phoneOf(ref);
  const keeper = keeperOf(ctx.service(phoneProviders).all);
  const [said, lines] = await Promise.all([saidLast(ctx.db, phone), allLines(ctx.db)]);
  const ours = lines.filter((line) => line.active && line.provider === keeper?.name);
  if (!keeper?.tellConsents || !said || ours.length === 0) return { state: "done", unit: [] };
  const told = [{ phone, state: said.state, at: said.at }];
  try {
    await keeper.tellConsents(told, ours, ctx.begin);
    return { state: "done", unit: [] };
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    // An account without such a ledger is not asked again and again.
    const hasNone = failure.reason === "not_there" || failure.reason === "not_your_line";
    return { state: "failed", unit: hasNone ? [] : [untellConsent(phone)] };
  }
}
