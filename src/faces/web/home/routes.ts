import { createElement } from "hono/jsx";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import type { InvoiceView } from "#domains/money/invoices/invoice-view.ts";
import type { LeadView } from "#domains/money/leads/lead.ts";
import type { PaymentView } from "#domains/money/payments/payment-view.ts";
import { type AuditLine, createTeller } from "#faces/web/audit/words.ts";
import type { Waiting } from "#faces/web/authorizations/waiting.ts";
import type { Conversation } from "#faces/web/inbox/inbox.tsx";
import { isMissed } from "#faces/web/parts/bubbles.tsx";
import { namesFor } from "#faces/web/parts/names.ts";
import type { Listed } from "#faces/web/settings/backups/backups.tsx";
import { failurePage } from "#faces/web/shell/failure.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf, type Turn, turnOf } from "#faces/web/shell/visit.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { startOfDay } from "#platform/zone.ts";
import { asDeskError } from "#src/errors.ts";
import type { Step } from "./first-steps.tsx";
import { Home, type Line } from "./home.tsx";
import type { MoneyShown } from "./money.tsx";

/** How many of each stand on the page. */
const [mostShown, mostCounted] = [5, 50];

/** `GET /` for somebody who is signed in; undefined for a visitor. */
export function homeRoute(parts: DoorParts) {
  const teller = createTeller(parts.operations);

  return async (c: DoorContext): Promise<Response | undefined> => {
    if (!parts.door.cookies.isPossible) return undefined;
    const signedIn = await parts.door.sessions.of(c.req.raw.headers);
    if (!signedIn) return undefined;
    const turn = turnOf(c, signedIn, parts);
    try {
      return await home(turn);
    } catch (thrown) {
      const error = asDeskError(thrown);
      parts.onFailure(c.var.requestId, thrown, error);
      return await failurePage(error, c, parts);
    }
  };

  async function home(turn: Turn): Promise<Response> {
    const { c, signedIn, run } = turn;
    const reader = await readerOf(signedIn, c, parts);
    const [{ conversations }, { tickets, nextCursor }, { lines }] = await Promise.all([
      run<{ conversations: Conversation[] }>("conversation.inbox", {
        show: "unanswered",
        limit: mostCounted,
      }),
      run<{ tickets: TicketView[]; nextCursor: string | null }>("ticket.list", { limit: mostCounted }),
      run<{ lines: Line[] }>("line.list", {}),
    ]);
    const isMissedCall = ({ last }: Conversation) =>
      last?.kind === "call" && isMissed({ direction: "inbound", status: last.status });
    const findings = reader.isOwner ? (await parts.findings()).filter(({ level }) => level !== "ok") : [];
    const content = createElement(Home, {
      business: parts.business(),
      reader,
      requests: reader.waiting === undefined ? [] : await requestsFor(turn),
      conversations: conversations.slice(0, mostShown),
      missedCalls: conversations.filter(isMissedCall).length,
      tickets: tickets.slice(0, mostShown),
      names: await namesFor(
        tickets.slice(0, mostShown).map(({ caller }) => caller),
        turn,
      ),
      openTickets: nextCursor === null ? String(tickets.length) : `${tickets.length} or more`,
      money: await moneyFor(turn),
      lines,
      hasSandbox: isLoopbackUrl(parts.baseUrl) && lines.some(({ provider }) => provider === "sandbox"),
      findings,
      today: reader.isOwner ? await assistantsToday(turn) : undefined,
      teller,
      steps:
        reader.isOwner && !parts.settings().get("business.knows_the_way") ? await stepsFor(turn, lines) : [],
    });
    return await page(content);
  }

  async function moneyFor({ run }: Turn): Promise<MoneyShown> {
    const [overdue, leads, flagged] = await Promise.all([
      run<{ items: InvoiceView[] }>("invoice.query", { filters: { status: "overdue" }, limit: mostShown }),
      run<{ items: LeadView[] }>("lead.query", { filters: { status: "open" }, limit: mostShown }),
      run<{ items: PaymentView[] }>("payment.query", { filters: { flagged: true }, limit: mostCounted }),
    ]);
    return {
      ...{ overdue: overdue.items, leads: leads.items },
      flagged: flagged.items.filter(({ refundable_minor }) => refundable_minor > 0).length,
    };
  }

  async function requestsFor({ run }: Turn) {
    const { requests } = await run<{ requests: Waiting[] }>("authorization.list", {});
    return requests
      .slice(0, mostShown)
      .map((request) => ({ ...request, title: teller.titleOf(request.operation) }));
  }

  /** What apps did since midnight, beside mere looking. */
  async function assistantsToday({ run }: Turn): Promise<AuditLine[]> {
    const since = startOfDay(parts.settings().get("business.zone"), parts.clock.now());
    const { lines } = await run<{ lines: AuditLine[] }>("audit.list", {
      since,
      quiet: teller.quiet,
      whole: true,
      byOthers: true,
      limit: 200,
    });
    const isApps = ({ face }: AuditLine) => face === "mcp" || face === "rest" || face === "ingest";
    return lines.filter(isApps).slice(0, 12);
  }

  async function stepsFor({ run }: Turn, lines: readonly Line[]): Promise<Step[]> {
    const [{ apps }, { tokens }, { conversations }, { requests }] = await Promise.all([
      run<{ apps: unknown[] }>("app.list", {}),
      run<{ tokens: { state: string }[] }>("token.list", {}),
      run<{ conversations: unknown[] }>("conversation.inbox", { limit: 1 }),
      run<{ requests: unknown[] }>("authorization.list", { show: "history" }),
    ]);
    const backups = await run<Pick<Listed, "place" | "last">>("backup.list", { withCopies: false });
    const isReal = lines.some(({ provider }) => provider !== "sandbox");
    const isHere = isLoopbackUrl(parts.baseUrl);
    const decided = requests.length > 0 || (await parts.waiting()) > 0;
    return [
      {
        text: "Connect an assistant",
        href: "/settings/apps",
        isDone: apps.length + tokens.filter(({ state }) => state === "active").length > 0,
      },
      {
        text: isHere ? "Try it: write as a customer on the sandbox phone" : "Have a customer write or call",
        href: isHere && !isReal ? "/sandbox" : "/inbox",
        isDone: conversations.length > 0,
      },
      {
        text: "See a request wait: ask your assistant to text six numbers",
        href: "/docs/permissions",
        isDone: decided,
      },
      { text: "Bring in your real number", href: "/settings/phone", isDone: isReal },
      {
        text: "Be told when something waits",
        href: "/settings/notices",
        isDone: parts.settings().get("business.owner_numbers").length > 0,
      },
      {
        text: "Make a backup",
        href: "/settings/backups",
        isDone: backups.place === null || backups.last?.problem === null,
      },
    ];
  }
}
