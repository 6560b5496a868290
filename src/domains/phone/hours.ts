import type { Settings } from "#operation/settings.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Whether the business is open then, by its hours and holidays; hours that end after midnight belong to their evening. */
export function isOpenAt(settings: Settings, at: number): boolean {
  const { date, weekday, minute } = localMoment(settings.get("business.zone"), at);
  const today = spanOn(settings, date, weekday);
  if (today && minute >= today.open && minute < today.close) return true;
  const before = spanOn(settings, dateAfter(date, -1), (weekday + 6) % 7);
  return before !== undefined && minute + 1440 < before.close;
}

/** Minutes past midnight; the closing time of the next day is past 1440. */
function spanOn(
  settings: Settings,
  date: string,
  weekday: number,
): { open: number; close: number } | undefined {
  if (settings.get("business.holidays").includes(date)) return undefined;
  const hours = settings.get("business.hours")[days[weekday] ?? "sun"];
  if (!hours) return undefined;
  const [open, close] = [minutesOf(hours.open), minutesOf(hours.close)];
  return { open, close: close > open ? close : close + 1440 };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
