import { counted } from "./words.ts";

/** How long ago it was, or how long it still is, as a person would say it: "2 minutes ago", "in 3 hours". */
export function ago(at: number, now: number): string {
  const seconds = Math.round(Math.abs(now - at) / 1000);
  if (seconds < 45) return at <= now ? "just now" : "in a moment";
  const span = spanOf(seconds);
  return at <= now ? `${span} ago` : `in ${span}`;
}

function spanOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return counted(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? counted(hours, "hour") : counted(Math.round(hours / 24), "day");
}
