import { createElement } from "hono/jsx";
import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import { secretActs, secretsFor } from "#faces/web/settings/secret-acts.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { listIn } from "#operation/setting-words.ts";
import { DeskError } from "#src/errors.ts";
import { modelGroups } from "./model-groups.ts";
import { type Budget, Models, type ModelsPage, type Setup } from "./models.tsx";

/** `/settings/models`: the owner's; the gate sees to that. */
export function modelsRoutes(parts: DoorParts) {
  return settingsPage<never>(
    {
      acts: {
        ...secretActs,
        async budget(form, { run }) {
          const usd = (form.get("usd") ?? "").trim();
          await run("model_budget.set", { holder: form.get("holder"), usd });
          return { done: usd === "" ? "The budget is taken away." : "The budget holds." };
        },
        async name(form, { run }) {
          await run("chat_model.set", {
            ...{ name: form.get("name"), model: form.get("model"), shared: true },
            fallbacks: listIn(form.get("fallbacks") ?? ""),
          });
          return { done: "The name is kept." };
        },
        async unname(form, { run }) {
          await run("chat_model.remove", { name: form.get("name"), shared: form.get("shared") === "yes" });
          return { done: "The name is gone." };
        },
        async price(form, { run }) {
          const cached = dollarsIn(form, "cached");
          await run("model_price.set", {
            ...{
              model: form.get("model"),
              input: dollarsIn(form, "input"),
              output: dollarsIn(form, "output"),
            },
            ...(cached === undefined ? {} : { cached }),
          });
          return { done: "The price is kept, and holds from today on." };
        },
        async unprice(form, { run }) {
          await run("model_price.remove", { model: form.get("model"), since: form.get("since") });
          return { done: "Your price is gone." };
        },
      },
      async show(turn, { problem, done }, status) {
        const { run } = turn;
        const secret = await secretsFor(turn);
        const { budgets } = await run<{ budgets: Budget[] }>("model_budget.list", {});
        const { people } = await run<Pick<ModelsPage, "people">>("person.list", {});
        const prices = await run<Pick<ModelsPage, "own" | "known" | "read">>("model_price.list", {});
        const listed = await run<{ provider: string; key_last_used: string | null; models: Setup[] }>(
          "chat_model.list",
          {},
        );
        const content = createElement(Models, {
          business: parts.business(),
          reader: await readerOf(turn.signedIn, turn.c, parts),
          ...{ secret: secret("openai_api_key"), provider: listed.provider, lastUsed: listed.key_last_used },
          ...{ people, budgets, setups: listed.models, ...prices, problem, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
}

/** `/settings/models/usual` */
export function usualModelsRoutes(parts: DoorParts) {
  return groupedSettings({ title: "How models are asked", groups: modelGroups }, parts);
}

/** An amount that was typed; undefined where nothing was. @throws DeskError VALIDATION_ERROR */
function dollarsIn(form: URLSearchParams, name: string): number | undefined {
  const text = (form.get(name) ?? "").trim().replace(/^\$/, "").replace(",", ".");
  if (text === "") return undefined;
  const amount = Number(text);
  if (Number.isFinite(amount) && amount >= 0) return amount;
  throw new DeskError("VALIDATION_ERROR", "That was not kept.", {
    fields: { [name]: ["Dollars, such as 2.50."] },
  });
}
