import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { knownContact } from "./removal.ts";
import { contactByPhone, phonesOf } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

/** One contact for a person at a page, by its id or a number of it. @throws NOT_FOUND */
export const contactShow = defineRead({
  name: "contact.show",
  title: "Open a contact",
  description: "One contact with how much was exchanged with it.",
  scopes: ["phone:read", "office:read"],
  exposure: "person",
  uses: ["conversation.recent"],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("con_…, or a number of it.") }),
  output: z.object({
    contact: contactView,
    version: z.int(),
    texts: z.int(),
    calls: z.int(),
    optedOut: z.boolean(),
  }),
  summary: ({ contact }) => contact.id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const phone = id.startsWith("con_")
      ? undefined
      : readPhoneNumber(id, ctx.settings.get("business.region"));
    const row = phone === undefined ? undefined : await contactByPhone(ctx.db, phone);
    const known = row ? { row, phones: await phonesOf(ctx.db, row.id) } : await knownContact(id, ctx);
    const recent = await ctx.use<{ messages: number; calls: number; optedOut: boolean }>(
      "conversation.recent",
      {
        phones: known.phones,
      },
    );
    return {
      contact: viewContact(known.row, known.phones, ctx.settings),
      version: known.row.version,
      texts: recent.messages,
      calls: recent.calls,
      optedOut: recent.optedOut,
    };
  },
});
