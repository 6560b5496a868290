import { createElement } from "hono/jsx";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { type Delivery, type Subscriber, Subscribers } from "./subscribers.tsx";

/** `/settings/subscribers`: the owner's; the gate sees to that. */
export function subscribersRoutes(parts: DoorParts) {
  return settingsPage<string>(
    {
      acts: {
        async add(form, { run }) {
          const { secret } = await run<{ secret: string }>("webhook.add", { url: form.get("url")?.trim() });
          return { fresh: secret, done: "Added. It is told of the next thing that happens to a ticket." };
        },
        async remove(form, { run }) {
          await run("webhook.remove", { webhook: form.get("id") });
          return { done: "It is told of nothing any more." };
        },
        async test(form, { run }) {
          await run("webhook.test", { webhook: form.get("id") });
          return { done: "A test is on its way. What becomes of it stands under the last deliveries." };
        },
        async replay(form, { run }) {
          await run("webhook.replay", { delivery: form.get("id") });
          return { done: "It is tried again." };
        },
      },
      async show({ c, signedIn, run }, { problem, done, fresh }, status) {
        const { webhooks, deliveries } = await run<{ webhooks: Subscriber[]; deliveries: Delivery[] }>(
          "webhook.list",
          { limit: 20 },
        );
        const content = createElement(Subscribers, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          subscribers: webhooks,
          deliveries,
          fresh,
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
