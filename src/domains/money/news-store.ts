import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { writtenMoney } from "#platform/money.ts";

/** What has happened since then, which was on `day`; flagged payments as long as nobody has looked after them. */
export async function newsSince(db: Reader, since: number, day: string) {
  const [[counts], received, givenBack] = await Promise.all([
    db.values<[number, number, number]>(
      sql`SELECT (SELECT count(*) FROM leads WHERE created_at >= ${since}),
        (SELECT count(*) FROM quotes WHERE accepted_at >= ${since}),
        (SELECT count(*) FROM payments WHERE flag IS NOT NULL AND refunded + refunding < amount)`,
    ),
    db.values<[string, number]>(
      sql`SELECT currency, sum(amount) FROM payments WHERE state = 'received' AND flag IS NULL
        AND updated_at >= ${since} AND received_on >= ${day} GROUP BY currency ORDER BY currency`,
    ),
    db.values<[string, number]>(
      sql`SELECT currency, sum(amount) FROM refunds WHERE state = 'done' AND updated_at >= ${since}
        GROUP BY currency ORDER BY currency`,
    ),
  ]);
  const [leads = 0, acceptedQuotes = 0, flaggedPayments = 0] = counts ?? [];
  return {
    ...{ leads, accepted_quotes: acceptedQuotes, flagged_payments: flaggedPayments },
    received: received.map(([currency, amount]) => writtenMoney(amount, currency)),
    given_back: givenBack.map(([currency, amount]) => writtenMoney(amount, currency)),
  };
}
