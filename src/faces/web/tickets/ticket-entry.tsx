/** @jsxImportSource hono/jsx */
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Entry } from "#faces/web/parts/list.tsx";
import { nameOr } from "#faces/web/parts/who.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { briefly } from "#platform/zone.ts";

/** A status in the owner's words. */
export const statusWords: Record<string, string> = {
  open: "open",
  scheduled: "scheduled",
  in_progress: "in progress",
  completed: "completed",
  cancelled: "cancelled",
  closed: "closed",
};

const states: Record<string, State> = {
  open: "waiting",
  scheduled: "plain",
  in_progress: "plain",
  completed: "done",
  cancelled: "stopped",
  closed: "done",
};

export function StatusBadge({ status }: { status: string }) {
  return <Badge state={states[status] ?? "plain"}>{statusWords[status] ?? status}</Badge>;
}

/** A ticket as an entry of a list: what it is about first. */
export function TicketEntry({
  ticket,
  now,
  names,
}: {
  ticket: TicketView;
  now: number;
  /** Whose the numbers are. */
  names: Readonly<Record<string, string>>;
}) {
  const { ticketId, category, priority, assignee, caller, status, createdAt } = ticket;
  const about = [
    ticketId,
    visibleText(category, 60),
    ...(priority === "normal" ? [] : [`${priority} priority`]),
    ...(caller ? [nameOr(names[caller] ?? null, caller)] : []),
    ...(assignee ? [visibleText(assignee, 60)] : []),
  ];
  return (
    <Entry
      href={`/tickets/${ticketId.replace("TKT-", "")}`}
      title={visibleText(gistOf(ticket.untrustedDescription), 200)}
      text={about.join(" · ")}
      side={
        <>
          <StatusBadge status={status} />
          <time class="quiet" datetime={createdAt}>
            {briefly(createdAt, now)}
          </time>
        </>
      }
    />
  );
}

/** Of a voice agent's note the summary, else the text's first line. */
export function gistOf(description: string): string {
  return /^Summary: (.+)$/m.exec(description)?.[1] ?? description.split("\n", 1)[0] ?? "";
}

/** Whether a text is a voice agent's note of four lines. */
export function isAgentsNote(text: string): boolean {
  return /^Category: .+\nReason: .+\nSummary: .+\nConfidence: /.test(text);
}
