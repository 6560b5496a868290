import { type SQL, sql } from "drizzle-orm";
import { type Statement, statement } from "#db/statement.ts";
import { bare, mentions } from "#gate/erasure-store.ts";

/** By what somebody is found in what was asked of models. */
export interface Sought {
  contacts: readonly string[];
  phones: readonly string[];
  /** Their digits, in every spelling. */
  dialled: readonly string[];
  /** Whole names and addresses. */
  words: readonly string[];
}

const inSession = ["key", "label", "name", "system_prompt", "metadata"];

/** Conversations and documents that are about somebody, or in which a number, a name or an address of theirs stands, go. */
export function eraseChats(sought: Sought): Statement[] {
  const sessions = sql`SELECT id FROM chat_sessions WHERE ${isAbout(sought)} OR ${holds(sought, inSession)}
    UNION SELECT session_id FROM chat_messages WHERE ${holds(sought, ["content"])}`;
  return [
    statement(sql`UPDATE model_calls SET request = NULL, label = NULL WHERE session_id IN (${sessions})`),
    // What was said goes with its session: what is looked for is there until then.
    statement(sql`DELETE FROM chat_sessions WHERE id IN (${sessions})`),
    statement(sql`DELETE FROM chat_messages WHERE session_id NOT IN (SELECT id FROM chat_sessions)`),
    statement(
      sql`DELETE FROM chat_documents WHERE ${isAbout(sought)} OR ${holds(sought, ["name", "content"])}`,
    ),
    statement(sql`DELETE FROM chat_templates WHERE ${holds(sought, ["name", "description", "content"])}`),
  ];
}

/** Linked to one of them, or with what was said with them in it. */
function isAbout({ contacts, phones }: Sought): SQL {
  const among = (values: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
  const lists = (column: SQL) =>
    sql`EXISTS (SELECT 1 FROM json_each(${column}) WHERE value IN ${among(phones)})`;
  return sql`(contact_id IN ${among(contacts)} OR ${lists(sql`phones`)})`;
}

function holds({ phones, dialled, words }: Sought, columns: readonly string[]): SQL {
  const digits = phones.map((phone) => phone.replaceAll(/\D/g, "")).filter((each) => each.length >= 7);
  return sql`(${mentions(columns, [...digits, ...words])} OR ${mentions(columns.map(bare), dialled)})`;
}
