import type { LineRow } from "#domains/phone/lines/store.ts";
import type { OperationContext, Plan } from "#operation/operation.ts";
import { planTexts, type TextsData } from "./texting.ts";
import type { TextsResult } from "./texts-shown.ts";

/** Who asks for them, in the history. */
export const missedCall = "missed call";
export const commonAnswer = "common answer";
export const emergencyNotice = "emergency notice";
/** Texts that the desk sends of its own accord: nobody was at it. */
export const bookingNotice = "booking notice";
export const bookingAnswer = "booking answer";
export const ownAccord = [
  missedCall,
  commonAnswer,
  emergencyNotice,
  bookingNotice,
  bookingAnswer,
  "system",
] as const;

/** A text of the desk's own accord: to whom, what, over which line, and who asks for it in the history. */
export interface OwnText {
  phone: string;
  content: string;
  line: LineRow;
  askedBy: string;
  /** True where the same words may have gone to them a moment ago. */
  allowDuplicate: boolean;
}

/** Plans it as every other text is planned. @throws what `planTexts` throws */
export async function planOwnText(
  { phone, content, line, ...own }: OwnText,
  ctx: OperationContext,
): Promise<Plan<TextsData, TextsResult>> {
  return await planTexts(ctx, {
    ...{ from: line.number, drafts: [{ to: phone, content }], purpose: "conversational", mediaUrls: [] },
    ...{ scheduledAt: undefined, isBulk: false, isDry: false, ...own },
  });
}
