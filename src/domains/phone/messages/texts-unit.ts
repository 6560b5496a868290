import { sql } from "drizzle-orm";
import { guard, type Statement } from "#db/statement.ts";
import { touchConversation } from "#domains/phone/conversations/store.ts";
import { keepsCaps } from "#domains/phone/outreach/caps.ts";
import { allowedByOf, isUnasked, keepsWithin } from "#domains/phone/outreach/outreach.ts";
import { type Around, askedLike } from "#domains/phone/outreach/repeats-store.ts";
import { insertMessage } from "#domains/phone/recording-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { insertBulk } from "./bulk-store.ts";
import type { TextsData } from "./texting.ts";

/** What is written of texts before any of them goes out. */
export function applyTexts(data: TextsData, ctx: OperationContext): Statement[] {
  if (!data) return [];
  const {
    texts,
    line,
    outreach,
    caps,
    shares,
    repeats,
    spending,
    purpose,
    mediaUrls,
    dueAt,
    bulk,
    askedBy,
    now,
  } = data;
  const isNew = new Set(isUnasked(ctx) ? outreach.planned.map(({ phone }) => phone) : []);
  const unasked = { since: outreach.lately };
  const allowedBy = allowedByOf(ctx);
  const media = mediaUrls.length === 0 ? null : JSON.stringify(mediaUrls.map((url) => ({ url, type: null })));
  const statements = texts.flatMap((text) => [
    notSentLike(text.to, text.content, repeats),
    touchConversation(text.conversationId, text.to, {
      at: now,
      unasked: isNew.has(text.to) ? unasked : undefined,
      now,
    }),
    insertMessage({
      id: text.id,
      lineId: line.id,
      provider: line.provider,
      direction: "outbound",
      peer: text.to,
      content: text.content,
      status: dueAt === undefined ? "queued" : "scheduled",
      ...{ media, askedBy, allowedBy, purpose, segments: text.segments, cost: text.cost },
      scheduledAt: dueAt ?? null,
      bulkId: bulk?.id ?? null,
      at: dueAt ?? now,
      createdAt: now,
      updatedAt: now,
    }),
  ]);
  const whole = bulk
    ? insertBulk(
        { id: bulk.id, lineId: line.id, purpose, askedBy, allowedBy, createdAt: now },
        bulk.everybody,
      )
    : [];
  return [...keepsWithin(outreach, ctx), ...keepsCaps(caps, shares), ...spending, ...whole, ...statements];
}

/** Two equal calls at once both find no repeat when they plan: the second one's unit ends here. */
export function notSentLike(peer: string, content: string, repeats: Around): Statement {
  const like = askedLike({ peer, content }, repeats);
  return guard("the text has not been sent a moment ago", sql`NOT EXISTS (${like})`);
}
