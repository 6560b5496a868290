import { createElement } from "hono/jsx";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { secretActs, secretsFor } from "#faces/web/settings/secret-acts.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { Voice } from "./voice.tsx";

/** `/settings/voice`: the owner's; the gate sees to that. */
export function voiceRoutes(parts: DoorParts) {
  return settingsPage<string>(
    {
      acts: {
        ...secretActs,
        async make(_form, { run }) {
          return { fresh: (await run<{ secret: string }>("secret.make", {})).secret };
        },
        async previous(_form, { run }) {
          await run("secret.remove", { name: "ingest_token", only: "previous" });
          return { done: "The one before is good no more." };
        },
      },
      async show(turn, { problem, done, fresh }, status) {
        const { c, signedIn, run } = turn;
        const secret = await secretsFor(turn);
        const { tickets } = await run<{ tickets: TicketView[] }>("ticket.list", { status: "any", limit: 50 });
        const content = createElement(Voice, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          baseUrl: parts.baseUrl,
          isHere: isLoopbackUrl(parts.baseUrl),
          token: secret("ingest_token"),
          elevenLabs: secret("elevenlabs_webhook_secret"),
          fresh,
          last: tickets.find(({ escalationReason }) => escalationReason !== null),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
