import type { Settings } from "#operation/settings.ts";
import { isoIn, minuteOfDay, nextLocalMinute } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";

/** A conversation counts as going on for a day after the customer's last word. */
const answerWindow = 24 * 3_600_000;

/** Whether a text now would be an answer: they wrote or called within the last day. */
export function isAnswer(lastInboundAt: number | undefined, now: number): boolean {
  return lastInboundAt !== undefined && now - lastInboundAt < answerWindow;
}

export interface Recipient {
  hasOptedOut: boolean;
  lastInboundAt: number | undefined;
}

/**
 * Why a text may not go to this number now; undefined when it may. Quiet hours are those of the business,
 * and do not hold for an answer to somebody who wrote in the last 24 hours, or on the sandbox line.
 */
export function textingBlock(
  to: Recipient,
  isSandbox: boolean,
  settings: Settings,
  now: number,
): DeskError | undefined {
  if (to.hasOptedOut) {
    return new DeskError("BLOCKED", "This number has asked for no more texts.", {
      next: "Do not text it. It can opt in again by texting START.",
    });
  }
  if (isSandbox || isAnswer(to.lastInboundAt, now)) return undefined;
  const zone = settings.get("business.zone");
  const until = minutesOf(settings.get("windows.quiet_until"));
  if (!isQuiet(minuteOfDay(zone, now), minutesOf(settings.get("windows.quiet_from")), until))
    return undefined;
  const nextAllowedAt = isoIn(zone, nextLocalMinute(zone, now, until));
  return new DeskError("BLOCKED", "It is outside the hours in which texts are sent.", {
    nextAllowedAt,
    next: `Send it at ${nextAllowedAt} or later.`,
  });
}

function isQuiet(minute: number, from: number, until: number): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
