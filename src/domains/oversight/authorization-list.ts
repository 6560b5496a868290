import * as z from "zod";
import { listRequests, type RequestRow, requestById } from "#gate/queue/store.ts";
import { namesFor } from "#operation/asker-names.ts";
import type { CardLine } from "#operation/card.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { briefCard, briefFacts } from "./brief-card.ts";
import { existingRequest, requestView, shownOf, viewRequest, viewWithoutAnswer } from "./request-view.ts";

const mostShown = 100;

const card = requestView.extend({
  digest: z.string(),
  person: z.string(),
  client: z.string().describe("What the app calls itself: text of a stranger."),
  client_id: z.string(),
  face: z.string(),
  reasoning: z.string().nullable(),
  causes: z.array(z.string()),
  facts: z.record(z.string(), z.unknown()),
  card: z.array(z.custom<CardLine>()),
  is_whole: z.boolean().describe("False in a list where the request alone shows all of its card."),
  decided_by: z.string().nullable(),
  replaces: z.string().nullable(),
  /** What was shown before, where this one took another's place. */
  before: z.array(z.custom<CardLine>()).nullable(),
  policy_id: z.string().nullable(),
});

/** What waits for a person, as the card shows it, or what was decided; for those who decide. */
export const authorizationList = defineRead({
  name: "authorization.list",
  title: "List what waits",
  description: "Requests that wait for a person, oldest first; or those that do not any more, newest first.",
  scopes: [],
  exposure: "approver",
  uses: ["asker.describe"],
  input: z.strictObject({
    show: z.enum(["pending", "history"]).default("pending"),
    id: z.string().max(60).optional().describe("One request alone, whatever its state."),
    words: z.string().max(200).optional(),
    before: z.string().max(60).optional().describe("Goes on from this id in the history."),
  }),
  output: z.object({ requests: z.array(card), next: z.string().nullable() }),
  summary: ({ requests }) => `${requests.length} requests.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ show, id, words, before }, ctx) {
    const rows = await rowsOf(ctx, { show, id, words, before });
    const shown = rows.slice(0, mostShown);
    const namesOf = namesFor(ctx);
    const requests = [];
    for (const row of shown) requests.push(await cardOf(row, ctx, namesOf, id === undefined));
    return { requests, next: rows.length > mostShown ? (shown.at(-1)?.id ?? null) : null };
  },
});

async function rowsOf(
  ctx: OperationContext,
  {
    show,
    id,
    words,
    before,
  }: { show: string; id?: string | undefined; words?: string | undefined; before?: string | undefined },
): Promise<RequestRow[]> {
  if (id !== undefined) return [await existingRequest(id, ctx)];
  return await listRequests(ctx.db, {
    isWaiting: show === "pending",
    words,
    before,
    limit: mostShown + 1,
    now: ctx.now,
  });
}

async function cardOf(
  row: RequestRow,
  ctx: OperationContext,
  namesOf: ReturnType<typeof namesFor>,
  isBrief: boolean,
): Promise<z.infer<typeof card>> {
  const names = await namesOf(row.user, row.client);
  const decider = row.decidedBy === null ? undefined : await namesOf(row.decidedBy);
  const earlier = row.replaces === null ? undefined : await requestById(ctx.db, row.replaces);
  return {
    ...(isBrief ? viewWithoutAnswer(row, ctx) : await viewRequest(row, ctx)),
    digest: row.digest,
    ...names,
    client_id: row.client,
    face: row.face,
    reasoning: row.reasoning,
    causes: JSON.parse(row.causes) as string[],
    ...(isBrief ? brief(row) : { ...shownOf(row), is_whole: true }),
    decided_by: decider?.person ?? null,
    replaces: row.replaces,
    before: earlier ? briefCard(shownOf(earlier).card).card : null,
    policy_id: row.policyId,
  };
}

function brief(row: RequestRow) {
  const { facts, card: lines } = shownOf(row);
  const { card: short, isWhole } = briefCard(lines);
  return { facts: briefFacts(facts), card: short, is_whole: isWhole };
}
