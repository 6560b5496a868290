import { sql } from "drizzle-orm";
import { guard } from "#db/statement.ts";
import { wantMarketing } from "#domains/phone/consent/consent-store.ts";
import { optedOut } from "#domains/phone/consent/opt-out-store.ts";
import { lastInbound } from "#domains/phone/conversations/store.ts";
import { contactBlock } from "#domains/phone/law/contact-block.ts";
import type { Purpose } from "#domains/phone/law/purpose.ts";
import type { Asking } from "#domains/phone/privacy/erased-numbers.ts";
import type { Settings } from "#operation/settings.ts";
import type { DeskError } from "#src/errors.ts";

/** Whom to reach, how, and over whose line. */
export interface Reaching {
  channel: "text" | "call";
  /** E.164. */
  peer: string;
  purpose: Purpose | null | undefined;
  provider: string;
  isBulk?: boolean;
}

/** What is known then of whoever is to be reached, and why they may not be, where they may not. */
export interface Reachable {
  lastInboundAt: number | undefined;
  block: DeskError | undefined;
  reason: "opted_out" | "no_consent" | "quiet_hours" | undefined;
  /** Whether they could be reached then, if nothing changes but the hour. */
  isOpenAt(moment: number): boolean;
}

/** Whether somebody may be reached at `at`, as far as is known now. */
export async function allowedAt(
  { channel, peer, purpose, provider, isBulk = false }: Reaching,
  at: number,
  ctx: Asking & { settings: Settings },
): Promise<Reachable> {
  const { db, settings } = ctx;
  const [silent, written, sold] = await Promise.all([
    optedOut(ctx, [peer]),
    lastInbound(db, [peer]),
    purpose === "marketing" ? wantMarketing(db, [peer]) : new Set<string>(),
  ]);
  const lastInboundAt = written.get(peer);
  const hasOptedOut = silent.has(peer);
  const recipient = { phone: peer, hasOptedOut, wantsMarketing: sold.has(peer), lastInboundAt };
  const isSandbox = provider === "sandbox";
  const how = { channel, purpose: purpose ?? undefined, isSandbox, isBulk } as const;
  const blockAt = (moment: number) => contactBlock(recipient, { ...how, at: moment }, settings);
  const isUnsold = purpose === "marketing" && !sold.has(peer);
  const block = blockAt(at);
  const reason = hasOptedOut ? "opted_out" : isUnsold ? "no_consent" : "quiet_hours";
  const isOpenAt = (moment: number) => blockAt(moment) === undefined;
  return { lastInboundAt, block, reason: block && reason, isOpenAt };
}

/** Ends the unit with which something was to go out: the run that comes then says why. */
export const mayNotGoOut = guard("it may not go out any more", sql`FALSE`);
