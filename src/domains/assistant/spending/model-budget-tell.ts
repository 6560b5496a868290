import * as z from "zod";
import { publicAddress } from "#operation/desk-services.ts";
import { defineWrite } from "#operation/operation.ts";
import { dollarsOf } from "./cost.ts";
import { allHolder, eachHolder } from "./reserve.ts";
import { budgets } from "./spending-store.ts";

/** Tells the owner, by text and by email, that half, most or all of a budget for models is used. */
export const modelBudgetTell = defineWrite({
  name: "model_budget.tell",
  title: "Tell the owner of a budget for models",
  description: "Run when half, four fifths or all of a budget is used.",
  scopes: [],
  exposure: "system",
  uses: ["mail.tell", "message.send"],
  input: z.strictObject({ subject: z.string() }),
  output: z.object({ told: z.int() }),
  summary: ({ told }) => `${told} told`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  async plan({ subject }, ctx) {
    const [holder = "", month = "", percent = ""] = subject.split(" ");
    const { settings } = ctx;
    const set = await budgets(ctx.db);
    const amount = set.get(holder) ?? (holder === allHolder ? undefined : set.get(eachHolder));
    const numbers = settings.get("business.owner_numbers");
    const address = settings.get("mail.owner");
    const reached = numbers.length + (address === "" ? 0 : 1);
    if (amount === undefined || reached === 0) return { facts: {}, data: undefined, result: { told: 0 } };
    const whose = holder === allHolder ? "the budget" : "a person’s budget";
    const stop = percent === "100" ? " Nothing more is asked until you raise it, or next month." : "";
    const content = `Models: ${percent} % of ${whose} of ${dollarsOf(amount)} USD for ${month} is used.${stop} ${ctx.service(publicAddress)}/assistant/usage`;
    if (numbers.length > 0) await ctx.use("message.send", { to: numbers, content, allowDuplicate: true });
    if (address !== "")
      await ctx.use("mail.tell", {
        ...{ contactId: null, to: address, content },
        subject: `${settings.get("business.name")}: what models cost`,
      });
    return { facts: {}, data: undefined, result: { told: reached } };
  },
  apply: () => [],
});
