import { and, eq, isNull, like, lt } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { oauthClients } from "#db/schema/oauth.ts";
import { tokens } from "#db/schema/people.ts";
import { type Statement, statement } from "#db/statement.ts";
import { deleteClient } from "./client-store.ts";

/** What the doctor's own clients and tokens are called: what has that name for long was left behind. */
export const rehearsalName = "Frontdesk doctor (rehearsal)";

/** Ends what a rehearsal made that was cut off. */
export async function endRehearsals(db: Reader, before: number, now: number): Promise<Statement[]> {
  const left = await db
    .select({ id: oauthClients.id })
    .from(oauthClients)
    .where(
      and(
        eq(oauthClients.source, "registered"),
        like(oauthClients.name, `${rehearsalName}%`),
        lt(oauthClients.createdAt, before),
      ),
    )
    .limit(100);
  const mine = and(eq(tokens.name, rehearsalName), isNull(tokens.revokedAt), lt(tokens.createdAt, before));
  return [
    statement(builder.update(tokens).set({ revokedAt: now }).where(mine)),
    ...left.flatMap(({ id }) => deleteClient(id, now)),
  ];
}
