import { createElement } from "hono/jsx";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { decimalsOf } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { type ListedService, Services } from "./service-list.tsx";

/** `/settings/services`: what the business does for customers. */
export function servicesRoutes(parts: DoorParts) {
  return settingsPage<URLSearchParams>(
    {
      acts: {
        async add(form, { run }) {
          const currency = parts.settings().get("business.currency");
          await run("service.create", {
            name: form.get("name") ?? "",
            price_minor: minorIn(form.get("price") ?? "", currency),
            minutes: numberIn(form, "minutes"),
            minutes_before: numberIn(form, "minutes_before"),
            minutes_after: numberIn(form, "minutes_after"),
          });
          return { done: "Added." };
        },
        async archive(form, { run }) {
          await run("service.archive", { id: form.get("id") });
          return { done: "It is put away: nobody books it any more." };
        },
      },
      keepsOnProblem: (form) => form,
      async show({ c, signedIn, run }, { problem, wrong, done, fresh }, status) {
        const { items } = await run<{ items: ListedService[] }>("service.query", { limit: 100 });
        const content = createElement(Services, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          services: items,
          currency: parts.settings().get("business.currency"),
          given: fresh,
          ...{ problem, wrong, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
}

function numberIn(form: URLSearchParams, name: string): number {
  const text = (form.get(name) ?? "").trim();
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new DeskError("VALIDATION_ERROR", "That is no number of minutes.", {
    fields: { [name]: ["A whole number."] },
  });
}

/** `120`, `120.50` or `1,200.50` in the currency's smallest unit; null for nothing. @throws DeskError VALIDATION_ERROR */
function minorIn(text: string, currency: string): number | null {
  const plain = text
    .trim()
    .replaceAll(/[^\d.,]/g, "")
    .replaceAll(",", "");
  if (plain === "") return null;
  const decimals = decimalsOf(currency);
  const amount = Number(plain);
  const minor = Math.round(amount * 10 ** decimals);
  if (/^\d+(?:\.\d+)?$/.test(plain) && Number.isSafeInteger(minor)) return minor;
  throw new DeskError("VALIDATION_ERROR", "That is no price.", {
    fields: { price_minor: ["An amount, such as 120.00."] },
  });
}
