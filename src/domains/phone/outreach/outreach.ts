import { sql } from "drizzle-orm";
import { guard, type Statement } from "#db/statement.ts";
import type { OperationContext } from "#operation/operation.ts";
import {
  type Asked,
  type Permission,
  type PermissionRule,
  raised,
  stricter,
  unrestricted,
} from "#operation/permission.ts";
import { hasLink } from "#platform/links.ts";
import { counted } from "#platform/words.ts";
import { countOverdone, countUnasked, overdone, type Planned, unaskedSince } from "./unasked-store.ts";

const dayMs = 86_400_000;

/** What texts or a call reach out to: the numbers that had not written or called lately, and how much each gets. */
export interface Outreach {
  planned: Planned[];
  /** Milliseconds, UTC: since when small calls add up, and since when a day's do. */
  lately: number;
  today: number;
  most: { lately: number; today: number };
}

/** `newNumbers`: one for each text or call; a number stands there as often as it gets something. */
export function outreachOf(ctx: OperationContext, newNumbers: string[]): Outreach {
  const { settings, now } = ctx;
  const counts = new Map<string, number>();
  for (const phone of newNumbers) counts.set(phone, (counts.get(phone) ?? 0) + 1);
  return {
    planned: [...counts].map(([phone, count]) => ({ phone, count })),
    lately: now - settings.get("limits.burst_minutes") * 60_000,
    today: now - dayMs,
    most: {
      lately: settings.get("limits.bulk_without_asking"),
      today: settings.get("limits.new_numbers_per_day"),
    },
  };
}

/** How many other numbers were reached out to already, without a person's word, by whatever app. */
export async function measureOutreach(
  ctx: OperationContext,
  outreach: Outreach,
): Promise<Record<string, number>> {
  const { planned, lately, today, most } = outreach;
  const newNumbers = planned.map(({ phone }) => phone);
  if (newNumbers.length === 0) return { newNumbers: 0, lately: 0, today: 0, overdone: 0 };
  const [reachedLately, reachedToday, overdone] = await Promise.all([
    countUnasked(ctx.db, lately, newNumbers, most.lately + 1),
    countUnasked(ctx.db, today, newNumbers, most.today + 1),
    countOverdone(ctx.db, lately, planned, most.lately),
  ]);
  return { newNumbers: newNumbers.length, lately: reachedLately, today: reachedToday, overdone };
}

/** Two calls at once both find that there is room: the second one's unit ends here, unless a person has allowed it. */
export function keepsWithin({ planned, lately, today, most }: Outreach, ctx: OperationContext): Statement[] {
  if (planned.length === 0 || !isUnasked(ctx)) return [];
  const newNumbers = planned.map(({ phone }) => phone);
  const room = (since: number, limit: number) =>
    sql`(SELECT count(*) FROM (${unaskedSince(since, newNumbers)})) + ${newNumbers.length} <= ${limit}`;
  return [
    guard("small calls do not add up to a bulk", room(lately, most.lately)),
    guard("the day's new numbers are not used up", room(today, most.today)),
    guard("nobody new is reached too often", sql`NOT EXISTS (${overdone(lately, planned, most.lately)})`),
  ];
}

/** Which person's word it has: a request's or a rule's id, or the person's own who does it at a page. */
export function allowedByOf({ allowedBy, principal }: OperationContext): string | null {
  return allowedBy ?? (principal.face === "web" ? principal.user : null);
}

/** True for what goes out on an app's own account: no person has allowed it, and it is not the desk itself. */
export function isUnasked({ allowedBy, principal }: OperationContext): boolean {
  return allowedBy === undefined && principal.authority !== "system";
}

/** What a text or call asks for: facts `recipients`, and for texts `texts` and `contents`. */
export const outreachPermission: PermissionRule<unknown> = {
  rule: "More than 5 texts in one call, or texts and calls to more than 5 new numbers within ten minutes or 50 within a day by all apps together, or more than 5 to one of them within ten minutes, require a person. After a customer’s words were read, other numbers and links ask for one level more. A new number is one that has not written or called in the last day.",
  levels: ["unrestricted", "soft_limit", "requires_authorization"],
  always: {
    measure: { fact: "texts", unit: "texts" },
    target: { fact: "recipients", label: "these numbers", any: "to any number" },
    words: { facts: ["reaches", "contents"], label: "this text", any: "any text" },
  },
  levelOf: (asked) => afterReading(asked, stricter(bulk(asked), burst(asked))),
};

/** A call has one number: no bulk of its own, and nothing written in it. */
export const callPermission: PermissionRule<unknown> = {
  ...outreachPermission,
  rule: "Texts and calls to more than 5 new numbers within ten minutes or 50 within a day by all apps together, or more than 5 to one of them within ten minutes, require a person. After a customer’s words were read, other numbers ask for one level more.",
  always: {
    measure: { fact: "texts", unit: "calls" },
    target: { fact: "recipients", label: "this number", any: "to any number" },
  },
};

function bulk({ facts, settings }: Asked<unknown>): Permission {
  const texts = Number(facts["texts"]);
  const free = settings.get("limits.bulk_without_asking");
  if (texts <= free) return unrestricted;
  const reason = `It texts ${texts} numbers; more than ${free} need a person.`;
  return { level: "requires_authorization", reason, causes: ["rule"] };
}

function burst({ measures, settings }: Asked<unknown>): Permission {
  const { newNumbers = 0, lately = 0, today = 0, overdone: tooOften = 0 } = measures;
  const free = settings.get("limits.bulk_without_asking");
  const daily = settings.get("limits.new_numbers_per_day");
  if (newNumbers === 0 || newNumbers > free) return unrestricted;
  const minutes = settings.get("limits.burst_minutes");
  if (newNumbers + lately > free) {
    const reason = `${counted(lately, "new number")} were reached within ${counted(minutes, "minute")} already; with this it would be more than ${free}.`;
    return { level: "requires_authorization", reason, causes: ["burst"] };
  }
  if (tooOften > 0) {
    const reason = `It would reach somebody who has not answered more than ${free} times in ${counted(minutes, "minute")}.`;
    return { level: "requires_authorization", reason, causes: ["burst"] };
  }
  if (newNumbers + today <= daily) return unrestricted;
  const reason = `It would be more than ${daily} new numbers in a day.`;
  return { level: "requires_authorization", reason, causes: ["burst"] };
}

/** Answers to whoever was read stay as free as they were; other numbers, and links that may be somebody else's, do not. */
function afterReading({ facts, settings, untrusted }: Asked<unknown>, permission: Permission): Permission {
  if (!untrusted.wereRead) return permission;
  const recipients = textsIn(facts["recipients"]);
  const strangers = recipients.filter((phone) => !untrusted.peers.has(phone));
  if (strangers.length > 0) {
    const read = [...untrusted.peers];
    const whose =
      read.length === 0 ? "a customer" : read.slice(0, 3).join(", ") + (read.length > 3 ? " and others" : "");
    const reason = `The app had just read the words of ${whose}; this goes to ${counted(strangers.length, "other number")}.`;
    return raised(permission, reason, settings);
  }
  const others = untrusted.haveUnknown || [...untrusted.peers].some((phone) => !recipients.includes(phone));
  if (!others || !textsIn(facts["contents"]).some(hasLink)) return permission;
  return raised(permission, "It has a link in it, after the words of somebody else were read.", settings);
}

function textsIn(fact: unknown): string[] {
  return Array.isArray(fact) ? fact.map(String) : [];
}
