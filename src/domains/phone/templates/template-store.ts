import { asc, eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { templates } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

export type TemplateRow = typeof templates.$inferSelect;

export async function templateNamed(db: Reader, name: string): Promise<TemplateRow | undefined> {
  const [row] = await db.select().from(templates).where(eq(templates.name, name));
  return row;
}

/** By name. */
export async function allTemplates(db: Reader): Promise<TemplateRow[]> {
  return await db.select().from(templates).orderBy(asc(templates.name));
}

export function putTemplate(row: typeof templates.$inferInsert): Statement {
  const { content, purpose, updatedAt, updatedBy } = row;
  const set = { content, purpose, updatedAt, updatedBy, version: sql`${templates.version} + 1` };
  return statement(builder.insert(templates).values(row).onConflictDoUpdate({ target: templates.name, set }));
}

export function removeTemplate(name: string): Statement {
  return statement(builder.delete(templates).where(eq(templates.name, name)));
}
