import * as z from "zod";
import { listPolicies } from "#gate/rules/store.ts";
import { namesFor } from "#operation/asker-names.ts";
import { defineRead } from "#operation/operation.ts";
import { policyView, viewPolicy } from "./policy-view.ts";

/** Standing rules, those that hold first: what runs without asking again, how much of it, until when, how often it was used. */
export const policyList = defineRead({
  name: "policy.list",
  title: "List standing rules",
  description: "What was allowed always: for whom, how much, until when, and how often it was used.",
  scopes: [],
  exposure: "approver",
  uses: ["asker.describe"],
  input: z.strictObject({}),
  output: z.object({ policies: z.array(policyView) }),
  summary: ({ policies }) => `${policies.length} rules.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const namesOf = namesFor(ctx);
    const policies = [];
    for (const row of await listPolicies(ctx.db, ctx.now)) policies.push(await viewPolicy(row, ctx, namesOf));
    return { policies };
  },
});
