import type { Settings } from "#operation/settings.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { lawfulHours, nextAllowed, ownersHours } from "./contact-hours.ts";
import type { Purpose } from "./purpose.ts";
import { placesOf } from "./whereabouts.ts";

const hour = 3_600_000;
/** A conversation counts as going on for a day after the customer's last word; a phone rings as an answer for an hour. */
const answerWindows = { text: 24 * hour, call: hour };

/** Whether a text then would be an answer: they wrote or called within the day before. A call is one for an hour. */
export function isAnswer(
  lastInboundAt: number | undefined,
  at: number,
  channel: "text" | "call" = "text",
): boolean {
  return lastInboundAt !== undefined && at - lastInboundAt < answerWindows[channel];
}

export interface Recipient {
  /** E.164. */
  phone: string;
  hasOptedOut: boolean;
  /** Whether they have agreed, on record, to be texted to sell them something. */
  wantsMarketing: boolean;
  lastInboundAt: number | undefined;
}

export interface Contacting {
  channel: "text" | "call";
  /** Undefined where nobody has said what it is for. */
  purpose: Purpose | undefined;
  /** When it is to go out; milliseconds, UTC. */
  at: number;
  /** True on the sandbox's line: nobody is woken. */
  isSandbox: boolean;
  /** True for what reaches many: that answers nobody. */
  isBulk?: boolean;
}

/**
 * Why somebody may not be texted or called then; undefined when they may. It outranks every approval and rule.
 * Whoever said stop is not contacted at all. To sell something takes consent on record. The hours are those of every
 * place the number may be in: the owner's quiet hours, and, for what nobody has asked for, the law's. An answer within
 * a day of their last word, or by a call within an hour of it, has no hours; nor has a number of the business's own that has written here.
 */
export function contactBlock(to: Recipient, how: Contacting, settings: Settings): DeskError | undefined {
  if (how.purpose === "notice") return undefined;
  if (to.hasOptedOut) return hasOptedOut(how.channel);
  if (isOwnNumber(to, settings)) return undefined;
  const isSelling = how.purpose === "marketing";
  if (isSelling && !to.wantsMarketing) return noConsent();
  const isReply = !isSelling && how.isBulk !== true && isAnswer(to.lastInboundAt, how.at, how.channel);
  if (how.isSandbox || isReply) return undefined;
  const opens = nextAllowed(hoursOf(to.phone, how, settings), how.at);
  return opens === how.at ? undefined : outOfHours(opens, how, settings);
}

function hoursOf(phone: string, { channel, purpose }: Contacting, settings: Settings) {
  const places = placesOf(phone);
  const zones = new Set(places.flatMap((place) => place.zones));
  if (zones.size === 0) zones.add(settings.get("business.zone"));
  const quiet = [settings.get("windows.quiet_from"), settings.get("windows.quiet_until")] as const;
  const owners = [...zones].flatMap((zone) => ownersHours(zone, ...quiet));
  return purpose === "transactional" ? owners : [...owners, ...lawfulHours(places, channel)];
}

/** A number of the owner's own, proven to be theirs by having written or called here. */
function isOwnNumber({ phone, lastInboundAt }: Recipient, settings: Settings): boolean {
  if (lastInboundAt === undefined) return false;
  const region = settings.get("business.region");
  return settings.get("business.owner_numbers").some((each) => readPhoneNumber(each, region) === phone);
}

function hasOptedOut(channel: "text" | "call"): DeskError {
  return channel === "text"
    ? new DeskError("BLOCKED", "This number has asked for no more texts.", {
        next: "Do not text it. It can opt in again by texting START.",
      })
    : new DeskError("BLOCKED", "This number has asked not to be contacted.", { next: "Do not call it." });
}

function noConsent(): DeskError {
  return new DeskError("BLOCKED", "This number has not agreed, on record, to be sent marketing.", {
    next: "Do not send it. Where they have agreed in writing, record that with consent_record first; a person has to allow it.",
  });
}

function outOfHours(opens: number | undefined, { channel }: Contacting, settings: Settings): DeskError {
  const what = channel === "text" ? "texts are sent to" : "calls are placed to";
  const message = `It is outside the hours in which ${what} where this number may be.`;
  if (opens === undefined || !Number.isFinite(opens))
    return new DeskError("BLOCKED", message, { next: "Answer when they write, or let them call you." });
  const nextAllowedAt = isoIn(settings.get("business.zone"), opens);
  const later = channel === "text" ? "Send it at" : "Call at";
  return new DeskError("BLOCKED", message, {
    nextAllowedAt,
    next: `${later} ${nextAllowedAt} or later${channel === "text" ? ", such as with scheduledAt" : ""}.`,
  });
}
