import { asc, desc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { conversations } from "#db/schema/phone.ts";
import { commonAnswers, routingRules } from "#db/schema/routing.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { RoutingRule } from "./rule.ts";

export type CommonAnswer = typeof commonAnswers.$inferSelect;

const rules = preparedBy((db) =>
  db
    .select()
    .from(routingRules)
    .orderBy(asc(routingRules.place), desc(routingRules.updatedAt), desc(routingRules.id))
    .prepare(),
);
const answers = preparedBy((db) => db.select().from(commonAnswers).orderBy(asc(commonAnswers.id)).prepare());

/** In the order in which they are looked at. */
export async function allRules(db: Reader): Promise<RoutingRule[]> {
  return await rules(db).execute();
}

export async function allAnswers(db: Reader): Promise<CommonAnswer[]> {
  return await answers(db).execute();
}

/** A new one goes behind the others, where it is not said where. */
export function putRule(row: Omit<RoutingRule, "place">, place: number | undefined): Statement {
  const { id: _id, createdAt: _createdAt, ...changed } = row;
  const last = sql`(SELECT coalesce(max(place), 0) + 1 FROM routing_rules)`;
  return statement(
    builder
      .insert(routingRules)
      .values({ ...row, place: place ?? last })
      .onConflictDoUpdate({
        target: routingRules.id,
        set: { ...changed, ...(place === undefined ? {} : { place }) },
      }),
  );
}

export function removeRule(id: string): Statement {
  return statement(builder.delete(routingRules).where(eq(routingRules.id, id)));
}

export function putAnswer(row: CommonAnswer): Statement {
  const { id: _id, createdAt: _createdAt, ...changed } = row;
  return statement(
    builder.insert(commonAnswers).values(row).onConflictDoUpdate({ target: commonAnswers.id, set: changed }),
  );
}

export function removeAnswer(id: string): Statement {
  return statement(builder.delete(commonAnswers).where(eq(commonAnswers.id, id)));
}

/** What routing says of a conversation; what is left out stays. */
export type Routed = Partial<
  Pick<
    typeof conversations.$inferInsert,
    "topic" | "assignee" | "answerFrom" | "draft" | "draftFor" | "toldAt"
  >
>;

export function routeConversation(peer: string, routed: Routed): Statement[] {
  if (Object.keys(routed).length === 0) return [];
  return [statement(builder.update(conversations).set(routed).where(eq(conversations.peer, peer)))];
}

/** The line on which somebody wrote last, by its number. */
export async function lastWrittenTo(db: Reader, peer: string): Promise<string | undefined> {
  const [row] = await db.values<
    [string]
  >(sql`SELECT number FROM lines WHERE id = (SELECT line_id FROM messages
    WHERE peer = ${peer} AND direction = 'inbound' ORDER BY at DESC, id DESC LIMIT 1)`);
  return row?.[0];
}
