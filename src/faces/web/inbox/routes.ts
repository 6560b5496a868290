import { createElement } from "hono/jsx";
import { roleScopes } from "#domains/people/roles.ts";
import { dollars } from "#domains/phone/usage/budget.ts";
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
import { counted } from "#platform/words.ts";
import { type Conversation, Inbox, type InboxShow } from "./inbox.tsx";
import { missedRoute } from "./missed-routes.ts";
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
  property?: string;
}

interface Sent {
  messages: { id: string; status: string }[];
  blocked: { message: string }[];
}

/** What a form that was not taken leaves on the page. */
interface Unsent {
  draft: string;
}

interface Used {
  lines: { texts: number; cost: { micros: number; currency: string }; budget: { micros: number } | null }[];
}

const shows: readonly InboxShow[] = ["all", "unanswered", "snoozed", "done"];

/** What went out this month, to what cost, of what budget; undefined where nothing cost anything. */
function usedWords({ lines }: Used): string | undefined {
  const texts = lines.reduce((sum, line) => sum + line.texts, 0);
  const cost = lines.reduce((sum, line) => sum + line.cost.micros, 0);
  const limited = lines.filter(({ budget }) => budget !== null);
  const budget = limited.reduce((sum, line) => sum + (line.budget?.micros ?? 0), 0);
  if (cost === 0 && limited.length === 0) return undefined;
  const of = limited.length > 0 ? ` of ${dollars(budget)}` : "";
  return `${counted(texts, "text")} this month, about ${dollars(cost)}${of} USD with calls.`;
}

/** The line that a rule says, or that they wrote to or called last, where it can text; else the usual one. */
function lineOf({ items, state }: Thread, lines: readonly Line[]): Line | undefined {
  const last = items.findLast((item) => item.kind !== "ticket");
  const number = state?.answerFrom ?? (last && (last.direction === "inbound" ? last.to : last.from));
  return lines.find((line) => line.number === number && line.canText) ?? lines.find(({ isUsual }) => isUsual);
}

/** The words of a text of ours that did not arrive. */
function writtenAgain({ items }: Thread, id: string | undefined): string | undefined {
  const text = items.find((item) => item.id === id);
  return text?.kind === "message" && text.direction === "outbound" ? text.content : undefined;
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
          const at = form.get("at");
          const sending = {
            ...{ to: [idOf(turn)], content: text },
            ...(from ? { from } : {}),
            ...(at ? { scheduledAt: at } : {}),
          };
          const asked = await turn.ask<Sent>("message.send", sending, form.get("key") ?? undefined);
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          const [blocked] = asked.output.blocked;
          if (blocked) return { problem: blocked.message, fresh: { draft: text } };
          return { goTo: at ? "/inbox/scheduled" : turn.c.req.path };
        },
        async stand(form, turn) {
          await turn.run("conversation.set", {
            phoneNumber: idOf(turn),
            assignee: form.get("assignee") || null,
            snoozedUntil: form.get("snoozed") || null,
            note: form.get("note") || null,
          });
          return { goTo: turn.c.req.path };
        },
        async finish(_form, turn) {
          await turn.run("conversation.set", { phoneNumber: idOf(turn), done: true });
          return { goTo: "/inbox?show=unanswered" };
        },
        async open(_form, turn) {
          await turn.run("conversation.set", { phoneNumber: idOf(turn), done: false });
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
        const { names } = await run<{ names: string[] }>("person.names", {});
        const own = lineOf(found, lines);
        const content = createElement(ThreadView, {
          ...found,
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          others: conversations,
          people: names,
          here: c.req.path + new URL(c.req.url).search,
          from: own && { ...own, isSandbox: own.provider === "sandbox" },
          chosen: /^(?:msg|cal)_/.test(id) ? id : undefined,
          older:
            found.nextCursor === null
              ? undefined
              : `${c.req.path}?before=${encodeURIComponent(found.nextCursor)}`,
          mayWrite: roleScopes(signedIn.person.role).has("phone:write"),
          draft:
            fresh?.draft ?? writtenAgain(found, c.req.query("again")) ?? found.state?.suggestedAnswer ?? "",
          isSuggested:
            fresh === undefined &&
            c.req.query("again") === undefined &&
            found.state?.suggestedAnswer !== undefined,
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
  const missed = missedRoute(parts);
  const isScheduled = (c: DoorContext) => c.req.param("id") === "scheduled";
  return {
    list,
    get: (c: DoorContext) =>
      c.req.param("id") === "missed" ? missed(c) : (isScheduled(c) ? scheduled : thread).get(c),
    post: (c: DoorContext) => (isScheduled(c) ? scheduled : thread).post(c),
  };

  function list(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ signedIn, run }) => {
      const to = c.req.query("to")?.trim();
      if (to) return c.redirect(`/inbox/${encodeURIComponent(to.slice(0, 40))}`, 303);
      const show = shows.find((each) => each === c.req.query("show")) ?? "all";
      const cursor = c.req.query("cursor")?.slice(0, 200);
      const line = c.req.query("line")?.slice(0, 60) ?? "";
      const narrowed = { show, ...(line ? { line } : {}) };
      const [{ conversations, nextCursor }, { lines }, used] = await Promise.all([
        run<Listed>("conversation.inbox", { ...narrowed, ...(cursor ? { cursor } : {}) }),
        run<{ lines: Line[] }>("line.list", {}),
        run<Used>("line.usage", {}),
      ]);
      const content = createElement(Inbox, {
        business: parts.business(),
        reader: await readerOf(signedIn, c, parts),
        ...{ show, lines, line, used: usedWords(used) },
        here: c.req.path + new URL(c.req.url).search,
        conversations,
        older:
          nextCursor === null
            ? undefined
            : `/inbox?${new URLSearchParams({ ...narrowed, cursor: nextCursor })}`,
      });
      return await page(content);
    });
  }
}
