import { createElement } from "hono/jsx";
import type { LeadView } from "#domains/money/leads/lead.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { Lead, Leads, leadShows } from "./leads.tsx";

interface Found {
  items: LeadView[];
  next_cursor: string | null;
}

/** `/leads`: who may become a customer; notes of a call are written down there. */
export function leadsRoutes(parts: DoorParts) {
  return settingsPage<string>(
    {
      acts: {
        async capture(form, { run }) {
          const followUp = form.get("followUp")?.trim() ?? "";
          const { lead } = await run<{ lead: LeadView }>("lead.process", {
            raw_notes: form.get("notes") ?? "",
            source: "phone_call",
            ...(followUp === "" ? {} : { schedule_followup: true, followup_date: followUp }),
          });
          return { goTo: `/leads/${lead.id}` };
        },
      },
      keepsOnProblem: (form) => form.get("notes") ?? "",
      async show(turn, { problem, fresh }, status) {
        const { c, run } = turn;
        const asked = c.req.query("show") ?? "open";
        const show = leadShows.some(([name]) => name === asked) ? asked : "open";
        const words = (c.req.query("q") ?? "").trim().slice(0, 200);
        const cursor = c.req.query("after")?.slice(0, 200);
        const { items, next_cursor } = await run<Found>("lead.query", {
          ...(show ? { filters: { status: show } } : {}),
          ...(words ? { search: words } : {}),
          ...(cursor ? { cursor } : {}),
          limit: 30,
        });
        const content = createElement(Leads, {
          business: parts.business(),
          reader: await readerOf(turn.signedIn, c, parts),
          ...{ show, words, leads: items, mayWrite: mayWrite(turn), notes: fresh ?? "", problem },
          more: next_cursor
            ? `/leads?${new URLSearchParams({ show, q: words, after: next_cursor })}`
            : undefined,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}

/** `/leads/<id>` */
export function leadRoutes(parts: DoorParts) {
  const idOf = ({ c }: Turn) => (c.req.param("id") ?? "").slice(0, 60);
  return settingsPage<never>(
    {
      acts: {
        async convert(form, turn) {
          const name = form.get("name")?.trim() ?? "";
          await turn.run("lead.convert", { id: idOf(turn), ...(name === "" ? {} : { name }) });
          return { done: "They are a customer now." };
        },
        async contacted(_form, turn) {
          await turn.run("lead.update", { id: idOf(turn), status: "contacted" });
          return { done: "Noted." };
        },
        async archive(_form, turn) {
          await turn.run("lead.archive", { id: idOf(turn), reasoning: "Put away by hand on its page" });
          return { done: "It is put away." };
        },
      },
      async show(turn, { problem, done }, status) {
        const { items } = await turn.run<Found>("lead.query", { id: idOf(turn) });
        const [lead] = items;
        if (!lead) throw new TypeError("a lead that was asked for is not there");
        const content = createElement(Lead, {
          business: parts.business(),
          reader: await readerOf(turn.signedIn, turn.c, parts),
          ...{ lead, mayWrite: mayWrite(turn), problem, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
}

function mayWrite({ signedIn }: Turn): boolean {
  return roleScopes(signedIn.person.role).has("office:write");
}
