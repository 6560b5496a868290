import * as z from "zod";
import { asError, type FailureReason } from "#domains/phone/failures.ts";
import { shownMessages } from "#domains/phone/history-store.ts";
import { messageView, viewMessage } from "#domains/phone/view.ts";
import { publicAddress } from "#operation/desk-services.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import type { DeskError } from "#src/errors.ts";
import { type Estimate, estimateView, saidEstimate } from "./estimate.ts";
import { placesInQueue } from "./schedule-store.ts";

const blocked = z.object({
  to: z.string(),
  code: z.string(),
  message: z.string(),
  nextAllowedAt: z.string().optional(),
});

export type Block = z.infer<typeof blocked>;

const shown = messageView.extend({
  repeated: z.literal(true).optional().describe("Sent to this number minutes ago; it was not sent again."),
  place: z.int().optional().describe("How many texts of the line go out before it."),
});

export const textsSent = z.object({
  messages: z.array(shown),
  blocked: z.array(blocked).describe("Numbers that were not texted, and why."),
  estimate: estimateView.optional(),
  bulkId: z.string().optional().describe("For message_bulk_status."),
  recall: z
    .object({ until: z.string(), url: z.string() })
    .optional()
    .describe("Until then message_cancel, or the user at the url, takes them back."),
  dryRun: z
    .object({
      needsPerson: z.string().optional(),
      needsReasoning: z.string().optional(),
      budget: z
        .object({ micros: z.int(), spent: z.int(), left: z.int() })
        .optional()
        .describe("The line’s month, in millionths of a US dollar, where the owner has set a budget."),
    })
    .optional()
    .describe("Nothing was sent; says why a person, or your reasoning, would be asked for."),
  truncated: z.boolean().describe("True when not every text is listed; get_message_history has them all."),
});

export type TextsSent = z.infer<typeof textsSent>;

/** What is stored of a call that sent texts: the answer is made from it, also when the call is repeated. */
export interface TextsResult {
  ids: string[];
  repeated: string[];
  blocked: Block[];
  estimate?: Estimate;
  bulkId?: string;
  /** Until when they can be taken back, where they wait for that alone; milliseconds, UTC. */
  recallUntil?: number;
  dry?: {
    needsPerson?: string;
    needsReasoning?: string;
    budget?: { micros: number; spent: number; left: number };
  };
}

const longestList = 60;

/** What became of the texts by now. @throws what went wrong, when there was one text and it failed for certain. */
export async function answerTexts(result: TextsResult, ctx: OperationContext): Promise<TextsSent> {
  const { ids, repeated, estimate, bulkId, recallUntil, dry } = result;
  const rows = await shownMessages(ctx.db, ids.slice(0, longestList));
  const [only] = rows;
  const isOne = only !== undefined && ids.length === 1 && repeated.length === 0;
  if (isOne && only.status === "failed" && only.errorCode)
    throw asError(only.errorCode as FailureReason, { message_id: only.id });
  const zone = ctx.settings.get("business.zone");
  const isLong = rows.length > 10;
  const queued = rows.filter(({ status }) => status === "queued").map(({ id }) => id);
  const places = queued.length === 0 ? new Map<string, number>() : await placesInQueue(ctx.db, queued);
  const messages = rows.map((row) => {
    const place = places.get(row.id);
    const view = {
      ...viewMessage(row, zone),
      ...(repeated.includes(row.id) ? { repeated: true as const } : {}),
      ...(place === undefined ? {} : { place }),
    };
    return isLong ? { ...view, content: undefined } : view;
  });
  const recall =
    recallUntil === undefined
      ? {}
      : { recall: { until: isoIn(zone, recallUntil), url: `${ctx.service(publicAddress)}/inbox/scheduled` } };
  return {
    messages,
    blocked: result.blocked.slice(0, longestList),
    ...(estimate ? { estimate } : {}),
    ...(bulkId ? { bulkId } : {}),
    ...recall,
    ...(dry ? { dryRun: dry } : {}),
    truncated: ids.length > longestList,
  };
}

export function summarizeTexts({ messages, blocked: refused, estimate, dryRun, recall }: TextsSent): string {
  if (dryRun) {
    const said = estimate ? `: ${saidEstimate(estimate)}` : "";
    const { needsPerson, needsReasoning } = dryRun;
    const who = needsPerson
      ? ` A person would be asked: ${needsPerson}`
      : needsReasoning
        ? ` It needs reasoning: ${needsReasoning}`
        : "";
    return `Nothing was sent. It would be ${estimate?.texts ?? 0} texts${said}.${who}`;
  }
  const counts = new Map<string, number>();
  for (const { status } of messages) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, n]) => `${n} ${status}`);
  const repeats = messages.filter((message) => message.repeated).length;
  if (repeats > 0) parts.push(`${repeats} of them sent minutes ago and not again`);
  if (refused.length > 0) parts.push(`${refused.length} not sent`);
  const back = recall ? ` They can be taken back until ${recall.until}.` : "";
  return `Texts: ${parts.join(", ")}.${back}`;
}

export function viewBlock(to: string, error: DeskError | undefined): Block {
  const { code = "BLOCKED", message = "", detail } = error ?? {};
  const nextAllowedAt = detail?.nextAllowedAt;
  return { to, code, message, ...(nextAllowedAt ? { nextAllowedAt } : {}) };
}
