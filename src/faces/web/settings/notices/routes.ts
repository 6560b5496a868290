import { createElement } from "hono/jsx";
import { changeSettings, settingsIn } from "#faces/web/settings/setting-form.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, whereItWaits } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { counted } from "#platform/words.ts";
import { Notices } from "./notices.tsx";

interface Sent {
  messages: { status: string }[];
  blocked: { message: string }[];
}

/** `/settings/notices`: the owner's; the gate sees to that. */
export function noticesRoutes(parts: DoorParts) {
  return settingsPage<URLSearchParams>(
    {
      acts: {
        async save(form, turn) {
          return { done: await changeSettings(settingsIn(form, ["business.owner_numbers"]), turn) };
        },
        async test(_form, turn) {
          const { ask } = turn;
          const to = parts.settings().get("business.owner_numbers");
          const content = `A test from ${parts.business()}: you are texted here when something waits.`;
          const asked = await ask<Sent>("message.send", { to, content, allowDuplicate: true });
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          const { messages, blocked } = asked.output;
          const [held] = blocked;
          if (held) return { problem: held.message };
          const failed = messages.filter(({ status }) => ["failed", "undelivered"].includes(status)).length;
          if (failed > 0) return { problem: `${counted(failed, "test")} did not go out.` };
          return { done: `${counted(messages.length, "test")} went out. Look at your phone.` };
        },
      },
      keepsOnProblem: (form) => form,
      async show({ c, signedIn, run }, { problem, wrong, done, fresh }, status) {
        await run("setting.list", {});
        const { lines } = await run<{ lines: { provider: string }[] }>("line.list", {});
        const content = createElement(Notices, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          settings: parts.settings(),
          given: fresh?.get("business.owner_numbers") ?? undefined,
          wrong: wrong?.["business.owner_numbers"],
          isSandbox: lines.length > 0 && lines.every(({ provider }) => provider === "sandbox"),
          isHere: isLoopbackUrl(parts.baseUrl),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
