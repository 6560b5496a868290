import { eq } from "drizzle-orm";
import { builder } from "#db/client.ts";
import { conversations } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

/** What can be said of where a conversation stands; what is left out stays. */
export type StateChange = Partial<
  Pick<
    typeof conversations.$inferInsert,
    | "readAt"
    | "doneAt"
    | "snoozedUntil"
    | "assignee"
    | "note"
    | "waitingSince"
    | "topic"
    | "answerFrom"
    | "draft"
    | "draftFor"
  >
>;

export function changeState(id: string, change: StateChange): Statement[] {
  if (Object.keys(change).length === 0) return [];
  return [statement(builder.update(conversations).set(change).where(eq(conversations.id, id)))];
}
