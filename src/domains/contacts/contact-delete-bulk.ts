import * as z from "zod";
import type { CardLine } from "#operation/card.ts";
import { defineWrite } from "#operation/operation.ts";
import { stricter, unrestricted } from "#operation/permission.ts";
import { counted } from "#platform/words.ts";
import {
  factsOf,
  type History,
  type Known,
  knownContact,
  leavingUses,
  leftBy,
  measureRemovals,
  removalLevel,
  removalsSince,
} from "./removal.ts";
import { removalsKeepWithin, removeContact } from "./removed-store.ts";

/** Deletes several contacts in one unit: all of them or none. @throws what `contact.delete` throws */
export const contactDeleteBulk = defineWrite({
  name: "contact.delete_bulk",
  title: "Delete several contacts",
  description:
    "Deletes 2 to 50 contacts in one step, all or none, as contact delete does with one. More than 5, or any with texts, calls or tickets, wait for a person.",
  scopes: ["phone:write", "office:write"],
  uses: leavingUses,
  input: z.strictObject({ ids: z.array(z.string().min(1).max(60)).min(2).max(50).describe("con_…") }),
  output: z.object({ ids: z.array(z.string()), deleted: z.int() }),
  example: { ids: ["con_01m7z9y4c0fc3k36ha5sw1et20", "con_01m7z9y4c0e4c9dptntkhqd17b"] },
  summary: ({ deleted }) => `Deleted ${counted(deleted, "contact")}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "More than 5 contacts at once, or any with texts, calls or tickets, require a person.",
    levels: ["unrestricted", "requires_authorization"],
    levelOf(asked) {
      const contacts = Number(asked.facts["contacts"]);
      const most = asked.settings.get("limits.bulk_without_asking");
      const together = Number(asked.measures["removedLately"] ?? 0) + contacts > most;
      const bulk = together
        ? ({
            level: "requires_authorization",
            reason: `${counted(contacts, "contact")} are deleted at once.`,
          } as const)
        : unrestricted;
      return stricter(bulk, removalLevel(asked, "delete"));
    },
  },
  async plan({ ids }, ctx) {
    const known: (Known & { history: History })[] = [];
    for (const id of new Set(ids)) {
      const each = await knownContact(id, ctx);
      known.push({ ...each, history: await leftBy(each, null, ctx) });
    }
    const sum = (key: "messages" | "calls" | "tickets" | "invoices" | "completed") =>
      known.reduce((all, { history }) => all + history[key], 0);
    const worth = known.flatMap(({ history }) => history.worth ?? []).join(" and ") || null;
    const all = {
      ...{ messages: sum("messages"), calls: sum("calls"), tickets: sum("tickets") },
      ...{ invoices: sum("invoices"), completed: sum("completed"), worth },
    };
    const gone = known.map(({ row }) => row);
    const card: CardLine[] = known.map(({ row, phones }) => ({
      label: row.name ?? "A number without a name",
      value: phones.join(", ") || "no number",
    }));
    return {
      facts: { ids: gone.map(({ id }) => id), contacts: gone.length, ...factsOf(all) },
      versions: Object.fromEntries(gone.map(({ id, version }) => [id, version])),
      measures: await measureRemovals(ctx),
      card: async () => card,
      data: {
        rows: gone,
        since: removalsSince(ctx),
        most: ctx.settings.get("limits.bulk_without_asking") - gone.length + 1,
        now: ctx.now,
      },
      result: { ids: gone.map(({ id }) => id), deleted: gone.length },
      events: gone.map(({ id }) => ({ type: "contact.deleted", subject: id })),
    };
  },
  apply: ({ rows, since, most, now }, { allowedBy = null }) => [
    ...(allowedBy === null ? [removalsKeepWithin(since, most)] : []),
    ...rows.flatMap((row) => removeContact(row, { mergedInto: null, allowedBy, now })),
  ],
});
