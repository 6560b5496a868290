import { createElement } from "hono/jsx";
import { secretActs, secretsFor } from "#faces/web/settings/secret-acts.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Phone, type PhonePage } from "./phone.tsx";

/** `/settings/phone`: the owner's; the gate sees to that. */
export function phoneRoutes(parts: DoorParts) {
  return settingsPage<never>(
    {
      acts: secretActs,
      async show(turn, { problem, done }, status) {
        const { c, signedIn, run } = turn;
        const secret = await secretsFor(turn);
        const { lines } = await run<Pick<PhonePage, "lines">>("line.list", {});
        const findings = await parts.findings();
        const content = createElement(Phone, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          lines,
          secret,
          baseUrl: parts.baseUrl,
          isHere: isLoopbackUrl(parts.baseUrl),
          findings: findings.filter(
            ({ about, level }) => ["quo", "twilio"].includes(about) && level !== "ok",
          ),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
