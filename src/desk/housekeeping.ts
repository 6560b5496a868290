import type { Database } from "#db/client.ts";
import { pruneSessions as pruneChats } from "#domains/assistant/sessions/session-store.ts";
import { loseLapsedCalls, pruneCallsBefore } from "#domains/assistant/spending/spending-store.ts";
import { pruneRuns } from "#domains/business/backups/backup-store.ts";
import { pruneDeliveries } from "#domains/business/webhook-store.ts";
import { pruneUndo } from "#domains/contacts/removed-store.ts";
import { pruneClients } from "#domains/people/clients/client-store.ts";
import { endRehearsals } from "#domains/people/clients/rehearsal-store.ts";
import { pruneLinks } from "#domains/people/persons/person-store.ts";
import { pruneSessions } from "#domains/people/sessions/session-store.ts";
import { pruneTokens } from "#domains/people/tokens/token-store.ts";
import { pruneTranscripts } from "#domains/phone/calls/transcript-store.ts";
import { pruneCalls, pruneMessages } from "#domains/phone/privacy/retention-store.ts";
import { pruneAudit } from "#gate/audit/store.ts";
import { pruneResults } from "#gate/idempotency-store.ts";
import { pruneWords } from "#gate/untrusted-store.ts";
import { pruneOAuth } from "#oauth/store.ts";
import type { Settings } from "#operation/settings.ts";
import { pruneEvents } from "#webhooks/inbox-store.ts";
import { pruneEffects } from "#webhooks/outbox-store.ts";
import { pruneMarks } from "./processes-store.ts";

const dayMs = 86_400_000;
/** Clients that registered and never got anywhere: how long they stay, and how many at most. */
const unusedClientDays = 30;
const mostUnusedClients = 10_000;
/** How long it is known that a round trip to a server has written, in milliseconds: nobody sends one again after that. */
const marksLife = 3_600_000;
/** How long a doctor's walk takes at most, in milliseconds. */
const rehearsalLife = 10 * 60_000;

/** What is remembered of copies that were made and tried out, in days. */
const backupRunsDays = 400;

/** For how long what models cost is kept, in days: a bill is disputed within a year. */
const modelCallDays = 800;

/** For how many days a merge of two contacts can be undone. */
const undoDays = 30;

/** Lets go of what has been kept long enough by the owner's settings; 0 days keeps it. */
export async function housekeeping(database: Database, settings: Settings, now: number): Promise<void> {
  const since = (kind: "messages" | "calls" | "transcripts" | "events" | "audit" | "chats") => {
    const days = settings.get(`retention.${kind}_days`);
    return days === 0 ? undefined : now - days * dayMs;
  };
  const events = since("events");
  const transcripts = since("transcripts");
  const audit = since("audit");
  const messages = since("messages");
  const calls = since("calls");
  await database.write([
    ...(await endRehearsals(database.read, now - rehearsalLife, now)),
    ...(database.kind === "remote" ? [pruneMarks(now - marksLife)] : []),
    pruneResults(now),
    ...pruneSessions(now),
    pruneRuns(now - backupRunsDays * dayMs),
    pruneLinks(now - 30 * dayMs),
    pruneTokens(now - dayMs),
    ...pruneOAuth(now),
    pruneWords(now - dayMs),
    loseLapsedCalls(now),
    pruneCallsBefore(now - modelCallDays * dayMs),
    ...pruneChats(now - dayMs, since("chats")),
    pruneUndo(now - undoDays * dayMs),
    ...pruneClients(now - unusedClientDays * dayMs, mostUnusedClients),
    ...(events === undefined ? [] : [pruneEvents(events), pruneEffects(events), pruneDeliveries(events)]),
    ...(transcripts === undefined ? [] : [pruneTranscripts(transcripts)]),
    ...(messages === undefined ? [] : pruneMessages(messages)),
    ...(calls === undefined ? [] : pruneCalls(calls)),
    ...(audit === undefined ? [] : pruneAudit(audit)),
  ]);
}
