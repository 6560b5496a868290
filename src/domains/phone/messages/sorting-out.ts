import { wantMarketing } from "#domains/phone/consent/consent-store.ts";
import { optedOut } from "#domains/phone/consent/opt-out-store.ts";
import { lastInbound } from "#domains/phone/conversations/store.ts";
import { contactBlock, type Recipient } from "#domains/phone/law/contact-block.ts";
import type { Purpose } from "#domains/phone/law/purpose.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import {
  type Caps,
  capError,
  capsOn,
  contactCapMessage,
  overCap,
  type Share,
} from "#domains/phone/outreach/caps.ts";
import { type Around, askedLike, newestOf } from "#domains/phone/outreach/repeats-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import type { DeskError } from "#src/errors.ts";
import type { Draft } from "./drafts.ts";

/** What a caller wants sent. */
export interface Wanted {
  from: string | undefined;
  drafts: readonly Draft[];
  /** Sends again what was sent to the same number minutes ago, unless it is in doubt whether that went out. */
  allowDuplicate: boolean;
  purpose: Purpose | undefined;
  /** Addresses of pictures that go along with each. */
  mediaUrls: readonly string[];
  /** Milliseconds, UTC; undefined for now. */
  scheduledAt: number | undefined;
  /** True for one call to many: it can be looked up as a whole. */
  isBulk: boolean;
  /** Works everything out and sends nothing. */
  isDry: boolean;
  /** Who asks for them, where that is not the caller. */
  askedBy?: string;
}

/** Whom a call would reach: who may be texted then, who may not and why, and who has had the same a moment ago. */
export interface Sorted {
  fresh: readonly Draft[];
  /** Ids of the texts that this would repeat. */
  repeated: string[];
  repeats: Around;
  allowed: readonly Draft[];
  refused: readonly Draft[];
  blocks: ReadonlyMap<string, DeskError>;
  recipients: ReadonlyMap<string, Recipient>;
  caps: Caps;
  shares: Share[];
}

/** @throws DeskError RATE_LIMIT_EXCEEDED where the day's texts are used up */
export async function sortOut(
  ctx: OperationContext,
  { wanted, line, drafts, at }: { wanted: Wanted; line: LineRow; drafts: Draft[]; at: number },
): Promise<Sorted> {
  const { purpose, allowDuplicate } = wanted;
  const minutes = ctx.settings.get("windows.same_text_minutes");
  const repeats = { at, within: allowDuplicate || minutes === 0 ? undefined : minutes * 60_000 };
  const phones = [...new Set(drafts.map(({ to }) => to))];
  const [{ fresh, repeated }, recipients, contacts] = await Promise.all([
    withoutRepeats(ctx, drafts, repeats),
    recipientsOf(ctx, phones, purpose),
    contactsOf(ctx, phones),
  ]);
  const blocks = new Map<string, DeskError>();
  const isSandbox = line.provider === "sandbox";
  const how = { channel: "text", purpose, at, isSandbox, isBulk: wanted.isBulk } as const;
  for (const phone of new Set(fresh.map(({ to }) => to))) {
    const recipient = recipients.get(phone);
    const block = recipient && contactBlock(recipient, how, ctx.settings);
    if (block) blocks.set(phone, block);
  }
  const caps = capsOn(at, ctx.settings);
  const lawful = fresh.filter(({ to }) => !blocks.has(to));
  const over = await overCap(ctx.db, caps, sharesOf(lawful, contacts));
  if (over.whole !== undefined) throw capError(over.whole, caps, ctx.settings);
  for (const { peers } of over.contacts)
    for (const peer of peers) blocks.set(peer, capError(contactCapMessage(caps), caps, ctx.settings));
  const allowed = lawful.filter(({ to }) => !blocks.has(to));
  const refused = fresh.filter(({ to }) => blocks.has(to));
  const shares = sharesOf(allowed, contacts);
  return { fresh, repeated, repeats, allowed, refused, blocks, recipients, caps, shares };
}

async function withoutRepeats(ctx: OperationContext, drafts: readonly Draft[], repeats: Around) {
  const earlier = await Promise.all(
    drafts.map(({ to, content }) => newestOf(ctx.db, askedLike({ peer: to, content }, repeats))),
  );
  return {
    fresh: drafts.filter((_, n) => !earlier[n]),
    repeated: earlier.filter((id) => id !== undefined),
  };
}

async function recipientsOf(ctx: OperationContext, phones: string[], purpose: Purpose | undefined) {
  const { db } = ctx;
  const [silent, written, sold] = await Promise.all([
    optedOut(ctx, phones),
    lastInbound(db, phones),
    purpose === "marketing" ? wantMarketing(db, phones) : new Set<string>(),
  ]);
  return new Map(
    phones.map((phone) => [
      phone,
      {
        ...{ phone, hasOptedOut: silent.has(phone), wantsMarketing: sold.has(phone) },
        lastInboundAt: written.get(phone),
      },
    ]),
  );
}

/** Each number with all the numbers of whom it belongs to. */
async function contactsOf(ctx: OperationContext, phones: string[]): Promise<Map<string, readonly string[]>> {
  type Found = { contact: { phones: string[] } | null };
  const found = await Promise.all(
    phones.map(async (phone) => (await ctx.use<Found>("contact.look_up", { phone })).contact),
  );
  return new Map(phones.map((phone, n) => [phone, found[n]?.phones ?? [phone]]));
}

/** What each contact would get: of several numbers of one, one share. */
function sharesOf(drafts: readonly Draft[], contacts: Map<string, readonly string[]>): Share[] {
  const shares = new Map<string, Share>();
  for (const { to } of drafts) {
    const peers = [...(contacts.get(to) ?? [to])].sort();
    const name = peers.join();
    shares.set(name, { peers, texts: (shares.get(name)?.texts ?? 0) + 1 });
  }
  return [...shares.values()];
}
