import type { Settings } from "./settings.ts";

/** The levels of permission, mildest first. */
export const levels = ["unrestricted", "soft_limit", "requires_authorization"] as const;

export type Level = (typeof levels)[number];

/**
 * Why more than the mildest level is asked for: the operation's own rule, small calls that add up to a bulk, or
 * that the caller has read a customer's words, or a person who has denied the like. A standing rule holds for the
 * causes it was made for.
 */
export type Cause = "rule" | "burst" | "untrusted" | "denied";

export type Permission =
  | { level: "unrestricted" }
  | { level: Exclude<Level, "unrestricted">; reason: string; causes?: readonly Cause[] };

/** What a rule is asked with. */
export interface Asked<Input> {
  /** The plan's facts. */
  facts: Record<string, unknown>;
  /** What the plan has counted: how much of the same there was lately. */
  measures: Record<string, number>;
  input: Input;
  settings: Settings;
  untrusted: UntrustedWords;
}

/** Whose words the caller has read in the last half hour. */
export interface UntrustedWords {
  /** True when it has read any. */
  wereRead: boolean;
  /** Numbers whose words they were. */
  peers: ReadonlySet<string>;
  /** True when there were too many numbers to keep: whose words the others were is not known. */
  haveUnknown: boolean;
}

export const noWords: UntrustedWords = { wereRead: false, peers: new Set(), haveUnknown: false };

/** When an operation may just run, needs a reason, or waits for a person. */
export interface PermissionRule<Input> {
  /** The rule in words, for the documentation and for whoever asks what the desk may do. */
  rule: string;
  /** The levels it can give, mildest first. */
  levels: readonly Level[];
  levelOf(asked: Asked<Input>): Permission;
  /** How far a person may allow it always; without it they never can. */
  always?: Always;
}

/** What a standing rule may be narrowed by: names of facts. */
export interface Always {
  /** A number: above the rule's cap it does not apply. */
  measure?: { fact: string; unit: string };
  /** A text or a list of texts: what it may be done to; `any` says what is let through without it. */
  target?: { fact: string; label: string; any: string };
  /** What it may say: the first of these facts that a call has. */
  words?: { facts: readonly string[]; label: string; any: string };
}

export const unrestricted: Permission = { level: "unrestricted" };

/** What both ask for: the stricter level, with the reasons and causes of all that ask for it. */
export function stricter(a: Permission, b: Permission): Permission {
  if (a.level === "unrestricted") return b;
  if (b.level === "unrestricted") return a;
  if (a.level !== b.level) return levels.indexOf(b.level) > levels.indexOf(a.level) ? b : a;
  if (a.reason === b.reason) return a;
  const causes = [...new Set([...causesOf(a), ...causesOf(b)])];
  return { level: a.level, reason: `${a.reason} ${b.reason}`, causes };
}

export function causesOf(permission: Permission): readonly Cause[] {
  if (permission.level === "unrestricted") return [];
  return permission.causes ?? ["rule"];
}

/** The level after a customer's words were read, as the owner has set it: one more, a person's word, or the same. */
export function raised(permission: Permission, reason: string, settings: Settings): Permission {
  const how = settings.get("permissions.after_untrusted");
  if (how === "off") return permission;
  const isLast = permission.level !== "unrestricted" || how === "ask";
  const level = isLast ? "requires_authorization" : "soft_limit";
  return stricter(permission, { level, reason, causes: ["untrusted"] });
}

/** The app that does something by itself; null where a person does it, or has allowed it, or the desk does. */
export function appOf({
  allowedBy,
  principal,
}: {
  allowedBy?: string | undefined;
  principal: { client: string; face: string; authority: string };
}): string | null {
  const isPersons = allowedBy !== undefined || principal.face === "web" || principal.face === "cli";
  return isPersons || principal.authority === "system" ? null : principal.client;
}
