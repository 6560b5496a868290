import { dateAfter, localMoment } from "#platform/zone.ts";
import type { Settings } from "./settings.ts";

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** When the business is open on a day, in minutes past its midnight; a closing time of the next day is past 1440. */
export interface OpenSpan {
  open: number;
  close: number;
}

/** Whether the business is open then, by its hours and holidays; hours that end after midnight belong to their evening. */
export function isOpenAt(settings: Settings, at: number): boolean {
  const { date, minute } = localMoment(settings.get("business.zone"), at);
  const today = openOn(settings, date);
  if (today && minute >= today.open && minute < today.close) return true;
  const before = openOn(settings, dateAfter(date, -1));
  return before !== undefined && minute + 1440 < before.close;
}

/** The opening hours of a date, `2026-12-01`; undefined where it is closed, and on a holiday. */
export function openOn(settings: Settings, date: string): OpenSpan | undefined {
  if (settings.get("business.holidays").includes(date)) return undefined;
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  const hours = settings.get("business.hours")[days[weekday] ?? "sun"];
  if (!hours) return undefined;
  const [open, close] = [minutesOf(hours.open), minutesOf(hours.close)];
  return { open, close: close > open ? close : close + 1440 };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
