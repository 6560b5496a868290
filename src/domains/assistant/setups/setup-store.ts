import { and, asc, eq, inArray } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { chatModels, chatTemplates } from "#db/schema/assistant.ts";
import { type Statement, statement } from "#db/statement.ts";

export type ModelSetupRow = typeof chatModels.$inferSelect;
export type TemplateRow = typeof chatTemplates.$inferSelect;

/** Stands for everybody. */
export const everybody = "";

/** Somebody's own configurations and everybody's; of one name their own. */
export async function modelSetups(db: Reader, owner: string): Promise<ModelSetupRow[]> {
  const rows = await db
    .select()
    .from(chatModels)
    .where(inArray(chatModels.owner, [owner, everybody]))
    .orderBy(asc(chatModels.name), asc(chatModels.owner));
  return [...new Map(rows.map((row) => [row.name, row])).values()];
}

export function putModelSetup(row: ModelSetupRow): Statement {
  const { owner: _owner, name: _name, ...set } = row;
  return statement(
    builder
      .insert(chatModels)
      .values(row)
      .onConflictDoUpdate({ target: [chatModels.owner, chatModels.name], set }),
  );
}

export function deleteModelSetup(owner: string, name: string): Statement {
  return statement(
    builder.delete(chatModels).where(and(eq(chatModels.owner, owner), eq(chatModels.name, name))),
  );
}

/** Somebody's own templates and everybody's; of one name their own. */
export async function ownTemplates(db: Reader, owner: string): Promise<TemplateRow[]> {
  const rows = await db
    .select()
    .from(chatTemplates)
    .where(inArray(chatTemplates.owner, [owner, everybody]))
    .orderBy(asc(chatTemplates.name), asc(chatTemplates.owner));
  return [...new Map(rows.map((row) => [row.name, row])).values()];
}

export function putTemplate(row: TemplateRow): Statement {
  const { owner: _owner, name: _name, ...set } = row;
  return statement(
    builder
      .insert(chatTemplates)
      .values(row)
      .onConflictDoUpdate({ target: [chatTemplates.owner, chatTemplates.name], set }),
  );
}

export function deleteTemplate(owner: string, name: string): Statement {
  return statement(
    builder.delete(chatTemplates).where(and(eq(chatTemplates.owner, owner), eq(chatTemplates.name, name))),
  );
}
