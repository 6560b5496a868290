import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { modelAlerts, modelBudgets, modelCalls, modelPrices } from "#db/schema/assistant.ts";
import { guard, prune, type Statement, statement } from "#db/statement.ts";
import type { Price } from "./price-table.ts";

export type ModelCallRow = typeof modelCalls.$inferSelect;
export type NewModelCall = typeof modelCalls.$inferInsert;

export async function callById(db: Reader, id: string): Promise<ModelCallRow | undefined> {
  const [row] = await db.select().from(modelCalls).where(eq(modelCalls.id, id));
  return row;
}

export async function callsByIds(db: Reader, ids: readonly string[]): Promise<Map<string, ModelCallRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(modelCalls)
    .where(inArray(modelCalls.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

export function putCall(row: NewModelCall): Statement {
  return statement(builder.insert(modelCalls).values(row));
}

/** Ends the unit where the call has been settled already. */
export function isReserved(id: string): Statement {
  return guard(
    "the model call is not settled",
    sql`EXISTS (SELECT 1 FROM model_calls WHERE id = ${id} AND state = 'reserved')`,
  );
}

/** Ends the unit where what the call had reserved is not held any more. */
export function isHeld(id: string, now: number): Statement {
  return guard(
    "the model call's reservation holds",
    sql`EXISTS (SELECT 1 FROM model_calls WHERE id = ${id} AND state = 'reserved' AND expires_at > ${now})`,
  );
}

export function holdUntil(id: string, expiresAt: number): Statement {
  return statement(sql`UPDATE model_calls SET expires_at = ${expiresAt} WHERE id = ${id}`);
}

export function setCall(id: string, values: Partial<NewModelCall>): Statement {
  return statement(builder.update(modelCalls).set(values).where(eq(modelCalls.id, id)));
}

/**
 * Nobody knows what became of it; nothing is held for it any more. One that was under way may have been read: what the
 * question itself costs, which was written down with it, stays as an estimate.
 */
export function loseCall(id: string, error: "lapsed" | "interrupted"): Statement {
  const nothing = { cost: 0, costSource: "priced" as const, inputTokens: 0, isEstimated: false };
  return statement(
    builder
      .update(modelCalls)
      .set({
        state: "lost",
        request: null,
        error,
        finishReason: error,
        ...(error === "lapsed" ? nothing : {}),
      })
      .where(and(eq(modelCalls.id, id), eq(modelCalls.state, "reserved"))),
  );
}

/** The same of all whose time is over. */
export function loseLapsedCalls(now: number): Statement {
  return statement(sql`UPDATE model_calls SET state = 'lost', request = NULL, error = 'interrupted',
    finish_reason = 'interrupted' WHERE state = 'reserved' AND expires_at <= ${now}`);
}

/** Whose spending in a month: one person's, or everybody's; play money apart from what is charged. */
export interface Purse {
  month: string;
  /** Undefined for all together. */
  user: string | undefined;
  isPlay: boolean;
}

/**
 * What was spent and what is held for calls under way, as SQL: in a unit it is what holds at that moment. What nobody knows
 * the cost of counts as what it may have cost at most.
 */
function spentSql({ month, user, isPlay }: Purse, now: number): SQL {
  return sql`(SELECT coalesce(sum(CASE WHEN state <> 'reserved' THEN coalesce(cost, reserved)
      WHEN expires_at > ${now} THEN reserved ELSE 0 END), 0) FROM model_calls
    WHERE month = ${month} AND key_of <> 'person' AND (provider = 'sandbox') = ${isPlay ? 1 : 0}
      ${user === undefined ? sql`` : sql`AND user = ${user}`})`;
}

export async function spentOf(db: Reader, purse: Purse, now: number): Promise<number> {
  const [row] = await db.values<[number]>(sql`SELECT ${spentSql(purse, now)}`);
  return row?.[0] ?? 0;
}

/** Ends the unit where more would be spent than there is. */
export function keepsWithin(purse: Purse, more: number, most: number, now: number): Statement {
  return guard("the models' budget is not used up", sql`${spentSql(purse, now)} + ${more} <= ${most}`);
}

function tokensSql(user: string, asked: string, since: number): SQL {
  return sql`FROM model_calls WHERE user = ${user} AND asked = ${asked} AND at > ${since}`;
}

const tokensOfRow = sql`CASE state WHEN 'reserved' THEN reserved_tokens ELSE input_tokens + output_tokens END`;

/** Tokens that somebody had of a model since then, the oldest first: when, and how many. */
export async function tokensSince(
  db: Reader,
  user: string,
  asked: string,
  since: number,
): Promise<[at: number, tokens: number][]> {
  return await db.values<[number, number]>(
    sql`SELECT at, ${tokensOfRow} ${tokensSql(user, asked, since)} ORDER BY at`,
  );
}

export function keepsPace(
  { user, asked, since }: { user: string; asked: string; since: number },
  more: number,
  most: number,
): Statement {
  return guard(
    "the model's tokens a minute are not used up",
    sql`(SELECT coalesce(sum(${tokensOfRow}), 0) ${tokensSql(user, asked, since)}) + ${more} <= ${most}`,
  );
}

export async function budgets(db: Reader): Promise<Map<string, number>> {
  const rows = await db.select().from(modelBudgets).orderBy(asc(modelBudgets.holder));
  return new Map(rows.map(({ holder, amount }) => [holder, amount]));
}

export function putBudget(holder: string, amount: number, now: number): Statement {
  return statement(
    builder
      .insert(modelBudgets)
      .values({ holder, amount, setAt: now })
      .onConflictDoUpdate({ target: modelBudgets.holder, set: { amount, setAt: now } }),
  );
}

export function deleteBudget(holder: string): Statement {
  return statement(builder.delete(modelBudgets).where(eq(modelBudgets.holder, holder)));
}

export async function isTold(db: Reader, holder: string, month: string, percent: number): Promise<boolean> {
  const rows = await db
    .select()
    .from(modelAlerts)
    .where(
      and(
        eq(modelAlerts.holder, holder),
        eq(modelAlerts.month, month),
        sql`${modelAlerts.percent} >= ${percent}`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export function putAlert(row: typeof modelAlerts.$inferInsert): Statement {
  return statement(builder.insert(modelAlerts).values(row).onConflictDoNothing());
}

export async function ownPrices(db: Reader): Promise<Price[]> {
  const rows = await db.select().from(modelPrices).orderBy(asc(modelPrices.model), asc(modelPrices.since));
  return rows.map(({ model, since, rates, source }) => ({
    ...{ model, since, source, rates: JSON.parse(rates) as Price["rates"] },
  }));
}

export function putPrice({ model, since, rates, source }: Price, now: number): Statement {
  const row = { model, since, rates: JSON.stringify(rates), source, setAt: now };
  const { rates: fresh, source: from, setAt } = row;
  return statement(
    builder
      .insert(modelPrices)
      .values(row)
      .onConflictDoUpdate({
        target: [modelPrices.model, modelPrices.since],
        set: { rates: fresh, source: from, setAt },
      }),
  );
}

export function deletePrice(model: string, since: string): Statement {
  return statement(
    builder.delete(modelPrices).where(and(eq(modelPrices.model, model), eq(modelPrices.since, since))),
  );
}

export function pruneCallsBefore(before: number): Statement {
  return prune(modelCalls, sql`at < ${before} AND state <> 'reserved'`);
}
