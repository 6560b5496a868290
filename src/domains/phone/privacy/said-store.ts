import { Buffer } from "node:buffer";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { calls, recordings, transcripts } from "#db/schema/calls.ts";
import { consents, optOuts } from "#db/schema/consent.ts";
import { conversations, files, lines, messages } from "#db/schema/phone.ts";

/** Everything that was exchanged with some numbers, the oldest first, as it is kept. */
export async function everythingWith(db: Reader, peers: string[]) {
  const [threads, texts, pictures, spoken, words, kept, said, wishes] = await Promise.all([
    db.select().from(conversations).where(inArray(conversations.peer, peers)),
    db
      .select({ line: lines.number, message: messages })
      .from(messages)
      .innerJoin(lines, eq(lines.id, messages.lineId))
      .where(inArray(messages.peer, peers))
      .orderBy(asc(messages.at), asc(messages.id)),
    db
      .select({ id: files.id, messageId: files.messageId, type: files.type, bytes: files.bytes })
      .from(files)
      .innerJoin(messages, eq(messages.id, files.messageId))
      .where(inArray(messages.peer, peers))
      .orderBy(asc(files.messageId), asc(files.position)),
    db
      .select({ line: lines.number, call: calls })
      .from(calls)
      .innerJoin(lines, eq(lines.id, calls.lineId))
      .where(inArray(calls.peer, peers))
      .orderBy(asc(calls.at), asc(calls.id)),
    db
      .select({ callId: calls.id, dialogue: transcripts.dialogue })
      .from(transcripts)
      .innerJoin(calls, ofCall(transcripts))
      .where(inArray(calls.peer, peers)),
    db
      .select({ callId: calls.id, recording: recordings })
      .from(recordings)
      .innerJoin(calls, ofCall(recordings))
      .where(inArray(calls.peer, peers)),
    db.select().from(consents).where(inArray(consents.phone, peers)).orderBy(asc(consents.at)),
    db.select().from(optOuts).where(inArray(optOuts.phone, peers)),
  ]);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return {
    threads,
    texts,
    pictures: pictures.map(({ bytes, ...rest }) => ({ ...rest, base64: base64(bytes) })),
    spoken,
    words: new Map(words.map(({ callId, dialogue }) => [callId, JSON.parse(dialogue) as unknown])),
    kept,
    said,
    wishes,
  };
}

function ofCall(table: typeof transcripts | typeof recordings) {
  return and(eq(calls.provider, table.provider), eq(calls.providerId, table.providerCallId));
}
