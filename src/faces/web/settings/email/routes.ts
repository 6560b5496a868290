import { createElement } from "hono/jsx";
import { secretActs, secretsFor } from "#faces/web/settings/secret-acts.ts";
import { changeSettings, settingsIn } from "#faces/web/settings/setting-form.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { Email, type EmailPage } from "./email.tsx";

/** `/settings/email`: the owner's; the gate sees to that. */
export function emailRoutes(parts: DoorParts) {
  return settingsPage<URLSearchParams>(
    {
      acts: {
        ...secretActs,
        async save(form, turn) {
          return { done: await changeSettings(settingsIn(form, ["mail.from", "mail.owner"]), turn) };
        },
      },
      keepsOnProblem: (form) => form,
      async show(turn, { problem, wrong, done, fresh }, status) {
        const secret = await secretsFor(turn);
        const { provider, emails } = await turn.run<Pick<EmailPage, "provider" | "emails">>("mail.list", {});
        const content = createElement(Email, {
          business: parts.business(),
          reader: await readerOf(turn.signedIn, turn.c, parts),
          ...{ provider, emails, server: secret("smtp_url"), problem, wrong, done },
          from: fresh?.get("mail.from") ?? parts.settings().get("mail.from"),
          owner: fresh?.get("mail.owner") ?? parts.settings().get("mail.owner"),
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
