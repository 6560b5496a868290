import type { Purpose } from "#domains/phone/law/purpose.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import { recipientsCard } from "#domains/phone/outreach/recipients-card.ts";
import type { CardLine } from "#operation/card.ts";
import type { OperationContext } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { isoIn, spoken } from "#platform/zone.ts";
import type { Draft } from "./drafts.ts";
import { estimateOf, saidEstimate } from "./estimate.ts";

export interface CardParts {
  line: LineRow;
  texts: readonly Draft[];
  /** Numbers that may not be texted then. */
  refused: readonly string[];
  purpose: Purpose | undefined;
  mediaUrls: readonly string[];
  at: number;
}

const purposeWords: Record<Purpose, string> = {
  transactional: "something they have with the business",
  conversational: "an answer",
  marketing: "to sell",
  notice: "the desk’s own notice",
};

/** Nothing where it costs nothing. */
function costOf({ line, texts, mediaUrls }: CardParts): CardLine[] {
  const { whole } = estimateOf(texts, line, mediaUrls.length);
  return whole.cost?.micros === 0 ? [] : [{ label: "Costs", value: saidEstimate(whole) }];
}

/** What a person sees of texts that wait: from where, to whom, what, when, and what it costs. */
export async function cardOf(ctx: OperationContext, parts: CardParts): Promise<CardLine[]> {
  const { line, texts, refused, purpose, mediaUrls, at } = parts;
  const contents = new Set(texts.map((text) => text.content));
  const [only] = contents;
  const isOne = contents.size === 1 && only !== undefined;
  const zone = ctx.settings.get("business.zone");
  return [
    { label: "From", value: `${line.name}, ${line.number}` },
    await recipientsCard(
      ctx,
      `To ${counted(texts.length, "number")}`,
      texts.map(({ to }) => to),
    ),
    ...(isOne
      ? [{ label: "Text", quote: only }]
      : texts.map(({ to, content }) => ({ label: `Text to ${to}`, quote: content }))),
    ...(mediaUrls.length > 0 ? [{ label: "With pictures from", values: [...mediaUrls] }] : []),
    ...(purpose === undefined ? [] : [{ label: "What for", value: purposeWords[purpose] }]),
    ...(at > ctx.now ? [{ label: "When", value: spoken(isoIn(zone, at), ctx.now) }] : []),
    ...costOf(parts),
    ...(refused.length > 0
      ? [{ label: "Not texted, as they may not be then", values: [...new Set(refused)] }]
      : []),
  ];
}
