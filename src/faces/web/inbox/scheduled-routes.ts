import { createElement } from "hono/jsx";
import { roleScopes } from "#domains/people/roles.ts";
import type { MessageView } from "#domains/phone/view.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, whereItWaits } from "#faces/web/shell/visit.ts";
import { Scheduled } from "./scheduled.tsx";

interface Listed {
  messages: MessageView[];
  nextCursor: string | null;
}

/** `/inbox/scheduled`: what waits to go out, which can be changed or taken back. */
export function scheduledRoutes(parts: DoorParts) {
  return settingsPage<never>(
    {
      acts: {
        async cancel(form, { run }) {
          await run("message.cancel", { message_id: form.get("id") ?? "" });
          return { done: "It is taken back, and will not go out." };
        },
        async edit(form, turn) {
          const changed = {
            message_id: form.get("id") ?? "",
            content: form.get("content") ?? "",
            ...(form.get("at") ? { scheduledAt: form.get("at") } : {}),
          };
          const asked = await turn.ask("message.edit", changed);
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          return { done: "It is changed." };
        },
      },
      async show({ c, signedIn, run }, { problem, done }, status) {
        const cursor = c.req.query("cursor")?.slice(0, 200);
        const { messages, nextCursor } = await run<Listed>("message.scheduled", {
          limit: 50,
          ...(cursor ? { cursor } : {}),
        });
        const content = createElement(Scheduled, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          messages,
          older:
            nextCursor === null
              ? undefined
              : `/inbox/scheduled?${new URLSearchParams({ cursor: nextCursor })}`,
          mayWrite: roleScopes(signedIn.person.role).has("phone:write"),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
