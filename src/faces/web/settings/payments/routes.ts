import { createElement } from "hono/jsx";
import { secretActs, secretsFor } from "#faces/web/settings/secret-acts.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Payments } from "./payments.tsx";

/** `/settings/payments`: the owner's; the gate sees to that. */
export function paymentsRoutes(parts: DoorParts) {
  return settingsPage<never>(
    {
      acts: secretActs,
      async show(turn, { problem, done }, status) {
        const secret = await secretsFor(turn);
        const content = createElement(Payments, {
          business: parts.business(),
          reader: await readerOf(turn.signedIn, turn.c, parts),
          baseUrl: parts.baseUrl,
          isHere: isLoopbackUrl(parts.baseUrl),
          ...{ secretKey: secret("stripe_secret_key"), webhook: secret("stripe_webhook_secret") },
          now: parts.paysBy(),
          ...{ problem, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
