import type { Reader } from "#db/client.ts";
import { lastNotice, untoldRequests } from "#gate/queue/store.ts";

/** People are told of what is new at most so often, in milliseconds. */
const noticesApart = 10 * 60_000;

/** Requests that people have to be told of now: new ones, and those whose time is half gone. */
export async function noticesDue(db: Reader, now: number): Promise<{ fresh: string[]; late: string[] }> {
  const { fresh, late } = await untoldRequests(db, now);
  if (fresh.length === 0) return { fresh, late };
  const isSoon = now - (await lastNotice(db)) < noticesApart;
  return { fresh: isSoon ? [] : fresh, late };
}
