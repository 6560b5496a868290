import { createElement } from "hono/jsx";
import { roleScopes } from "#domains/people/roles.ts";
import type { Said } from "#faces/web/parts/bubbles.tsx";
import { settingsPage, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import {
  type DoorContext,
  type DoorParts,
  readerOf,
  type Turn,
  whereItWaits,
} from "#faces/web/shell/visit.ts";
import { newId } from "#platform/ids.ts";
import { type Conversation, Inbox } from "./inbox.tsx";
import { scheduledRoutes } from "./scheduled-routes.ts";
import { type Thread, ThreadView } from "./thread.tsx";

interface Listed {
  conversations: Conversation[];
  nextCursor: string | null;
}

interface Line {
  number: string;
  name: string;
  provider: string;
  isUsual: boolean;
  canText: boolean;
}

interface Sent {
  messages: { id: string; status: string }[];
  blocked: { message: string }[];
}

/** What a form that was not taken leaves on the page. */
interface Unsent {
  draft: string;
}

/** The line they wrote to or called last, where it can text; else the usual one. */
function lineOf(last: Said | undefined, lines: readonly Line[]): Line | undefined {
  const number = last && (last.direction === "inbound" ? last.to : last.from);
  return lines.find((line) => line.number === number && line.canText) ?? lines.find(({ isUsual }) => isUsual);
}

/** `/inbox`, and below it what waits to go out, or one conversation by its number, or by a text or a call in it. */
export function inboxRoutes(parts: DoorParts) {
  const idOf = ({ c }: Turn) => (c.req.param("id") ?? "").slice(0, 60);
  const thread = settingsPage<Unsent>(
    {
      acts: {
        async send(form, turn) {
          const text = form.get("text") ?? "";
          const from = form.get("from");
          const sending = { to: [idOf(turn)], content: text, ...(from ? { from } : {}) };
          const asked = await turn.ask<Sent>("message.send", sending, form.get("key") ?? undefined);
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          const [blocked] = asked.output.blocked;
          if (blocked) return { problem: blocked.message, fresh: { draft: text } };
          return { goTo: turn.c.req.path };
        },
        async settle(form, turn) {
          await turn.run("conversation.settle", {
            phoneNumber: idOf(turn),
            upTo: Number(form.get("seen")) || 0,
          });
          return { goTo: "/inbox?show=unanswered" };
        },
      },
      keepsOnProblem: (form) => ({ draft: form.get("text") ?? "" }),
      async show(turn, { problem, done, fresh }, status) {
        const { c, signedIn, run } = turn;
        const id = idOf(turn);
        const cursor = c.req.query("before")?.slice(0, 200);
        const found = await run<Thread>("conversation.thread", { id, ...(cursor ? { cursor } : {}) });
        const { conversations } = await run<Listed>("conversation.inbox", { limit: 30 });
        const { lines } = await run<{ lines: Line[] }>("line.list", {});
        const own = lineOf(found.items.at(-1), lines);
        const content = createElement(ThreadView, {
          ...found,
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          others: conversations,
          here: c.req.path + new URL(c.req.url).search,
          from: own && { ...own, isSandbox: own.provider === "sandbox" },
          chosen: /^(?:msg|cal)_/.test(id) ? id : undefined,
          older:
            found.nextCursor === null
              ? undefined
              : `${c.req.path}?before=${encodeURIComponent(found.nextCursor)}`,
          mayWrite: roleScopes(signedIn.person.role).has("phone:write"),
          draft: fresh?.draft ?? "",
          sending: newId("run", parts.clock.now()),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
  const scheduled = scheduledRoutes(parts);
  const isScheduled = (c: DoorContext) => c.req.param("id") === "scheduled";
  return {
    list,
    get: (c: DoorContext) => (isScheduled(c) ? scheduled : thread).get(c),
    post: (c: DoorContext) => (isScheduled(c) ? scheduled : thread).post(c),
  };

  function list(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ signedIn, run }) => {
      const to = c.req.query("to")?.trim();
      if (to) return c.redirect(`/inbox/${encodeURIComponent(to.slice(0, 40))}`, 303);
      const show = c.req.query("show") === "unanswered" ? "unanswered" : "all";
      const cursor = c.req.query("cursor")?.slice(0, 200);
      const { conversations, nextCursor } = await run<Listed>("conversation.inbox", {
        show,
        ...(cursor ? { cursor } : {}),
      });
      const content = createElement(Inbox, {
        business: parts.business(),
        reader: await readerOf(signedIn, c, parts),
        show,
        here: c.req.path + new URL(c.req.url).search,
        conversations,
        older:
          nextCursor === null ? undefined : `/inbox?${new URLSearchParams({ show, cursor: nextCursor })}`,
      });
      return await page(content);
    });
  }
}
