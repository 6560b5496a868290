import type { Reader } from "#db/client.ts";
import { type HistoryFilter, listCalls, listMessages } from "#domains/phone/history-store.ts";
import { type CallView, type MessageView, viewCall, viewMessage } from "#domains/phone/view.ts";
import type { Settings } from "#operation/settings.ts";
import type { Position } from "#platform/cursor.ts";

export interface TimelineItem {
  at: number;
  id: string;
  view: MessageView | CallView;
}

/** Texts and calls with some numbers as one list, newest first. */
export async function timeline(
  db: Reader,
  settings: Settings,
  filter: HistoryFilter,
): Promise<TimelineItem[]> {
  const [messages, calls] = await Promise.all([listMessages(db, filter), listCalls(db, filter)]);
  const zone = settings.get("business.zone");
  const items = [
    ...messages.map((row) => ({ at: row.at, id: row.id, view: viewMessage(row, zone) })),
    ...calls.map((row) => ({ at: row.at, id: row.id, view: viewCall(row, zone) })),
  ];
  return items.sort(newestFirst).slice(0, filter.limit);
}

function newestFirst(a: Position, b: Position): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}
