import { createElement } from "hono/jsx";
import type { SecretState } from "#faces/web/parts/kept-secret.tsx";
import { settingsPage, type Told } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Phone, type PhonePage } from "./phone.tsx";

/** What buttons beside a kept secret do. */
export const secretActs = {
  async set(form: URLSearchParams, { run }: Turn): Promise<Told<never>> {
    const { lastFour } = await run<{ lastFour: string }>("secret.set", {
      name: form.get("name"),
      secret: form.get("secret"),
    });
    return { done: `Kept. It ends in ${lastFour}, and is in force.` };
  },
  async remove(form: URLSearchParams, { run }: Turn): Promise<Told<never>> {
    await run("secret.remove", { name: form.get("name") });
    return { done: "It is gone." };
  },
};

/** Which of the secrets is set, and where. */
export async function secretsFor({ run }: Turn): Promise<(name: string) => SecretState> {
  const { secrets } = await run<{ secrets: SecretState[] }>("secret.list", {});
  return (name) => {
    const found = secrets.find((each) => each.name === name);
    if (!found) throw new TypeError(`there is no secret called ${name}`);
    return found;
  };
}

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
          apiKey: secret("quo_api_key"),
          webhook: secret("quo_webhook_secret"),
          webhookUrl: `${parts.baseUrl}/webhooks/quo`,
          isHere: isLoopbackUrl(parts.baseUrl),
          findings: findings.filter(({ about, level }) => about === "quo" && level !== "ok"),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
