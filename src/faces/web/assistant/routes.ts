import { createElement } from "hono/jsx";
import type { AnswerView } from "#domains/assistant/asking/question.ts";
import type { SessionView } from "#domains/assistant/sessions/session.ts";
import type { SumsView, UsageReport } from "#domains/assistant/spending/usage-report.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { settingsPage, type Told, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { Session, type TurnView } from "./session.tsx";
import { type ListedSession, Sessions, type SessionsPage } from "./sessions.tsx";
import { Usage, type UsagePage } from "./usage.tsx";

type Named = SumsView & { name: string };

interface WholeReport extends UsageReport {
  by_person: Named[];
  by_purpose: Named[];
  billed: { day: string; billed_usd: string; ours_usd: string; difference_usd: string }[];
}

/** Days that are shown where nobody says which, and of which each has a bar; what is longer goes by weeks or months. */
const usualDays = 14;
const mostWeeks = 14;

/** `/assistant`, one conversation by its id, and `/assistant/usage`. */
export function assistantRoutes(parts: DoorParts) {
  const idOf = ({ c }: Turn) => (c.req.param("id") ?? "").slice(0, 60);
  const mayAsk = ({ signedIn }: Turn) => roleScopes(signedIn.person.role).has("assistant:write");

  const list = settingsPage<string>(
    {
      acts: {
        async ask(form, turn) {
          const question = form.get("question") ?? "";
          const template = form.get("template") ?? "";
          const contact = form.get("contact")?.trim() ?? "";
          const { session } = await turn.run<{ session: SessionView }>("chat.create_session", {
            session_name: question.replaceAll(/\s+/g, " ").trim().slice(0, 80) || "A question",
            ...(contact === "" ? {} : { contact }),
          });
          await turn.run<AnswerView>("chat.complete", {
            messages: [{ role: "user", content: question }],
            session_id: session.id,
            ...(template === "" ? {} : { template }),
          });
          return { goTo: `/assistant/${session.id}` };
        },
      },
      keepsOnProblem: (form) => form.get("question") ?? "",
      show: showList,
    },
    parts,
  );

  const one = settingsPage<string>(
    {
      acts: {
        async ask(form, turn) {
          await turn.run<AnswerView>("chat.complete", {
            messages: [{ role: "user", content: form.get("question") ?? "" }],
            session_id: idOf(turn),
          });
          return { goTo: `/assistant/${idOf(turn)}` };
        },
        async branch(_form, turn) {
          const { session } = await turn.run<{ session: SessionView }>("chat.branch_session", {
            session_id: idOf(turn),
          });
          return { goTo: `/assistant/${session.id}` };
        },
        async archive(_form, turn) {
          await turn.run("chat.archive_session", { session_id: idOf(turn) });
          return { done: "It is archived." };
        },
        async restore(_form, turn) {
          await turn.run("chat.archive_session", { session_id: idOf(turn), archived: false });
          return { done: "It is among the others again." };
        },
        async bill(form, turn) {
          const { days, usd } = await turn.run<{ days: number; usd: string }>("model_bill.import", {
            bill: form.get("bill") ?? "",
          });
          return { done: `${days} days came in, $${usd} in all.` };
        },
      },
      keepsOnProblem: (form) => form.get("question") ?? "",
      show: (turn, told, status) =>
        idOf(turn) === "usage" ? showUsage(turn, told, status) : showOne(turn, told, status),
    },
    parts,
  );
  return { list, one, file };

  async function showList(turn: Turn, { problem, fresh }: Told<string>, status: number): Promise<Response> {
    const { c, run } = turn;
    const reader = await readerOf(turn.signedIn, c, parts);
    const asked = c.req.query("show") ?? "own";
    const show = asked === "archived" || (asked === "everybody" && reader.isOwner) ? asked : "own";
    const words = (c.req.query("q") ?? "").trim().slice(0, 200);
    const cursor = c.req.query("after")?.slice(0, 200);
    const { sessions, next_cursor } = await run<{ sessions: ListedSession[]; next_cursor: string | null }>(
      "chat.list_sessions",
      {
        ...{ archived: show === "archived", everybody: show === "everybody", limit: 30 },
        ...(words ? { search: words } : {}),
        ...(cursor ? { cursor } : {}),
      },
    );
    const { templates } = await run<Pick<SessionsPage, "templates">>("chat_template.list", {});
    const { provider, usual } = await run<{ provider: string; usual: string | null }>("chat_model.list", {});
    const content = createElement(Sessions, {
      ...{ business: parts.business(), reader, show, words, sessions, templates, problem },
      ...{ mayAsk: mayAsk(turn), question: fresh ?? "", answersBy: answersBy(provider, usual) },
      more: next_cursor
        ? `/assistant?${new URLSearchParams({ show, q: words, after: next_cursor })}`
        : undefined,
    });
    return await page(content, status);
  }

  async function showOne(turn: Turn, told: Told<string>, status: number): Promise<Response> {
    const { c, run, signedIn } = turn;
    const before = Number(c.req.query("before") ?? Number.NaN);
    const { session, turns, earlier } = await run<{
      session: SessionView;
      turns: TurnView[];
      earlier: boolean;
    }>("chat.get_session", {
      session_id: idOf(turn),
      ...(Number.isInteger(before) && before > 0 ? { before } : {}),
    });
    const isOwn = session.owner === signedIn.person.id;
    const content = createElement(Session, {
      business: parts.business(),
      reader: { ...(await readerOf(signedIn, c, parts)), id: signedIn.person.id },
      ...{ session, turns, question: told.fresh ?? "", problem: told.problem, done: told.done },
      earlier: earlier ? `/assistant/${session.id}?before=${turns[0]?.place ?? 1}` : undefined,
      mayAsk: isOwn && !session.archived && mayAsk(turn),
      isWaiting: turns.at(-1)?.role === "user" && Number.isNaN(before),
    });
    return await page(content, status);
  }

  async function showUsage(turn: Turn, { problem, done }: Told<string>, status: number): Promise<Response> {
    const { c, run, signedIn } = turn;
    const day = (name: string) => /^\d{4}-\d{2}-\d{2}$/.exec(c.req.query(name) ?? "")?.[0];
    const today = localMoment(parts.settings().get("business.zone"), parts.clock.now()).date;
    const end_date = day("until") ?? today;
    const start_date = day("from") ?? dateAfter(end_date, 1 - usualDays);
    const given = { start_date, end_date, granularity: granularityOf(start_date, end_date) };
    const isOwner = signedIn.person.role === "owner";
    const all = isOwner ? await run<WholeReport>("chat.report", given) : undefined;
    const report = all ?? (await run<UsageReport>("chat.usage", given));
    const whole = all && (await wholeOf(all, turn));
    const content = createElement(Usage, {
      ...{ business: parts.business(), reader: await readerOf(signedIn, c, parts) },
      ...{ report, whole, days: barsOf(report, given.granularity), problem, done },
    });
    return await page(content, status);
  }

  /** Ids of people as their names. */
  async function wholeOf(report: WholeReport, { run }: Turn): Promise<UsagePage["whole"]> {
    const { people } = await run<{ people: { id: string; name: string }[] }>("person.list", {});
    const names = new Map(people.map(({ id, name }) => [id, name]));
    const own = new Map([
      ["system", "The desk itself"],
      ["owner", "The command line’s tokens"],
    ]);
    return {
      people: report.by_person.map((row) => ({
        ...row,
        name: names.get(row.name) ?? own.get(row.name) ?? "Somebody who has left",
      })),
      purposes: report.by_purpose,
      billed: report.billed,
    };
  }

  async function file(c: DoorContext): Promise<Response> {
    return await withReader(c, parts, async (turn) => {
      const { filename, markdown } = await turn.run<{ filename: string; markdown: string }>(
        "chat.export_session",
        { session_id: idOf(turn) },
      );
      return new Response(markdown, {
        headers: {
          "content-type": "text/markdown; charset=utf-8",
          "content-disposition": `attachment; filename="${filename.replaceAll(/[^\w.-]/g, "")}"`,
          "cache-control": "no-store",
        },
      });
    });
  }
}

function answersBy(provider: string, usual: string | null): string {
  if (provider === "sandbox") return "The sandbox answers by rules, for play money, until a key is set.";
  return usual === null
    ? `No usual model is set for ${provider}: an owner names one on Settings, Models.`
    : `${usual} at ${provider} answers. What you write is sent there.`;
}

function granularityOf(first: string, last: string): "day" | "week" | "month" {
  if (last < dateAfter(first, usualDays)) return "day";
  return last < dateAfter(first, 7 * mostWeeks) ? "week" : "month";
}

/** Every day of the stretch; of longer periods those in which something was asked. */
function barsOf(
  { start_date, end_date, periods }: UsageReport,
  by: string,
): { label: string; value: number }[] {
  const cost = new Map(periods.map(({ begins, cost_usd }) => [begins.slice(0, 10), cost_usd]));
  const bar = (day: string) => ({
    label: day.slice(by === "month" ? 0 : 5, by === "month" ? 7 : 10),
    value: Math.round(Number(cost.get(day) ?? 0) * 100_000) / 100,
  });
  if (by !== "day") return [...cost.keys()].map(bar);
  const days: string[] = [];
  for (let day = start_date; day <= end_date; day = dateAfter(day, 1)) days.push(day);
  return days.map(bar);
}
