import * as z from "zod";
import { defineWrite, type EffectContext, type Settlement } from "#operation/operation.ts";
import { ProviderFailure } from "./failures.ts";
import { phoneProviders } from "./provider.ts";

interface Saved {
  contact: { id: string; name: string | null; phones: string[]; email: string | null } | null;
}

/** Shows a contact saved here in the providers' own apps too, so that whoever picks up sees the name. */
export const contactPublish = defineWrite({
  name: "contact.publish",
  title: "Show a contact at the phone providers",
  description: "Run when a contact has been saved.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ providers: z.int() }),
  summary: ({ providers }) => `${providers} providers.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ id }, ctx) {
    const { contact } = await ctx.use<Saved>("contact.look_up", { id });
    const able = ctx.service(phoneProviders).all.filter((provider) => provider.capabilities.has("contacts"));
    const targets = contact?.name && contact.phones.length > 0 ? able : [];
    const effects = targets.map(({ name }) => ({ ref: `${name}:${id}`, lane: id }));
    return { facts: {}, data: undefined, result: { providers: targets.length }, effects };
  },
  apply: () => [],
  effect: { run: publish, lost: () => [] },
});

/** `ref` is `provider:contact id`. */
async function publish(ref: string, ctx: EffectContext): Promise<Settlement> {
  const [provider = "", id = ""] = ref.split(":");
  const { contact } = await ctx.read<Saved>("contact.look_up", { id });
  if (!contact?.name) return { state: "failed", unit: [] };
  try {
    await ctx
      .service(phoneProviders)
      .get(provider)
      ?.createContact({ ...contact, name: contact.name }, ctx.begin);
    return { state: "done", unit: [] };
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    return { state: failure.isUncertain ? "unknown" : "failed", unit: [] };
  }
}
